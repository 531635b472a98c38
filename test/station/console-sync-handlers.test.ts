import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import type { NewOutboxRow } from '../../core/outbox/outbox-row.ts'
import { enqueue } from '../../core/outbox/outbox-store.ts'
import { settle } from '../../core/outbox/settle-store.ts'
import { writeSamples } from '../../core/outbox/sync-history-store.ts'
import { takeBatch } from '../../core/outbox/take-batch-store.ts'
import { createConsoleSyncHandlers } from '../../core/station/console-sync-handlers.ts'
import { sampleEveryMs, samplesKeptMs, takeSample } from '../../core/station/keep-samples.ts'
import { openTestStore, type TestStore, write } from '../fakes/station-store.ts'

const nowMs = 1_700_000_000_000
let store: TestStore
beforeEach(() => {
  store = openTestStore()
})
afterEach(() => store.discard())

const settings = stationSettings.parse({
  station: { id: 'front', zone: 'UTC' },
  upstreams: {
    clock: { url: 'http://127.0.0.1:1', communityId: 'c', key: 'k' },
    authData: { url: 'http://127.0.0.1:1', token: 't' },
  },
})

const handlers = () =>
  createConsoleSyncHandlers({
    context: { store, settings },
    readClock: () => ({ atMs: nowMs, monotonicMs: 0, isTrusted: true }),
    monotonicMs: () => performance.now(),
    sync: { network: () => 'online', heldUp: () => [] },
  })

function put(key: string, more: Partial<NewOutboxRow> = {}): void {
  const row: NewOutboxRow = {
    upstream: 'clock',
    fence: key,
    key,
    personId: 1,
    payload: { want: 'in', occurredAtMs: nowMs },
    enqueuedAtMs: nowMs - 1000,
    dueAtMs: nowMs,
    ...more,
  }
  write(store, (db) => enqueue(db, [row]))
}

function refuse(upstream: 'clock' | 'authData' = 'clock'): void {
  const outcome = { type: 'refused', reason: 'not known', answer: 'NOT LINKED' } as const
  write(store, (db) => {
    const taken = takeBatch(db, upstream, { rows: 100, bytes: 1e6 }, nowMs)
    settle(
      db,
      taken.map(({ id }) => ({ rowId: id, outcome })),
      nowMs,
    )
  })
}

test('what waits and what was refused is counted by upstream, and the oldest of what waits is named', async () => {
  put('a')
  refuse()
  put('b', { enqueuedAtMs: nowMs - 900 })
  put('c', { enqueuedAtMs: nowMs - 500 })
  const { upstreams } = await handlers().getSync({})
  const { waiting, refused, oldestWaitingAtMs, isConfigured } = upstreams.find((one) => one.upstream === 'clock') ?? {}
  assert.deepEqual(
    { waiting, refused, oldestWaitingAtMs, isConfigured },
    { waiting: 2, refused: 1, oldestWaitingAtMs: nowMs - 900, isConfigured: true },
  )
  const presence = upstreams.find((one) => one.upstream === 'presence')
  assert.deepEqual([presence?.isConfigured, presence?.waiting], [false, 0])
})

for (const state of ['waiting', 'refused'] as const) {
  test(`rows that are ${state} come in pages without a gap, each once`, async () => {
    for (let index = 0; index < 25; index += 1) put(`row ${index}`)
    if (state === 'refused') refuse()
    const ids: number[] = []
    for (let after = 0, hasMore = true; hasMore; ) {
      const page = await handlers().listOutbox({ upstream: 'clock', state, after, limit: 10 })
      ids.push(...page.rows.map(({ id }) => id))
      after = ids.at(-1) ?? after
      hasMore = page.hasMore
    }
    assert.deepEqual(
      ids,
      Array.from({ length: 25 }, (_, index) => index + 1),
    )
  })
}

test('a refused row has the server’s own words and what to do, and one of authentication data does not say what it holds', async () => {
  put('a')
  put('b', { upstream: 'authData', payload: { sealed: 'secret' } })
  refuse()
  refuse('authData')
  const { rows, total } = await handlers().listOutbox({ state: 'refused', limit: 10 })
  assert.equal(total, 2)
  assert.equal((await handlers().listOutbox({ upstream: 'clock', state: 'refused', limit: 10 })).total, 1)
  assert.equal((await handlers().listOutbox({ state: 'waiting', limit: 10 })).total, null)
  assert.deepEqual(
    rows.map(({ upstream, answer, advice, says, employeeNumber }) => ({
      upstream,
      answer,
      advice,
      says,
      employeeNumber,
    })),
    [
      {
        upstream: 'clock',
        answer: 'NOT LINKED',
        advice: { type: 'make-known' },
        says: { want: 'in', occurredAtMs: nowMs },
        employeeNumber: 'p1',
      },
      { upstream: 'authData', answer: 'NOT LINKED', advice: { type: 'make-known' }, says: null, employeeNumber: 'p1' },
    ],
  )
})

test('the backlog has what was written down in the span that is asked for, and how it is now', async () => {
  write(store, (db) =>
    writeSamples(
      db,
      [
        { atMs: nowMs - 3 * 3_600_000, upstream: 'clock', waiting: 9, refused: 0 },
        { atMs: nowMs - 1_800_000, upstream: 'clock', waiting: 4, refused: 0 },
        { atMs: nowMs - 1_800_000, upstream: 'cards', waiting: 7, refused: 0 },
      ],
      0,
    ),
  )
  put('a')
  const { samples, upstreams } = await handlers().getBacklog({ hours: 2 })
  assert.deepEqual(upstreams, ['clock', 'authData'])
  assert.deepEqual(samples, [
    { atMs: nowMs - 1_800_000, waiting: { clock: 4, authData: 0 } },
    { atMs: nowMs, waiting: { clock: 1, authData: 0 } },
  ])
})

test('samples are kept for a week and no longer', () => {
  const configured = ['clock'] as const
  for (let atMs = nowMs; atMs <= nowMs + samplesKeptMs + 10 * sampleEveryMs; atMs += sampleEveryMs) {
    takeSample({ store, configured, nowMs: () => atMs, onStorageFault: assert.fail })
  }
  const kept = store.read
    .prepare<{ rows: number; first: number }>('SELECT count(*) AS rows, min(at_ms) AS first FROM backlog_sample')
    .get()
  assert.deepEqual(kept, { rows: samplesKeptMs / sampleEveryMs + 1, first: nowMs + 10 * sampleEveryMs })
})
