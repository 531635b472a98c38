/** What a person at a terminal reads: clock times of the station, to the second, without offsets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command } from 'commander'
import type { Cli } from '../../core/cli/command.ts'
import { registerHours } from '../../core/cli/hours.ts'
import { registerPerson } from '../../core/cli/person.ts'
import { registerWho } from '../../core/cli/who.ts'
import { makeStaffedStation, runFoyer, typed, writeBeside } from './run-foyer.ts'

const nowMs = Date.parse('2026-03-03T12:00:00.123+01:00')

async function read(register: (program: Command, cli: Cli) => void, args: string[]): Promise<string> {
  const lines: string[] = []
  const write = async (text: string) => void lines.push(text)
  const progress = { update: () => {}, stop: () => {} }
  const reading = { isRead: () => true, unread: new Promise<void>(() => {}) }
  const terminal = { print: write, write, say: () => {}, isHuman: true, ...reading, showProgress: () => progress }
  const program = new Command('foyer')
  register(program, { terminal, env: {}, nowMs: () => nowMs, finish: () => {} })
  await program.parseAsync(args, { from: 'user' })
  return lines.join('\n')
}

test('times for people have neither milliseconds nor an offset, and what is overdue is called so', async (t) => {
  const dir = await makeStaffedStation(t)
  const lines = [
    typed('02T08:00:00.250', '0000000101\n'),
    typed('02T10:00:00.250', '0000000101\n'),
    typed('02T11:00:00.250', '0000000101\n'),
    typed('03T11:00:00.250', '0000000102\n'),
  ]
  const run = await runFoyer(['replay', writeBeside(dir, 'taps.jsonl', lines.join('\n')), '--data', dir])
  assert.equal(run.code, 0, run.stderr)
  const who = await read(registerWho, ['who', '--data', dir])
  assert.equal(
    who,
    'E1  Ada Byron  since 2026-03-02 11:00:00  overdue\nE2  Émile Borel  since 2026-03-03 11:00:00  1:00',
  )
  const hours = await read(registerHours, ['hours', 'E1', '--week', '2026-W10', '--data', dir])
  assert.match(hours, /^closed {6}2026-03-02 08:00:00 – 2026-03-02 10:00:00 {2}\(\S+\)$/m)
  assert.match(hours, /^overdue {5}2026-03-02 11:00:00 – \? {2}\(\S+\)$/m)
  assert.match(hours, /^2026-03-02 {2}2:00 {2}1 to settle$/m)
  const unsettled = await read(registerWho, ['who', '--to-settle', '--data', dir])
  assert.match(unsettled, /^E1 {2}Ada Byron {2}clock-out missing {2}2026-03-02 11:00:00 – \? {2}\S+$/)
  assert.match(
    await read(registerPerson, ['person', 'show', 'E1', '--data', dir]),
    /in since 2026-03-02 11:00:00, overdue$/,
  )
})
