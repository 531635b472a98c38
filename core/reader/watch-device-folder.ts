/** A hint that a device has come or gone. Under Linux its node does, in /dev; elsewhere nobody tells. */
import { type FSWatcher, watch } from 'node:fs'

/** Null: there is no such hint here. The answer ends it. */
export function watchDeviceFolder(
  onHint: () => void,
  folder = '/dev',
  platform = process.platform,
): (() => void) | null {
  if (platform !== 'linux') return null
  let watcher: FSWatcher
  try {
    watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name === null || name.startsWith('hidraw')) onHint()
    })
  } catch {
    return null
  }
  // Whoever listens is not told any more; a reader that is missing is looked for all the same.
  watcher.on('error', () => watcher.close())
  return () => watcher.close()
}
