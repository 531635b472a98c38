/** A station with readers of its own that come and go, in real time. */
import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { type TestContext, test } from 'node:test'
import { reportToHex, textToReports } from '../../core/badge/keyboard-report.ts'
import type { EventBody, EventName } from '../../core/contract/contract.ts'
import { stationSettings } from '../../core/contract/settings.ts'
import { giveCard } from '../../core/people/give-card-store.ts'
import { upsertPerson } from '../../core/people/people-store.ts'
import { openReaders } from '../../core/station/open-readers.ts'
import { startTimer } from '../../core/station/start-timer.ts'
import { openStation } from '../../core/station/station.ts'
import { createScriptedHid, type ScriptedDevice } from '../fakes/scripted-hid.ts'
import { somebody } from '../people/somebody.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const device = { vendorId: 'ffff', productId: '0035' }
const silent = { info: () => {}, warn: () => {} }

async function openCounter(t: TestContext, readers: object[]) {
  let end = async (): Promise<void> => {}
  // Before the hook that closes the store.
  t.after(() => end())
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    const personId = upsertPerson(db, somebody('E1'), 0)
    const unknown = { systemId: null, facilityCode: null, externalNumber: null, format: 'em4100', cardType: null }
    giveCard(db, { ...unknown, internalNumber: 1 }, personId, 0)
  })
  const settings = stationSettings.parse({ station: { id: 'front-door', zone: 'Europe/Berlin' }, readers })
  let opened: ReturnType<typeof openReaders> | null = null
  const station = openStation({
    store,
    settings,
    demo: null,
    version: 'test',
    notice: null,
    wallMs: Date.now,
    monotonicMs: () => performance.now(),
    sync: { wake: () => {}, state: () => 'off', fault: () => null, drainOnce: async () => ({}) },
    deviceOf: (reader) => opened?.deviceOf(reader) ?? null,
    onStorageFault: (fault) => assert.fail(fault),
  })
  const told: { name: EventName; body: unknown; atMs: number }[] = []
  const waiting = new Set<() => void>()
  station.subscribe((name, body) => {
    told.push({ name, body, atMs: performance.now() })
    for (const look of waiting) look()
  })
  /** The first event of this name after `since` events that fits. */
  const hear = <N extends EventName>(name: N, fits: (body: EventBody<N>) => boolean = () => true, since = 0) =>
    new Promise<{ body: EventBody<N>; atMs: number }>((resolve) => {
      const look = () => {
        const found = told.slice(since).find((each) => each.name === name && fits(each.body as EventBody<N>))
        if (found === undefined) return
        waiting.delete(look)
        resolve({ body: found.body as EventBody<N>, atMs: found.atMs })
      }
      waiting.add(look)
      look()
    })
  const hid = createScriptedHid({ setTimer: startTimer })
  opened = openReaders({ settings, station, log: silent, openHid: () => hid })
  end = async () => {
    await opened?.close()
    station.close()
    assert.deepEqual(hid.misuse, [])
  }
  const events = () => store.read.prepare<{ kind: string }>('SELECT kind FROM event ORDER BY rowid').all()
  const isReader = (id: string, state: string) => (status: EventBody<'statusChanged'>) =>
    status.readers.some((reader) => reader.id === id && reader.state === state)
  return { station, hid, told, hear, events, isReader }
}

function type(plugged: ScriptedDevice, text: string): void {
  for (const report of textToReports(text)) plugged.send(report)
}

test('a reader that is plugged in clocks people in; the screens hear that it came and that it went', async (t) => {
  const { hid, hear, events, isReader, told } = await openCounter(t, [{ id: 'front', use: 'in', device }])
  await hear('statusChanged', isReader('front', 'absent'))

  const before = told.length
  const pluggedMs = performance.now()
  const plugged = hid.plug()
  const ready = await hear('statusChanged', isReader('front', 'ready'), before)
  t.diagnostic(`told ${Math.round(ready.atMs - pluggedMs)} ms after it came (goal: 1000 ms)`)

  type(plugged, '0000000001\n')
  const { body } = await hear('decided')
  assert.equal(body.outcome, 'in')
  assert.equal(body.person?.employeeNumber, 'E1')

  const since = told.length
  const unpluggedMs = performance.now()
  plugged.unplug()
  const gone = await hear('statusChanged', isReader('front', 'absent'), since)
  t.diagnostic(`told ${Math.round(gone.atMs - unpluggedMs)} ms after it went (goal: 1000 ms)`)
  assert.deepEqual(events(), [{ kind: 'in' }])
})

test('how a reader is, the screens hear at once and not with the next status', async (t) => {
  const { station, hear, isReader, told } = await openCounter(t, [{ id: 'front', use: 'in', device }])
  await hear('statusChanged', isReader('front', 'absent'))
  const since = told.length
  station.setReader('front', { type: 'ready', doubt: null })
  assert.deepEqual(
    told.slice(since).map(({ name, body }) => [name, isReader('front', 'ready')(body as EventBody<'statusChanged'>)]),
    [['statusChanged', true]],
  )
})

test('what a reader had half sent when it was pulled out never becomes part of the next badge', async (t) => {
  const { hid, hear, isReader, told } = await openCounter(t, [{ id: 'front', use: 'in', device }])
  const first = hid.plug()
  await hear('statusChanged', isReader('front', 'ready'))
  type(first, '00000')
  first.unplug()
  const since = told.length
  await hear('statusChanged', isReader('front', 'absent'), since)
  const second = hid.plug()
  await hear('statusChanged', isReader('front', 'ready'), since)
  type(second, '0000000001\n')
  const { body } = await hear('decided')
  assert.equal(body.outcome, 'in')
  assert.equal(body.badge?.cardNumber, 1)
  assert.equal(told.filter(({ name }) => name === 'decided').length, 1)
})

