import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { runTestFiles } from '../../build/run-test-files.ts'
import { findBrowser } from '../../electron/find-browser.ts'

const root = join(import.meta.dirname, '../..')
const skip = findBrowser() === null && 'no Chromium, Chrome or Edge is installed'
/** Of the browser's own door: further windows, and a page without a token. Words are the same in either. */
const browserOnly = ['--test-skip-pattern', 'two windows|three windows|the camera|no token|other name|each step speaks']

/** Runs a file of test/e2e in the shell's window, its station the one that the shell keeps. */
async function runOnShell(file: string): Promise<void> {
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env
  const { passed, failures } = await runTestFiles([join(root, 'test/e2e', file)], {
    folder: root,
    concurrency: 1,
    idleLimitMs: 120_000,
    nodeOptions: ['--import', join(import.meta.dirname, 'e2e/on-shell.ts'), ...browserOnly],
    environment: { ...environment, FOYER_E2E_SHELL: 'stand-in' },
  })
  assert.deepEqual(failures, [])
  assert.ok(passed > 0)
}

test('everything at the door works in the shell as in a browser', { skip }, () => runOnShell('kiosk.test.ts'))
test('settings reach the screen in the shell as in a browser', { skip }, () => runOnShell('settings-on-screen.test.ts'))
test('a station that dies or hangs is out of order in the shell, and comes back', { skip }, () =>
  runOnShell('out-of-order.test.ts'),
)
test('a shell that is started for the first time is set up in its own window', { skip }, () =>
  runOnShell('setup.test.ts'),
)
