/** What becomes of a command whose output nobody takes any more, or whose output is full. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { describe, it } from 'node:test'
import {
  commandFile,
  makeStaffedStation,
  readJsonLines,
  runFoyer,
  startFoyer,
  typed,
  writeBeside,
} from './run-foyer.ts'

const skip = process.platform === 'win32' ? 'takes a shell with pipes' : false
const foyer = `"${process.execPath}" "${commandFile}"`

/** `command` with the code of its first part, which the shell would hide. */
async function runInShell(command: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', command], { env: { ...process.env, NODE_OPTIONS: '' } }, (_, stdout, stderr) => {
      const code = /^code (\d+)$/m.exec(stderr)?.[1]
      resolve({ code: Number(code), stdout, stderr: stderr.replace(/^code \d+\n/m, '') })
    })
  })
}

const piped = (command: string, into: string) => runInShell(`{ ${command}; echo code $? >&2; } | ${into}`)
const told = (command: string, where: string) => runInShell(`{ ${command} ${where}; echo code $? >&2; }`)

/** More than a pipe holds. */
function manyTaps(count: number, wrong: string[] = []): string {
  const taps = Array.from({ length: count }, (_, index) => {
    const [day, hour, minute] = [2 + Math.floor(index / 288), Math.floor(index / 12) % 24, (index % 12) * 5]
    const [dd, hh, mm] = [day, hour, minute].map((part) => String(part).padStart(2, '0'))
    return typed(`${dd}T${hh}:${mm}:00`, '0000000101\n')
  })
  return [...taps, ...wrong].join('\n')
}

describe('a command whose output nobody reads any more', { skip }, () => {
  it('decides all taps of a replay, and its exit code says how that went', async (test) => {
    const dir = await makeStaffedStation(test)
    const all = writeBeside(dir, 'all.jsonl', manyTaps(1500))
    const run = await piped(`${foyer} replay ${all} --data ${dir}`, 'head -1')
    assert.deepEqual([run.code, run.stderr], [0, ''])
    assert.equal(readJsonLines(run.stdout).length, 1)
    assert.equal(JSON.parse((await runFoyer(['status', '--data', dir])).stdout).events, 1500)
  })

  it('still says which lines of a replay were wrong, with exit code 1', async (test) => {
    const dir = await makeStaffedStation(test)
    const some = writeBeside(dir, 'some.jsonl', manyTaps(1500, ['{"at": "never"}']))
    const run = await piped(`${foyer} replay ${some} --data ${dir}`, 'head -c 500')
    assert.equal(run.code, 1)
    assert.match(run.stderr, /some\.jsonl: line 1501: /)
  })

  it('does so through a station that runs, too', async (test) => {
    const dir = await makeStaffedStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const all = writeBeside(dir, 'all.jsonl', manyTaps(1500))
    const run = await piped(`${foyer} replay ${all} --data ${dir}`, 'head -1')
    assert.deepEqual([run.code, run.stderr], [0, ''])
    assert.equal(JSON.parse((await runFoyer(['status', '--data', dir])).stdout).events, 1500)
    await station.stop()
  })

  it('stops an export without a word', async (test) => {
    const dir = await makeStaffedStation(test)
    await runFoyer(['replay', writeBeside(dir, 'all.jsonl', manyTaps(1500)), '--data', dir])
    const run = await piped(`${foyer} export events --data ${dir}`, 'head -1')
    assert.deepEqual([run.code, run.stderr], [0, ''])
    assert.equal(readJsonLines(run.stdout).length, 1)
  })
})

describe('an output that takes nothing', { skip }, () => {
  const noFull = existsSync('/dev/full') ? false : 'there is no /dev/full'

  it('is said to be what is full, and not the data folder; what there was to do is done', {
    skip: noFull,
  }, async (test) => {
    const dir = await makeStaffedStation(test)
    const all = writeBeside(dir, 'all.jsonl', manyTaps(20))
    const full = 'Not all that this command had to print could be written: the disk is full that its output goes to.\n'
    for (const command of [`replay ${all}`, 'export events', 'status']) {
      const run = await told(`${foyer} ${command} --data ${dir}`, '> /dev/full')
      assert.deepEqual([run.code, run.stderr], [1, full], command)
    }
    assert.equal(JSON.parse((await runFoyer(['status', '--data', dir])).stdout).events, 20)
  })

  it('from the beginning is a failure of an export, and the null device is none', {
    skip: process.platform === 'linux' ? false : 'only Linux tells the two apart',
  }, async (test) => {
    const dir = await makeStaffedStation(test)
    const closed = await told(`${foyer} export people --data ${dir}`, '>&-')
    assert.deepEqual([closed.code, closed.stderr], [1, 'Nothing was exported: stdout is closed, or leads nowhere.\n'])
    const thrownAway = await told(`${foyer} export people --data ${dir}`, '> /dev/null')
    assert.deepEqual([thrownAway.code, thrownAway.stderr], [0, ''])
    assert.ok(statSync(dir).isDirectory())
  })
})
