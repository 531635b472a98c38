import { accessSync, constants } from 'node:fs'

/** Whether this user may open a device; null where the system shows that only to whoever tries. */
export function mayOpen(path: string): boolean | null {
  if (!path.startsWith('/dev/')) return null
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}
