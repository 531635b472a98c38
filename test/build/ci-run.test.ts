import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ciRun = fileURLToPath(new URL('../../.ci/run', import.meta.url))
const needsBash = process.platform === 'win32' ? { skip: 'the CI script is for bash' } : {}

/** Runs `.ci/run` with a stand-in for npm that does this. */
function runCi(npm: string): { lines: string[]; exitCode: number | null } {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-ci-'))
  try {
    writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${npm}\n`, { mode: 0o755 })
    const { stdout, status } = spawnSync(ciRun, {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
    })
    return { lines: stdout.trimEnd().split('\n'), exitCode: status }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

suite('the CI script', needsBash, () => {
  test('calls npm ci, npm test and the virtual machine as the README does, without a terminal', () => {
    const { lines, exitCode } = runCi(
      'echo "npm $* CI=$CI"; read -r nothing || echo "no input"; [ "$1" = ci ] || echo "4 passed, 0 failed, 1 skipped"',
    )
    assert.deepEqual(lines, [
      'npm ci CI=true',
      'no input',
      'npm test CI=true',
      'no input',
      'npm run test:vm CI=true',
      'no input',
      '8 passed, 0 failed, 2 skipped',
    ])
    assert.equal(exitCode, 0)
  })

  test('ends with the sum when npm talks on after a failure, and fails', () => {
    const { lines, exitCode } = runCi(
      '[ "$1" = ci ] && exit 0; [ "$1" = run ] && exec echo "1 passed, 0 failed, 0 skipped"; echo "3 passed, 2 failed, 0 skipped"; echo "npm error code 1" >&2; exit 1',
    )
    assert.deepEqual(lines, ['npm error code 1', '4 passed, 2 failed, 0 skipped'])
    assert.equal(exitCode, 1)
  })

  test('counts a failed installation as failed and runs no test', () => {
    const { lines, exitCode } = runCi('echo "npm error network" >&2; exit 1')
    assert.deepEqual(lines, ['npm error network', '0 passed, 1 failed, 0 skipped'])
    assert.equal(exitCode, 1)
  })

  test('fails where the tests, or those in the virtual machine, end without a sum', () => {
    const { lines, exitCode } = runCi('exit 0')
    assert.deepEqual(lines, ['0 passed, 1 failed, 0 skipped'])
    assert.equal(exitCode, 1)
    const alone = runCi('[ "$1" = test ] && echo "3 passed, 0 failed, 0 skipped"; exit 0')
    assert.deepEqual(alone, { lines: ['3 passed, 1 failed, 0 skipped'], exitCode: 1 })
  })
})