test('two equal readers that send at once are kept apart, each with its own use', async (t) => {
  const { hid, hear, isReader } = await openCounter(t, [
    { id: 'way-in', use: 'in', device: { ...device, port: '1-1' } },
    { id: 'way-out', use: 'out', device: { ...device, port: '1-2' } },
  ])
  const out = hid.plug({ port: '1-2' })
  const into = hid.plug({ port: '1-1' })
  await hear('statusChanged', (status) => isReader('way-in', 'ready')(status) && isReader('way-out', 'ready')(status))
  const known = textToReports('0000000001\n')
  const unknown = textToReports('0000000002\n')
  for (const [index, report] of known.entries()) {
    into.send(report)
    out.send(unknown[index] ?? new Uint8Array(8))
  }
  const clocked = await hear('decided', ({ reader }) => reader === 'way-in')
  const refused = await hear('decided', ({ reader }) => reader === 'way-out')
  assert.equal(clocked.body.outcome, 'in')
  assert.deepEqual([refused.body.reason, refused.body.badge?.cardNumber], ['unknown-card', 2])
})

test('a reader of use enrol tells what it read and whose it is, and clocks nobody', async (t) => {
  const { station, hid, hear, isReader, events, told } = await openCounter(t, [{ id: 'desk', use: 'enrol', device }])
  const desk = hid.plug()
  await hear('statusChanged', isReader('desk', 'ready'))
  type(desk, '0000000001\n')
  const known = await hear('badgeRead', ({ holder }) => holder !== null)
  assert.equal(known.body.holder?.employeeNumber, 'E1')
  assert.equal(known.body.candidates[0]?.cardNumber, 1)
  type(desk, '0000000009\n')
  const free = await hear('badgeRead', ({ candidates }) => candidates[0]?.cardNumber === 9)
  assert.equal(free.body.holder, null)
  type(desk, 'x\n')
  const unreadable = await hear('badgeRead', ({ why }) => why !== null)
  assert.deepEqual(unreadable.body.candidates, [])

  const answer = await station.handlers.replayLine(
    { line: JSON.stringify({ at: '2026-03-02T08:00:00+01:00', reader: 'desk', text: '0000000001\n' }) },
    { id: 'test', role: 'owner' },
  )
  assert.equal(answer.type, 'wrong')
  assert.deepEqual(events(), [])
  assert.ok(told.every(({ name }) => name !== 'decided'))
})

test('a reader that is in the way of nobody else says what to do, and the others clock on', async (t) => {
  const { station, hid, hear, isReader } = await openCounter(t, [
    { id: 'denied', device: { ...device, port: '1-1' } },
    { id: 'front', use: 'in', device: { ...device, port: '1-2' } },
  ])
  hid.plug({ port: '1-1' }).forbid({ type: 'no-permission' })
  const front = hid.plug({ port: '1-2' })
  await hear(
    'statusChanged',
    (status) => isReader('denied', 'no-permission')(status) && isReader('front', 'ready')(status),
  )
  const view = station.status().readers.find(({ id }) => id === 'denied')
  assert.match(view?.why ?? '', process.platform === 'linux' ? /60-foyer-reader\.rules/ : /./)
  type(front, '0000000001\n')
  assert.equal((await hear('decided')).body.outcome, 'in')
})

test('whoever sets a reader up sees each report and what it came to, from the moment they look', async (t) => {
  const { station, hid, hear, isReader } = await openCounter(t, [{ id: 'front', use: 'in', device }])
  const plugged = hid.plug()
  await hear('statusChanged', isReader('front', 'ready'))
  const caller = { id: 'test', role: 'owner' } as const
  type(plugged, '0000000005\n')
  const start = await station.handlers.listReports({}, caller)
  assert.deepEqual(start.reports, [])
  type(plugged, '0000000001\n')
  const { last, reports } = await station.handlers.listReports({ after: start.last }, caller)
  assert.equal(reports.length, 23)
  assert.equal(last, start.last + 23)
  assert.deepEqual(reports[0]?.what, { type: 'report', hex: '0000270000000000' })
  const presented = reports.find(({ what }) => what.type === 'presented')?.what
  assert.ok(
    presented?.type === 'presented' && presented.text === '0000000001' && presented.candidates[0]?.cardNumber === 1,
  )
  // Only the newest are kept.
  for (let count = 0; count < 100; count++) type(plugged, '0000000001\n')
  const { reports: kept } = await station.handlers.listReports({ after: 0 }, caller)
  assert.ok(kept.length <= 512 && kept.length > 0)
})

test('a reader that types into the window as well clocks nobody twice, and a person who types there still counts', async (t) => {
  const { station, hid, hear, events, isReader, told } = await openCounter(t, [{ id: 'front', use: 'in', device }])
  const plugged = hid.plug()
  await hear('statusChanged', isReader('front', 'ready'))
  const typed = (text: string) =>
    station.handlers.presentReports({ reports: textToReports(text).map(reportToHex) }, { id: 'window', role: 'screen' })
  type(plugged, '0000000001\n')
  await typed('0000000001\n')
  await hear('decided')
  const since = told.length
  await typed('0000000007\n')
  await hear('decided', ({ outcome }) => outcome === 'refused', since)
  assert.deepEqual(events(), [{ kind: 'in' }, { kind: 'refused' }])
  assert.equal(told.filter(({ name }) => name === 'decided').length, 2)
})
