import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { appendAudit } from '../../core/audit/audit-store.ts'
import { stationSettings } from '../../core/contract/settings.ts'
import { createConsoleActivityHandlers } from '../../core/station/console-activity-handlers.ts'
import { type ConsoleStationParts, createConsoleStationHandlers } from '../../core/station/console-station-handlers.ts'
import { hiddenSecret, listSettings } from '../../core/station/list-settings.ts'
import { createReaderTest } from '../../core/station/reader-test.ts'
import { backUpNow } from '../../core/store/backups.ts'
import { openTestStore, type TestStore, write } from '../fakes/station-store.ts'

const nowMs = Date.parse('2026-03-03T09:20:00Z')
let store: TestStore
let atMs: number
beforeEach(() => {
  store = openTestStore()
  atMs = nowMs
})
afterEach(() => store.discard())

const settings = stationSettings.parse({
  station: { id: 'front', zone: 'Europe/Berlin' },
  upstreams: {
    clock: { url: 'http://someone:clear-text@127.0.0.1:1/', communityId: 'c', key: 'secret key' },
    presence: { url: 'http://127.0.0.1:1', token: 'secret token 1' },
    authData: { url: 'http://127.0.0.1:1', username: 'u', password: 'secret password', subscriptionKey: 'secret sub' },
    timeProfiles: { url: 'http://127.0.0.1:1', username: 'u', password: 'secret password 2' },
    cards: { url: 'http://127.0.0.1:1', token: 'secret token 2' },
  },
  pull: { url: 'http://127.0.0.1:1', token: 'secret token 3' },
})

const readClock = () => ({ atMs, monotonicMs: 0, isTrusted: true })
const activity = () => createConsoleActivityHandlers({ store, settings }, readClock)

function stationParts(more: Partial<ConsoleStationParts> = {}): ConsoleStationParts {
  const dir = dirname(store.file)
  return {
    context: { store, settings },
    readClock,
    clockFacts: () => ({ driftMs: 0, confirmed: null }),
    version: '1.2.3',
    sync: {
      heldUp: () => [
        {
          upstream: 'clock',
          cause: 'configuration',
          why: 'nobody knows ada.marlow@example.com here',
          failures: 1,
          nextTryAtMs: nowMs,
        },
      ],
    },
    readers: () => [],
    readerTest: createReaderTest({ list: () => ({ last: 0, reports: [] }) }, () => 0),
    photos: { has: () => false, read: async () => null, report: () => null, left: () => 0 },
    machine: {
      dir,
      startedAtMs: nowMs,
      file: { condition: 'good', check: { depth: 'full', durationMs: 1 }, schemaVersion: 1, notice: null },
      backUp: (when) => backUpNow(store, dir, 8, when),
      readLog: () => ['{"level":40,"msg":"no account of Ada.Marlow@example.com"}'],
    },
    ...more,
  }
}

function note(count: number): void {
  write(store, (db) => {
    for (let index = 0; index < count; index += 1) {
      const content = { reason: 'a "quoted", reason', index }
      appendAudit(db, { atMs: nowMs + index, actor: { type: 'owner' }, action: 'card.state', subject: 'p1', content })
    }
  })
}

test('the trail comes newest first, in pages without a gap, with the name of whom it is about', async () => {
  note(25)
  const sequences: number[] = []
  for (let before: number | undefined; ; before = sequences.at(-1)) {
    const page = await activity().listAudit({ ...(before !== undefined && { before }), limit: 10 })
    sequences.push(...page.entries.map(({ sequence }) => sequence))
    assert.deepEqual([page.entries[0]?.by, page.entries[0]?.subjectName], [null, 'p1'])
    if (!page.hasMore) break
  }
  assert.deepEqual(
    sequences,
    Array.from({ length: 25 }, (_, index) => 25 - index),
  )
})

test('the trail is verified piece by piece against itself and against a kept end', async () => {
  note(1201)
  const intact = await activity().verifyAudit({ kept: [] })
  assert.ok(intact.type === 'intact' && intact.head.count === 1201)
  assert.equal((await activity().verifyAudit({ kept: [intact.head] })).type, 'intact')
  assert.deepEqual(await activity().verifyAudit({ kept: [{ count: 7, hash: '0'.repeat(64) }] }), {
    type: 'broken',
    fault: 'another-chain',
    sequence: 7,
  })
  write(store, (db) => {
    db.prepare('DROP TRIGGER audit_is_never_changed').run()
    db.prepare(`UPDATE audit SET subject = 'p2' WHERE sequence = 600`).run()
  })
  assert.deepEqual(await activity().verifyAudit({ kept: [] }), { type: 'broken', fault: 'changed', sequence: 600 })
})

