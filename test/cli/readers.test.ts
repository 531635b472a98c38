import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { textToReports } from '../../core/badge/keyboard-report.ts'
import { stationSettings } from '../../core/contract/settings.ts'
import { listReaders } from '../../core/station/list-readers.ts'
import { createRecorder } from '../../core/station/record-presentations.ts'
import { readReplayLine } from '../../core/station/replay-line.ts'
import { keyboardReader } from '../fakes/scripted-hid.ts'
import { createVirtualTime } from '../fakes/virtual-time.ts'
import { makeFolder } from '../store/temporary-folder.ts'
import { makeStation, runFoyer } from './run-foyer.ts'
import { spawnFoyerUntilHeard } from './spawn-until-heard.ts'

const device = { vendorId: '0c27', productId: '3bfa' }

test('readers lists devices and the readers of station.json, also those that are not there', async (t) => {
  const dir = makeStation(t, {
    readers: [
      { id: 'front', device },
      { id: 'window', use: 'enrol' },
      { id: 'unheard', kind: 'magstripe' },
    ],
  })
  const { code, stdout } = await runFoyer(['readers', '--data', dir, '--json'])
  const listed = JSON.parse(stdout)
  assert.ok(Array.isArray(listed.devices))
  assert.deepEqual(
    listed.readers.map(({ id, state }: { id: string; state: string }) => [id, state]),
    [
      ['front', 'absent'],
      ['window', 'window'],
      ['unheard', 'failed'],
    ],
  )
  assert.match(listed.readers[2].why, /"magstripe" does not type into the window: "device" has to say/)
  assert.equal(code, 0)
})

test('readers udev prints the rule for the readers of station.json, and nothing that it was not asked for', async (t) => {
  const dir = makeStation(t, { readers: [{ id: 'front', device }] })
  const { code, stdout } = await runFoyer(['readers', 'udev', '--data', dir, '--group', 'kiosk'])
  assert.equal(code, 0)
  assert.match(stdout, /^SUBSYSTEM=="hidraw".*"0c27".*"3bfa", GROUP="kiosk", MODE="0660"$/m)
  const odd = await runFoyer(['readers', 'udev', '--data', dir, '--group', 'kiosk", RUN+="/bin/sh'])
  assert.deepEqual([odd.code, odd.stdout], [2, ''])
  const none = await runFoyer(['readers', 'udev', '--data', makeStation(t)])
  assert.equal(none.code, 1)
  assert.match(none.stderr, /No reader of station\.json names a "device"/)
})

test('watch and record want to know which readers, and write over nothing', async (t) => {
  const dir = makeStation(t, { readers: [{ id: 'front', device }] })
  const unsaid = await runFoyer(['readers', 'watch'])
  assert.equal(unsaid.code, 2)
  const odd = await runFoyer(['readers', 'watch', '--device', 'pcprox'])
  assert.equal(odd.code, 2)
  const file = join(dir, 'kept.jsonl')
  writeFileSync(file, 'kept')
  const there = await runFoyer(['readers', 'record', file, '--data', dir])
  assert.equal(there.code, 1)
  assert.match(there.stderr, /is there already/)
  assert.equal(readFileSync(file, 'utf8'), 'kept')
  const unheard = join(dir, 'unheard.jsonl')
  const refused = await runFoyer(['readers', 'record', unheard, '--data', makeStation(t)])
  assert.deepEqual([refused.code, existsSync(unheard)], [1, false], 'a refused attempt leaves no file in its own way')
  assert.doesNotMatch(refused.stderr, /written/)
  assert.equal((await runFoyer(['readers', 'watch', '--data', join(makeFolder(t), 'none')])).code, 1)
})

test('what is known of each device is listed, with the reader that it is and whether it may be opened', () => {
  const { readers } = stationSettings.parse({
    station: { id: 'front-door', zone: 'Europe/Berlin' },
    readers: [
      { id: 'front', device: { vendorId: 'ffff', productId: '0035', port: '1-1' } },
      { id: 'back', device: { vendorId: 'ffff', productId: '0035', port: '1-2' } },
    ],
  })
  const devices = [
    { ...keyboardReader, path: '/dev/hidraw70', port: '1-1' },
    { ...keyboardReader, path: '/dev/hidraw71', port: '1-2' },
    { ...keyboardReader, path: '/dev/hidraw72', port: '1-3', usages: [{ usagePage: '0001', usage: '0002' }] },
  ]
  const listed = listReaders(readers, devices, null, (path) => path !== '/dev/hidraw71')
  assert.deepEqual(
    listed.devices.map(({ kind, reader, access, usages }) => [kind, reader, access, usages]),
    [
      ['keyboard', 'front', 'yes', ['0001:0006']],
      ['keyboard', 'back', 'no', ['0001:0006']],
      [null, null, 'yes', ['0001:0002']],
    ],
  )
  assert.deepEqual(
    listed.readers.map(({ id, state }) => [id, state]),
    [
      ['front', 'plugged-in'],
      ['back', 'no-permission'],
    ],
  )
  const view = { id: 'front', name: 'front', state: 'ready', why: null } as const
  assert.equal(listReaders(readers, devices, [view], () => true).readers[0]?.state, 'ready')
})

test('what is recorded is a line for each presentation, which replay reads; a brushed key is none', async () => {
  const time = createVirtualTime()
  const lines: string[] = []
  const recorder = createRecorder({ pauseMs: 1500, setTimer: time.setTimer, onLine: (line) => lines.push(line) })
  let number = 0
  const report = (hex: string) =>
    recorder.take({ number: ++number, atMs: 1_772_434_800_000, reader: 'front', what: { type: 'report', hex } })
  const reports = textToReports('0000000001\n').map((bytes) => Buffer.from(bytes).toString('hex'))
  for (const hex of reports) report(hex)
  recorder.take({
    number: ++number,
    atMs: 1_772_434_800_000,
    reader: 'front',
    what: { type: 'presented', text: '0000000001', candidates: [], why: null },
  })
  await time.pass(2000)
  report('0000040000000000')
  await time.pass(2000)
  recorder.flush()
  assert.equal(lines.length, 1)
  const line = readReplayLine(lines[0] ?? '')
  assert.ok(line.type === 'line' && line.line.sent.type === 'reports')
  assert.equal(line.line.reader, 'front')
  assert.deepEqual(
    line.line.sent.reports.map((bytes) => Buffer.from(bytes).toString('hex')),
    reports,
  )
})

test('record writes a file that is its owner’s alone, and says how much when it is ended', {
  skip: process.platform === 'win32',
}, async (t) => {
  const dir = makeStation(t, { readers: [{ id: 'front', device }] })
  const file = join(dir, 'taps.jsonl')
  const { code, stderr } = await spawnFoyerUntilHeard(t, ['readers', 'record', file, '--data', dir], /front: absent/)
  assert.equal(code, 0)
  assert.match(stderr, /0 lines written to/)
  assert.equal(statSync(file).mode & 0o777, 0o600)
})
