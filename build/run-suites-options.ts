/** How the suites' files are run. */
import { readFileSync, statfsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { RunOptions } from './run-test-files.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Of memory, for the temporary folders of all files together, with room to spare. */
const neededBytes = 4 * 1024 ** 3

export const options: RunOptions = {
  folder,
  concurrency: Math.max(1, Math.min(4, availableParallelism())),
  idleLimitMs: Number(process.env.FOYER_TEST_IDLE_LIMIT_MS ?? 150_000),
  environment: {
    // Every file is a process of its own, and most of them read half the sources.
    NODE_COMPILE_CACHE: join(folder, 'node_modules', '.cache', 'foyer'),
    ...folderInMemory(),
    ...process.env,
    PATH: `${join(folder, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`,
  },
  optionsFor: (file) =>
    isPropertyTest(file) ? ['--import', pathToFileURL(join(folder, 'test', 'fixed-seed.ts')).href] : [],
}

/** Whether the file itself asks fast-check for its cases. */
export function isPropertyTest(file: string): boolean {
  return readFileSync(file, 'utf8').includes(`from 'fast-check'`)
}

/**
 * Where Linux has a folder in memory that is large enough and lets programs run, temporary folders are made there: tests wait for a
 * disk half of their time. Nothing is lost by it: that a process dies harms no file there either, and what a power cut does is tried
 * in a virtual machine (`npm run test:vm`). A TMPDIR that is set counts.
 */
function folderInMemory(): { TMPDIR?: string } {
  const dir = '/dev/shm'
  try {
    const { bavail, bsize } = statfsSync(dir)
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .find((line) => line.split(' ')[1] === dir)
    return mount && !mount.includes('noexec') && bavail * bsize >= neededBytes ? { TMPDIR: dir } : {}
  } catch {
    return {}
  }
}
