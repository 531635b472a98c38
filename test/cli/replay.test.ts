import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import {
  commandFile,
  hasStackTrace,
  makeStaffedStation,
  readJsonLines,
  runFoyer,
  startFoyer,
  typed,
  writeBeside,
} from './run-foyer.ts'

const morning = [
  typed('02T08:00:00', '0000000101\n'),
  typed('02T08:00:05', '0000000101\n'),
  typed('02T08:01:00', '0000000102\n0000000999\n'),
  typed('02T08:02:00', '0000000103\n'),
  typed('02T16:30:00', '0000000101\n'),
  typed('03T12:00:00', '0000000102\n'),
].join('\n')

const decided = [
  ['E1', 'in', null],
  ['E1', 'repeat', null],
  ['E2', 'in', null],
  [null, 'refused', 'unknown-card'],
  ['E3', 'refused', 'inactive-person'],
  ['E1', 'out', null],
  ['E2', 'in', 'missed-clock-out'],
]

describe('replaying a file', () => {
  it('prints a JSON line per decision, with exactly the keys that scripts rely on', async (test) => {
    const dir = await makeStaffedStation(test)
    const run = await runFoyer(['replay', writeBeside(dir, 'morning.jsonl', morning), '--data', dir])
    assert.equal(run.code, 0, run.stderr)
    const lines = readJsonLines(run.stdout)
    assert.deepEqual(summarise(lines), decided)
    const keys = ['at', 'reader', 'badge', 'employeeNumber', 'outcome', 'reason', 'eventId']
    for (const line of lines) assert.deepEqual(Object.keys(line).sort(), keys.toSorted())
    assert.deepEqual(lines[0]?.badge, { format: 'em4100', facilityCode: null, cardNumber: 101, serial: null })
    assert.equal(lines[0]?.at, '2026-03-02T08:00:00+01:00')
    assert.match(String(lines[0]?.eventId), /^[0-9a-f-]{36}$/)
    assert.equal(lines[1]?.eventId, null)
  })

  it('decides the same through a station that runs there', async (test) => {
    const dir = await makeStaffedStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const run = await runFoyer(['replay', '-', '--data', dir], { input: morning })
    assert.equal(run.code, 0, run.stderr)
    assert.deepEqual(summarise(readJsonLines(run.stdout)), decided)
    await station.stop()
  })

  const unreadable: [string, string][] = [
    [
      'a report of the wrong length',
      JSON.stringify({ at: '2026-03-02T08:00:00+01:00', reader: 'front', reports: ['00'] }),
    ],
    ['a number with letters', typed('02T08:00:00', '00000x0101\n')],
    ['keys beyond the alphabet', typed('02T08:00:00', '€€€€\n')],
    ['a flood of 10,000 digits without Enter', typed('02T08:00:00', '7'.repeat(10_000))],
  ]
  for (const [name, line] of unreadable) {
    it(`takes ${name} for an unreadable tap, and goes on`, async (test) => {
      const dir = await makeStaffedStation(test)
      const run = await runFoyer(['replay', '-', '--data', dir], {
        input: `${line}\n${typed('02T09:00:00', '0000000101\n')}\n`,
      })
      assert.equal(run.code, 0, run.stderr)
      const lines = summarise(readJsonLines(run.stdout))
      assert.deepEqual(lines.at(-1), ['E1', 'in', null])
      assert.ok(lines.length > 1)
      for (const refused of lines.slice(0, -1)) assert.deepEqual(refused, [null, 'refused', 'unreadable'])
    })
  }

  it('names a line that is no presentation, decides the others, and fails', async (test) => {
    const dir = await makeStaffedStation(test)
    const lines = ['{"at":"yesterday","reader":"front","text":"1\\n"}', 'no JSON', typed('02T09:00:00', '0000000101\n')]
    const run = await runFoyer(['replay', writeBeside(dir, 'bad.jsonl', lines.join('\n')), '--data', dir])
    assert.equal(run.code, 1)
    assert.match(run.stderr, /bad\.jsonl: line 1: at: expected an instant such as 2026-03-02T08:00:00\+01:00/)
    assert.match(run.stderr, /bad\.jsonl: line 2: expected a JSON object/)
    assert.deepEqual(summarise(readJsonLines(run.stdout)), [['E1', 'in', null]])
    assert.ok(!hasStackTrace(run))
  })

  it('clocks nobody in ahead of time, unless that is asked for', async (test) => {
    const dir = await makeStaffedStation(test)
    const ahead = (ms: number) => new Date(Date.now() + ms).toISOString()
    const line = (at: string, text: string) => JSON.stringify({ at, reader: 'front', text })
    const lines = [line(ahead(2 * 3_600_000), '0000000101\n'), line(ahead(600_000), '0000000102\n')]
    const file = writeBeside(dir, 'ahead.jsonl', lines.join('\n'))
    const run = await runFoyer(['replay', file, '--data', dir])
    assert.equal(run.code, 1)
    assert.match(run.stderr, /ahead\.jsonl: line 1: the instant lies in the future \(--allow-future takes it\)/)
    assert.deepEqual(summarise(readJsonLines(run.stdout)), [['E2', 'in', null]])
    const meant = await runFoyer(['replay', file, '--data', dir, '--allow-future'])
    assert.equal(meant.code, 0, meant.stderr)
    assert.equal(readJsonLines(meant.stdout)[0]?.employeeNumber, 'E1')
  })

  it('says so where there is no file and where there is no folder', async (test) => {
    const dir = await makeStaffedStation(test)
    const file = await runFoyer(['replay', `${dir}/nowhere.jsonl`, '--data', dir])
    assert.deepEqual([file.code, file.stdout], [1, ''])
    assert.match(file.stderr, /^There is no file \S+nowhere\.jsonl\.\n$/)
    const folder = await runFoyer(['replay', '-', '--data', `${dir}/nowhere`])
    assert.deepEqual([folder.code, folder.stdout], [1, ''])
    assert.match(folder.stderr, /^There is no folder \S+nowhere\.\n$/)
  })

  it('ends without a word when whoever reads has seen enough', async (test) => {
    const dir = await makeStaffedStation(test)
    const child = spawn(process.execPath, [commandFile, 'replay', '-', '--data', dir], { stdio: 'pipe' })
    let stderr = ''
    child.stderr.on('data', (text) => {
      stderr += text
    })
    child.stdin.on('error', () => {})
    const ended = once(child, 'exit')
    child.stdin.write(`${typed('02T08:00:00', '0000000101\n')}\n`)
    await once(child.stdout, 'data')
    child.stdout.destroy()
    child.stdin.end(`${typed('02T09:00:00', '0000000101\n')}\n${typed('02T10:00:00', '0000000101\n')}\n`)
    const [code] = await ended
    assert.equal(code, 0)
    assert.equal(stderr, '')
  })
})

function summarise(lines: Record<string, unknown>[]): unknown[] {
  return lines.map(({ employeeNumber, outcome, reason }) => [employeeNumber, outcome, reason])
}