test('an export comes in pieces that together have every entry once, under one line of heads', async () => {
  note(1201)
  let text = ''
  for (let after = 0, hasMore = true; hasMore; ) {
    const piece = await activity().exportAudit({ after, format: 'csv' })
    text += piece.text
    ;({ last: after, hasMore } = piece)
  }
  const lines = text.trimEnd().split('\n')
  assert.equal(lines.length, 1202)
  assert.match(lines[0] ?? '', /^sequence,at,by,/)
  assert.match(lines[1201] ?? '', /^1201,/)
})

test('taps are counted in the quarter hour of the local day that they were made in', async () => {
  const tap = (kind: string, when: string, cause = 'tap') =>
    write(store, (db) =>
      db
        .prepare(
          `INSERT INTO event (id, station_id, kind, at_ms, zone, cause, is_clock_trusted)
           VALUES (@id, 'front', @kind, @atMs, 'Europe/Berlin', @cause, 1)`,
        )
        .run({ id: crypto.randomUUID(), kind, atMs: Date.parse(when), cause }),
    )
  tap('in', '2026-03-02T22:59:59Z') // still yesterday in Berlin
  tap('in', '2026-03-02T23:00:00Z')
  tap('in', '2026-03-03T08:14:59Z')
  tap('refused', '2026-03-03T08:15:00Z')
  tap('out', '2026-03-03T08:16:00Z', 'supervisor')
  tap('in', '2026-02-01T08:16:00Z', 'replay')
  tap('out', '2026-03-03T09:19:00Z')
  const { quarters } = await activity().getTapsToday({})
  assert.deepEqual(
    quarters.filter((quarter) => quarter.in + quarter.out + quarter.refused > 0),
    [
      { startMs: Date.parse('2026-03-02T23:00:00Z'), in: 1, out: 0, refused: 0 },
      { startMs: Date.parse('2026-03-03T08:00:00Z'), in: 1, out: 0, refused: 0 },
      { startMs: Date.parse('2026-03-03T08:15:00Z'), in: 0, out: 0, refused: 1 },
      { startMs: Date.parse('2026-03-03T09:15:00Z'), in: 0, out: 1, refused: 0 },
    ],
  )
  assert.equal(quarters.at(-1)?.startMs, Date.parse('2026-03-03T09:15:00Z'), 'what has not begun is not there')
})

test('no secret stands in the settings that are shown, and each is said to be there', () => {
  const lines = listSettings(settings)
  const text = JSON.stringify(lines)
  assert.ok(!/secret|clear-text/.test(text), text)
  assert.equal(lines.filter(({ value }) => value === hiddenSecret).length, 7)
  assert.ok(lines.some(({ path, value }) => path === 'rules.undoSeconds' && value === '10'))
})

test('a backup by hand is made, stands in the trail, and is not made again at once', async () => {
  mkdirSync(dirname(store.file), { recursive: true })
  const handlers = createConsoleStationHandlers(stationParts())
  assert.equal((await handlers.backUpNow({})).type, 'backed-up')
  assert.deepEqual(await handlers.backUpNow({}), { type: 'too-soon', newestAtMs: nowMs })
  atMs += 6 * 60_000
  assert.equal((await handlers.backUpNow({})).type, 'backed-up')
  const { storage } = await handlers.getStationReport({})
  assert.deepEqual(
    storage?.backups.map((backup) => backup.atMs),
    [nowMs + 6 * 60_000, nowMs],
  )
  const { entries } = await activity().listAudit({ limit: 10 })
  assert.deepEqual(
    entries.map(({ action }) => action),
    ['backup.make', 'backup.make'],
  )
})

test('a database that is sound is found good while it is in use', async () => {
  assert.equal((await createConsoleStationHandlers(stationParts()).checkDatabase({})).type, 'good')
})

test('a reader is under test as long as somebody asks, and no other one is', () => {
  let nowIs = 0
  const tested = createReaderTest({ list: () => ({ last: 0, reports: [] }) }, () => nowIs)
  assert.equal(tested.isTested('front'), false)
  tested.look('front', null)
  nowIs = 2900
  assert.deepEqual([tested.isTested('front'), tested.isTested('back')], [true, false])
  tested.look('front', 0)
  nowIs = 5800
  assert.equal(tested.isTested('front'), true)
  nowIs = 6000
  assert.equal(tested.isTested('front'), false)
  tested.look('front', 0)
  tested.end('front')
  assert.equal(tested.isTested('front'), false, 'whoever ends a test gives the reader back at once')
})

test('any reader can be under test, and all that they send is seen', () => {
  const report = (reader: string) => ({ number: 1, atMs: 0, reader, what: { type: 'report' as const, hex: '00' } })
  const list = () => ({ last: 2, reports: [report('front'), report('back')] })
  const tested = createReaderTest({ list }, () => 0)
  assert.equal(tested.look('back', null).reports.length, 1)
  assert.equal(tested.isTested('front'), false)
  assert.equal(tested.look(null, null).reports.length, 2)
  assert.deepEqual([tested.isTested('front'), tested.isTested('back')], [true, true])
  tested.end(null)
  assert.deepEqual([tested.isTested('front'), tested.isTested('back')], [false, true])
})
