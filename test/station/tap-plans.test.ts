/** What a tap and the status strip ask of the database has to cost the same however much has happened before. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import { replayedReading } from '../../core/station/clock.ts'
import { openStation } from '../../core/station/station.ts'
import { openDatabase, type Store, type WritableDb } from '../../core/store/database.ts'
import { cardDigits, fillStation, location, zone } from '../bench/fill-station.ts'

const folder = mkdtempSync(join(tmpdir(), 'foyer-plans-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Tables that grow with every tap or with the house. */
const growing = /\b(event|period|presence_entry|outbox|person|card|card_holding)\b/

test('no statement of a tap, an undo or the status strip walks a table', async () => {
  const file = join(folder, 'station.sqlite')
  fillStation(file, { people: 50, events: 2000 })
  const store = openDatabase(file, 'write')
  const asked = new Set<string>()
  const station = openStation({
    store: listenIn(store, asked),
    settings: stationSettings.parse({
      station: { id: 'front-door', zone, location },
      readers: [{ id: 'front' }],
      upstreams: {
        clock: { url: 'http://127.0.0.1:9', communityId: 'foyer', key: 'k' },
        presence: { url: 'http://127.0.0.1:9', token: 't' },
      },
    }),
    demo: null,
    version: 'test',
    notice: null,
    wallMs: Date.now,
    monotonicMs: () => performance.now(),
    sync: { wake: () => {}, state: () => 'online', fault: () => null, drainOnce: async () => ({}) },
    onStorageFault: (fault) => assert.fail(fault),
  })
  // What is asked once, at the start, may count.
  station.status()
  asked.clear()
  const tap = (digits: string, atMs: number) => {
    const presented = { type: 'text', text: digits } as const
    return station.present({ reader: 'front', presented, clock: replayedReading(atMs), cause: 'tap' })
  }
  const start = Date.now()
  assert.equal(tap(cardDigits(1), start).outcome, 'in')
  assert.equal(tap(cardDigits(1), start + 1).outcome, 'repeat')
  assert.equal(tap(cardDigits(1), start + 60_000).outcome, 'out')
  assert.equal(tap('0000000001', start).outcome, 'refused')
  const last = tap(cardDigits(2), start)
  await station.handlers.undoTap({ eventId: last.eventId ?? '' }, { id: 'window', role: 'screen' })
  station.status()
  station.close()

  assert.ok(asked.size > 10)
  const walks = [...asked].flatMap((sql) => describeWalks(store, sql))
  store.close()
  assert.deepEqual(walks, [])
})

/** The steps of a plan that go by no index and no key. */
function describeWalks(store: Store, sql: string): string[] {
  return store.read
    .prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(nullParameters(sql))
    .map(({ detail }) => detail)
    .filter((detail) => /^(SCAN|SEARCH) /.test(detail) && growing.test(detail) && !detail.includes(' USING '))
    .map((detail) => `${detail}: ${sql.replace(/\s+/g, ' ')}`)
}

function nullParameters(sql: string): Record<string, null> {
  return Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map((match) => [match[1] ?? '', null]))
}

/** The same store, with every statement noted. */
function listenIn(store: Store, asked: Set<string>): Store {
  const noting = (db: Store['read']) => ({
    ...db,
    prepare: (sql: string) => {
      asked.add(sql)
      return db.prepare(sql)
    },
  })
  return {
    ...store,
    read: noting(store.read) as Store['read'],
    transact: (work) => store.transact((db) => work(noting(db) as WritableDb)),
  }
}
