/** How the suites' files are run. */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { RunOptions } from './run-test-files.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..')

export const options: RunOptions = {
  folder,
  concurrency: Math.max(1, Math.min(4, availableParallelism())),
  idleLimitMs: Number(process.env.FOYER_TEST_IDLE_LIMIT_MS ?? 150_000),
  environment: {
    // Every file is a process of its own, and most of them read half the sources.
    NODE_COMPILE_CACHE: join(folder, 'node_modules', '.cache', 'foyer'),
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
