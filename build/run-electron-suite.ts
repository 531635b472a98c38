/**
 * `npm run e2e:electron`: the end-to-end tests of the screens on the real Electron. Where its binary or a display cannot be had
 * it says which, and counts the suite as skipped.
 */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { findElectron } from '../electron/find-electron.ts'
import { hasDisplay } from '../electron/has-display.ts'
import { runTestFiles, type SuiteResult } from './run-test-files.ts'

const folder = join(import.meta.dirname, '..')
/** A binary of some 100 MB over a slow line. */
const downloadLimitMs = 10 * 60_000

/** Of the browser's own door: a second window, and a page without a token; and of its make-believe camera. */
const browserOnly = ['--test-skip-pattern', 'two windows|no token|other name|camera|photo']

async function runSuite(): Promise<SuiteResult | string> {
  if (!hasDisplay()) return 'There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).'
  const electron = await findElectron({ downloadLimitMs })
  if (electron.type === 'missing') return electron.why
  const files = globSync('test/e2e/*.test.ts', { cwd: folder }).sort()
  return runTestFiles(
    files.map((file) => join(folder, file)),
    {
      folder,
      concurrency: 1,
      idleLimitMs: 150_000,
      nodeOptions: ['--import', join(folder, 'test/electron/e2e/on-shell.ts'), ...browserOnly],
      environment: { ...process.env, FOYER_E2E_SHELL: 'electron', FOYER_ELECTRON: electron.binary },
    },
  )
}

const result = await runSuite()
if (typeof result === 'string') {
  console.log(`skipped: ${result}`)
  console.log('0 passed, 0 failed, 1 skipped')
} else {
  for (const skip of result.skips) console.log(`skipped: ${skip}`)
  for (const failure of result.failures) console.log(`✖ ${failure}\n`)
  console.log(`${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`)
  process.exitCode = result.failed > 0 || result.passed === 0 ? 1 : 0
}
