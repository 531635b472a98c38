import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const runSuites = fileURLToPath(new URL('../../build/run-suites.ts', import.meta.url))
const withNodeTest = "import { after, suite, test } from 'node:test'\n"

/** Runs `run-suites.ts files` on files with these texts. */
function run(texts: string[], idleLimitMs = 60_000): { lastLine: string; output: string; exitCode: number | null } {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-run-suites-'))
  try {
    const files = texts.map((text, index) => {
      const file = join(folder, `planted-${index}.test.mjs`)
      writeFileSync(file, withNodeTest + text)
      return file
    })
    const environment: NodeJS.ProcessEnv = { ...process.env, FOYER_TEST_IDLE_LIMIT_MS: String(idleLimitMs) }
    delete environment.NODE_TEST_CONTEXT
    const { stdout, stderr, status } = spawnSync(process.execPath, [runSuites, 'files', ...files], {
      encoding: 'utf8',
      env: environment,
    })
    return { lastLine: stdout.trimEnd().split('\n').at(-1) ?? '', output: stdout + stderr, exitCode: status }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('tests of all files are summed in the last line, and a suite of tests is not a test', () => {
  const { lastLine, output, exitCode } = run([
    "suite('a', () => { test('one', () => {}); test('two', () => console.log('noise')) })",
    "test('three', () => {})",
  ])
  assert.equal(lastLine, '3 passed, 0 failed, 0 skipped')
  assert.equal(exitCode, 0)
  assert.ok(!output.includes('noise'), 'what passes is quiet')
})

test('a failed test is shown in full with where it stands, what was thrown and what its file printed', () => {
  const { lastLine, output, exitCode } = run([
    "console.error('a hint')\nsuite('outer', () => { test('inner', () => { throw new Error('boom', { cause: new Error('deeper') }) }) })",
    "test('fine', () => {})",
  ])
  assert.equal(lastLine, '1 passed, 1 failed, 0 skipped')
  assert.equal(exitCode, 1)
  for (const part of ['outer › inner', 'boom', 'deeper', 'a hint']) assert.ok(output.includes(part), part)
})

test('a skipped test, a skipped suite and one to be done are counted and say why', () => {
  const { lastLine, output, exitCode } = run([
    "test('a', { skip: 'no browser here' }, () => {}); suite('b', { skip: 'no reader here' }, () => { test('c', () => {}) })",
    "test.todo('d'); test('e', () => {}); test('f', (t) => t.skip('not today'))",
  ])
  assert.equal(lastLine, '1 passed, 0 failed, 4 skipped')
  assert.equal(exitCode, 0)
  for (const part of ['no browser here', 'no reader here', 'not today', 'to be done'])
    assert.ok(output.includes(part), part)
})

test('where everything is skipped nothing ran, and that is no success', () => {
  const { lastLine, exitCode } = run(["test('a', { skip: 'no browser here' }, () => {})"])
  assert.equal(lastLine, '0 passed, 0 failed, 1 skipped')
  assert.equal(exitCode, 1)
})

test('a crash counts as failed, and what passed before it still counts', () => {
  const { lastLine, output, exitCode } = run([
    "test('a', () => {}); test('b', async () => { setTimeout(() => process.kill(process.pid, 'SIGSEGV'), 50); await new Promise((r) => setTimeout(r, 5000)) })",
  ])
  assert.equal(lastLine, '1 passed, 1 failed, 0 skipped')
  assert.match(output, /crashed \(SIGSEGV\)/)
  assert.equal(exitCode, 1)
})

test('a file that cannot be loaded, holds no test or leaves before its tests end counts as failed', () => {
  const { lastLine, output } = run([
    "throw new Error('not loadable')",
    "console.log('nothing to test')",
    "test('a', () => {}); test('b', () => process.exit(0))",
  ])
  assert.match(lastLine, /^\d passed, 3 failed, 0 skipped$/)
  for (const part of ['not loadable', 'holds no test']) assert.ok(output.includes(part), part)
})

test('an error after the end of its test counts as failed and is shown', () => {
  const { lastLine, output } = run([
    "test('a', () => { setTimeout(() => { throw new Error('too late') }, 20) }); test('b', () => new Promise((r) => setTimeout(r, 200)))",
  ])
  assert.match(lastLine, /^2 passed, 1 failed, 0 skipped$/)
  assert.match(output, /too late/)
})

test('a failing hook counts as failed', () => {
  const { lastLine } = run(["suite('s', () => { after(() => { throw new Error('hook') }); test('a', () => {}) })"])
  assert.equal(lastLine, '1 passed, 1 failed, 0 skipped')
})

test('a file that hangs or leaves something open is stopped with all that it has started', () => {
  const { lastLine, output } = run(
    ["test('a', () => new Promise((r) => setTimeout(r, 600_000)))", "test('b', () => { setInterval(() => {}, 1000) })"],
    1000,
  )
  assert.equal(lastLine, '1 passed, 2 failed, 0 skipped')
  assert.match(output, /left open or hangs/)
})
