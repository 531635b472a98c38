/** What the station does by itself, on a database that may not grow: SQLite says the same then as on a full disk. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { replayedReading } from '../../core/station/clock.ts'
import { composeSync } from '../../core/station/compose-sync.ts'
import { takeSample } from '../../core/station/keep-samples.ts'
import { openStation } from '../../core/station/station.ts'
import { drainOnce } from '../../core/station/sync.ts'
import type { DecidedTap } from '../../core/station/tap-context.ts'
import type { openDatabase } from '../../core/store/database.ts'
import { openCentral, person } from '../central/open-central.ts'
import { type Door, hour, monday, openDoor, people } from './open-door.ts'

const full = 'The disk is full: nothing more can be stored in the data folder.'

/** So many more pages may the file have than it has now. */
function limitTo(door: Door, morePages: number): void {
  const { raw } = door.store as ReturnType<typeof openDatabase>
  raw.pragma('max_page_count = 4294967294')
  raw.pragma(`max_page_count = ${Number(raw.pragma('page_count', { simple: true })) + morePages}`)
}

test('pulling on a full disk is a fault in words wherever it stops, takes nothing by halves, and ends once there is room', async (t) => {
  const many = Array.from({ length: 3000 }, (_, index) => person(`P${index}`))
  const central = await openCentral(t, { people: [...people, ...many] })
  const door = openDoor(t, 'a', central.url)
  const faults: unknown[] = []
  for (let pages = 0; faults.length < 200; pages += 40) {
    limitTo(door, pages)
    const { people: pulled } = await door.pull(true)
    if (pulled?.fault === null) break
    assert.equal(pulled?.fault, full)
    faults.push(pulled.fault)
    assert.deepEqual(door.rows('SELECT count(*) AS n FROM person'), [{ n: 0 }], 'all of them or nobody')
    assert.deepEqual(
      door.rows(`SELECT id FROM enrolment_batch WHERE state <> 'staging'`),
      [],
      'nothing waits for a person',
    )
  }
  assert.ok(faults.length > 3, `${faults.length} rounds found no room`)
  assert.deepEqual(door.rows('SELECT count(*) AS n FROM person'), [{ n: 3002 }])
  assert.deepEqual(door.rows('SELECT state FROM enrolment_batch'), [{ state: 'approved' }])
  assert.deepEqual(door.rows('SELECT topic FROM pull_state WHERE fault IS NOT NULL'), [])
})

test('what other doors saw is pulled once there is room again, each punch once, and whoever taps meanwhile is let in', async (t) => {
  const central = await openCentral(t, { people })
  const [a, b] = [openDoor(t, 'a', central.url), openDoor(t, 'b', central.url)]
  for (const door of [a, b]) await door.pull()
  for (let taps = 0; taps < 400; taps += 1) a.tap(1, monday + taps * hour, 'front', 'replay')
  await a.tell()
  limitTo(b, 1)
  const { clock } = await b.pull()
  assert.equal(clock?.fault, full)
  limitTo(b, 8)
  assert.equal(b.tap(2, monday).outcome, 'in')
  limitTo(b, 10_000)
  assert.deepEqual((await b.pull()).clock, { items: 400, fault: null, warning: null })
  assert.deepEqual(b.periods(), a.periods())
})

test('a station that starts on a full disk with rows that were on their way tells them once there is room, in doubt', async (t) => {
  const central = await openCentral(t, { people })
  const door = openDoor(t, 'a', central.url)
  await door.pull()
  for (let taps = 0; taps < 300; taps += 1) door.tap(1, monday + taps * hour, 'front', 'replay')
  door.store.transact((db) => ({
    ok: true,
    value: db.prepare(`UPDATE outbox SET fence = key, is_first = 1, state = 'in-flight', attempts = 1`).run(),
  }))
  limitTo(door, 0)
  const said: unknown[] = []
  const note = (fields: Record<string, unknown>): void => void said.push(fields)
  const sync = composeSync(door.store, door.settings, { info: note, warn: note, error: note })
  t.after(sync.close)
  assert.deepEqual(said, [{ fault: full }])
  await assert.rejects(drainOnce(sync), /full/)
  assert.deepEqual(door.rows('SELECT DISTINCT state, is_unknown FROM outbox'), [{ state: 'in-flight', is_unknown: 0 }])
  limitTo(door, 10_000)
  assert.equal((await drainOnce(sync)).clock?.delivered, 300)
  assert.ok(said.some((fields) => (fields as { rows?: number }).rows === 300))
})

test('a sample of what waits that finds no room is told, and missing', (t) => {
  const door = openDoor(t, 'a', 'http://127.0.0.1:9')
  limitTo(door, 0)
  const faults: string[] = []
  let nowMs = monday
  while (faults.length === 0 && nowMs < monday + 10_000) {
    nowMs += 1
    takeSample({
      ...{ store: door.store, configured: ['clock', 'presence'], nowMs: () => nowMs },
      onStorageFault: (fault) => faults.push(fault),
    })
  }
  assert.deepEqual(faults, [full])
})

test('a badge whose undo finds no room is refused in words, and the station goes on', async (t) => {
  const central = await openCentral(t, { people })
  const door = openDoor(t, 'a', central.url)
  await door.pull()
  const { station, told, at } = openRealStation(t, door)
  const present = () => station.take('front', { type: 'text', text: '0000000001' })
  for (let round = 0; round < 2000 && !told.some(isNotStored); round += 1) {
    limitTo(door, 10_000)
    at.ms += hour
    present()
    limitTo(door, 0)
    const { type } = await station.handlers.armUndo({}, { id: 's', role: 'screen' })
    assert.equal(type, 'armed')
    at.ms += 2000
    present()
  }
  assert.equal(told.filter(isNotStored).length, 1)
  limitTo(door, 10_000)
  at.ms += hour
  present()
  assert.notEqual(told.at(-1)?.outcome, 'refused')
})

function isNotStored({ reason }: DecidedTap['decision']): boolean {
  return reason === 'not-stored'
}

function openRealStation(t: TestContext, { store, settings }: Door) {
  const at = { ms: monday }
  const told: DecidedTap['decision'][] = []
  const station = openStation({
    ...{ store, settings, demo: null, version: '0', notice: null },
    wallMs: () => at.ms,
    monotonicMs: () => replayedReading(at.ms).monotonicMs,
    sync: { wake: () => {}, state: () => 'off', fault: () => null, drainOnce: async () => ({}) },
    onStorageFault: () => {},
  })
  t.after(station.close)
  station.subscribe((name, body) => {
    if (name === 'decided') told.push(body as DecidedTap['decision'])
  })
  return { station, told, at }
}
