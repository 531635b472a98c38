import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import fc from 'fast-check'
import { readWaiting } from '../../core/outbox/outbox-report-store.ts'
import type { NewOutboxRow, RowOutcome } from '../../core/outbox/outbox-row.ts'
import { countByState, enqueue, nextDueAtMs, summarise, withdrawWaiting } from '../../core/outbox/outbox-store.ts'
import { settle } from '../../core/outbox/settle-store.ts'
import { resetInFlight, takeBatch } from '../../core/outbox/take-batch-store.ts'
import { readRefused } from '../fakes/read-refused.ts'
import { openTestStore, type TestStore, write } from '../fakes/station-store.ts'

let store: TestStore
beforeEach(() => {
  store = openTestStore()
})
afterEach(() => store.discard())

const many = { rows: 100, bytes: 1_000_000 }

function row(key: string, person: number, more: Partial<NewOutboxRow> = {}): NewOutboxRow {
  return {
    upstream: 'clock',
    fence: `person:${person}`,
    key,
    personId: person,
    payload: { key },
    enqueuedAtMs: 1000,
    dueAtMs: 1000,
    ...more,
  }
}

function put(...rows: NewOutboxRow[]): void {
  write(store, (db) => enqueue(db, rows))
}

function take(nowMs = 1000, limits = many): { id: number; key: string; isUnknown: boolean }[] {
  return write(store, (db) => takeBatch(db, 'clock', limits, nowMs))
}

function end(id: number, outcome: RowOutcome, nowMs = 1000): { refusedWith: number } {
  return write(store, (db) => settle(db, [{ rowId: id, outcome }], nowMs))
}

const delivered: RowOutcome = { type: 'delivered', answer: 'CLOCKED IN' }
const refused: RowOutcome = { type: 'refused', reason: 'nobody', answer: 'NOBODY' }

function keysTaken(nowMs?: number, limits = many): string[] {
  return take(nowMs, limits).map(({ key }) => key)
}

/** What must hold at every moment: each fence with unsettled rows has exactly one first, its oldest. */
function assertFirsts(): void {
  const wrong = store.read
    .prepare(
      `SELECT id, is_first FROM outbox o WHERE is_first <> (state IN ('waiting', 'in-flight') AND NOT EXISTS
         (SELECT 1 FROM outbox e WHERE e.upstream = o.upstream AND e.fence = o.fence AND e.id < o.id
            AND e.state IN ('waiting', 'in-flight')))`,
    )
    .all()
  assert.deepEqual(wrong, [])
}

describe('the outbox', () => {
  it('never takes two rows of one fence, and takes them in order', () => {
    put(row('a1', 1), row('a2', 1), row('b1', 2))
    const firstBatch = take()
    assert.deepEqual(
      firstBatch.map(({ key }) => key),
      ['a1', 'b1'],
    )
    assert.deepEqual(keysTaken(), [], 'a1 is on its way, so a2 stays')
    for (const { id } of firstBatch) end(id, delivered)
    assert.deepEqual(keysTaken(), ['a2'])
  })

  it('lets a row that is not due hold up its own fence and no other', () => {
    put(row('a1', 1, { dueAtMs: 5000 }), row('a2', 1), row('b1', 2))
    assert.deepEqual(keysTaken(), ['b1'])
    assert.equal(
      write(store, (db) => nextDueAtMs(db, 'clock')),
      5000,
    )
    assert.deepEqual(keysTaken(5000), ['a1'])
  })

  it('keeps the fences of two upstreams apart', () => {
    put(row('a1', 1), row('a1', 1, { upstream: 'presence' }))
    assert.deepEqual(keysTaken(), ['a1'])
    assert.equal(write(store, (db) => takeBatch(db, 'presence', many, 1000)).length, 1)
  })

  it('takes no more rows and bytes than it may, but at least one', () => {
    put(row('a1', 1), row('b1', 2), row('c1', 3))
    assert.equal(take(1000, { rows: 2, bytes: 1000 }).length, 2)
    assert.equal(take(1000, { rows: 2, bytes: 1 }).length, 1)
  })

  it('takes the row that has been due longest first', () => {
    put(row('a1', 1, { dueAtMs: 900 }), row('b1', 2, { dueAtMs: 100 }), row('c1', 3, { dueAtMs: 500 }))
    assert.deepEqual(keysTaken(1000, { rows: 2, bytes: 1000 }), ['b1', 'c1'])
  })

  it('does not let rows wait for a day that was never meant when the clock was set back', () => {
    put(row('a1', 1, { enqueuedAtMs: 90_000_000, dueAtMs: 90_010_000 }))
    assert.deepEqual(keysTaken(1000), ['a1'])
  })

  it('does not give a row of this pass twice, however the clock runs meanwhile', () => {
    put(row('a1', 1))
    const limits = { ...many, dueByMs: 1000 }
    const [taken] = take(1000, limits)
    assert.ok(taken)
    end(taken.id, { type: 'retry', why: 'busy', dueAtMs: 1001 }, 1000)
    assert.deepEqual(keysTaken(2000, limits), [])
    assert.deepEqual(keysTaken(2000), ['a1'])
  })

  it('keeps a refused row with its reason and the other side’s words, and lets the next one go', () => {
    put(row('a1', 1), row('a2', 1))
    const [taken] = take()
    assert.ok(taken)
    end(taken.id, refused, 7000)
    const [kept] = readRefused(store.read, 'clock')
    assert.equal(kept?.reason, 'nobody')
    assert.equal(kept?.answer, 'NOBODY')
    assert.equal(kept?.settledAtMs, 7000)
    assert.deepEqual(kept?.payload, { key: 'a1' })
    assert.deepEqual(keysTaken(), ['a2'])
  })

  it('refuses with a row everything that follows it, and nothing else', () => {
    put(
      row('in', 1),
      row('out', 1, { follows: 'in' }),
      row('undo', 1, { follows: 'out' }),
      row('next', 1),
      row('other', 2),
    )
    const [taken] = take()
    assert.ok(taken)
    assert.deepEqual(end(taken.id, refused), { refusedWith: 2 })
    assert.deepEqual(
      readRefused(store.read, 'clock').map(({ key, reason }) => [key, reason]),
      [
        ['in', 'nobody'],
        ['out', 'nobody'],
        ['undo', 'nobody'],
      ],
    )
    assert.deepEqual(keysTaken(), ['next'])
  })

  it('refuses at once what follows a row that was refused before', () => {
    put(row('in', 1))
    const [taken] = take()
    assert.ok(taken)
    end(taken.id, refused)
    put(row('out', 1, { follows: 'in' }), row('next', 1))
    assert.deepEqual(
      readRefused(store.read, 'clock').map(({ key, answer }) => [key, answer]),
      [
        ['in', 'NOBODY'],
        ['out', 'NOBODY'],
      ],
    )
    assert.deepEqual(keysTaken(), ['next'])
  })

  it('stores a row that is refused at once without ever offering it', () => {
    put(row('a1', 1, { refusedBecause: 'missed clock-in' }), row('a2', 1))
    assert.deepEqual(keysTaken(), ['a2'])
    assert.equal(readRefused(store.read, 'clock')[0]?.reason, 'missed clock-in')
  })

  it('takes a row back that was never sent', () => {
    put(row('a1', 1), row('a2', 1))
    assert.equal(
      write(store, (db) => withdrawWaiting(db, 'clock', 'a1')),
      'withdrawn',
    )
    assert.deepEqual(keysTaken(), ['a2'])
    assert.equal(
      write(store, (db) => withdrawWaiting(db, 'clock', 'a1')),
      'none',
    )
    assert.equal(
      write(store, (db) => withdrawWaiting(db, 'clock', 'nothing')),
      'none',
    )
  })

  it('says that it is too late for a row that was sent or may have been', () => {
    put(row('a1', 1), row('b1', 2))
    const [a1, b1] = take()
    assert.ok(a1 && b1)
    const tryToWithdraw = () => write(store, (db) => withdrawWaiting(db, 'clock', 'a1'))
    assert.equal(tryToWithdraw(), 'too-late', 'in flight')
    end(a1.id, { type: 'retry', why: 'busy', dueAtMs: 2000 })
    assert.equal(tryToWithdraw(), 'too-late', 'tried once')
    const [again] = take(2000)
    assert.ok(again)
    end(again.id, delivered)
    assert.equal(tryToWithdraw(), 'too-late', 'delivered')
  })

  it('takes a row back that was tried and never got anywhere, unless it may have been told before', () => {
    put(row('a1', 1), row('b1', 2))
    const [a1, b1] = take()
    assert.ok(a1 && b1)
    end(b1.id, { type: 'unknown', why: 'lost', dueAtMs: 1000 })
    const [again] = take()
    assert.equal(again?.id, b1.id)
    for (const { id } of [a1, b1]) end(id, { type: 'retry', why: 'no connection', dueAtMs: 1000, isUntouched: true })
    const how = ['a1', 'b1'].map((key) => write(store, (db) => withdrawWaiting(db, 'clock', key)))
    assert.deepEqual(how, ['withdrawn', 'too-late'])
  })

  it('takes a row back that was refused without being sent', () => {
    put(row('a1', 1, { refusedBecause: 'missed clock-in' }))
    assert.equal(
      write(store, (db) => withdrawWaiting(db, 'clock', 'a1')),
      'withdrawn',
    )
    assert.equal(summarise(store.read).refused, 0)
  })

  it('remembers after a restart that a row in flight is in doubt, also when it is then merely retried', () => {
    put(row('a1', 1), row('a2', 1), row('b1', 2))
    take()
    assert.equal(write(store, resetInFlight), 2)
    const [a1] = take()
    assert.ok(a1)
    assert.deepEqual([a1.key, a1.isUnknown], ['a1', true])
    end(a1.id, { type: 'retry', why: 'no connection', dueAtMs: 2000 })
    assert.deepEqual(
      take(2000).map(({ key, isUnknown }) => [key, isUnknown]),
      [['a1', true]],
    )
  })

  it('refuses to settle a row that is not in flight', () => {
    put(row('a1', 1))
    assert.throws(() => end(1, delivered), /not in flight/)
    assert.throws(() => end(1, { type: 'unknown', why: '', dueAtMs: 0 }), /not in flight/)
  })

  it('counts by state and sums up for the status strip', () => {
    put(row('a1', 1, { enqueuedAtMs: 700 }), row('a2', 1), row('b1', 2, { refusedBecause: 'no' }))
    put(row('c1', 3, { upstream: 'presence', enqueuedAtMs: 800 }))
    assert.deepEqual(summarise(store.read), { waiting: 3, oldestWaitingAtMs: 700, refused: 1 })
    take()
    assert.deepEqual(countByState(store.read), [
      { upstream: 'clock', state: 'in-flight', rows: 1 },
      { upstream: 'clock', state: 'refused', rows: 1 },
      { upstream: 'clock', state: 'waiting', rows: 1 },
      { upstream: 'presence', state: 'waiting', rows: 1 },
    ])
    assert.deepEqual(summarise(store.read), { waiting: 3, oldestWaitingAtMs: 700, refused: 1 })
  })

  it('lists what waits in order, and says what is due by itself', () => {
    put(row('a1', 1, { dueAtMs: 5000 }), row('a2', 1))
    assert.deepEqual(
      [...readWaiting(store.read, 'clock', 1000)].map(({ key, isDue }) => [key, isDue]),
      [
        ['a1', false],
        ['a2', true],
      ],
    )
  })

  it('finds a batch in an index, whatever the length of the backlog', () => {
    const plans = [
      `SELECT id FROM outbox WHERE upstream = 'clock' AND is_first = 1 AND state = 'waiting' AND due_at_ms <= 5
         ORDER BY due_at_ms, scheduled_at_ms, id LIMIT 9`,
      `SELECT 1 FROM outbox WHERE upstream = 'clock' AND fence = 'x' AND state IN ('waiting', 'in-flight')`,
      `SELECT id FROM outbox WHERE state IN ('waiting', 'in-flight') AND state = 'in-flight'`,
    ].map((sql) =>
      store.read
        .prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => detail)
        .join('; '),
    )
    assert.match(plans[0] ?? '', /^SEARCH outbox USING COVERING INDEX outbox_next \(upstream=\? AND due_at_ms<\?\)$/)
    assert.match(plans[1] ?? '', /^SEARCH outbox USING COVERING INDEX outbox_unsettled \(fence=\? AND upstream=\?\)$/)
    assert.match(plans[2] ?? '', /^SCAN outbox USING COVERING INDEX outbox_unsettled$/)
  })
})

const person = fc.integer({ min: 1, max: 3 })
const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('enqueue' as const), person, dueInMs: fc.nat(50) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take' as const), rows: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      which: fc.nat(),
      how: fc.constantFrom('delivered' as const, 'refused' as const, 'retry' as const, 'unknown' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('pass time' as const), ms: fc.integer({ min: -500, max: 500 }) }),
  },
)

describe('the outbox, whatever happens in whatever order', () => {
  it('settles each fence in order, holds up no other, and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        store.discard()
        store = openTestStore(3)
        let nowMs = 10_000
        let made = 0
        let onTheWay: { id: number; key: string; fence: string }[] = []
        const endedByFence = new Map<string, number[]>()
        const settleOne = (id: number, fence: string, how: RowOutcome['type']): void => {
          if (how === 'delivered' || how === 'refused') {
            end(id, how === 'delivered' ? delivered : refused, nowMs)
            endedByFence.set(fence, [...(endedByFence.get(fence) ?? []), id])
          } else end(id, { type: how, why: 'x', dueAtMs: nowMs + 20 }, nowMs)
        }
        for (const step of commands) {
          switch (step.do) {
            case 'enqueue':
              made += 1
              put(row(`k${made}`, step.person, { enqueuedAtMs: nowMs, dueAtMs: nowMs + step.dueInMs }))
              break
            case 'take': {
              const taken = write(store, (db) => takeBatch(db, 'clock', { ...many, rows: step.rows }, nowMs))
              onTheWay.push(...taken)
              const fences = onTheWay.map(({ fence }) => fence)
              assert.equal(new Set(fences).size, fences.length, 'two rows of one fence are on their way')
              break
            }
            case 'settle': {
              const [taken] = onTheWay.splice(step.which % Math.max(1, onTheWay.length), 1)
              if (taken) settleOne(taken.id, taken.fence, step.how)
              break
            }
            case 'withdraw':
              if (made > 0) write(store, (db) => withdrawWaiting(db, 'clock', `k${(step.which % made) + 1}`))
              break
            case 'restart':
              write(store, resetInFlight)
              onTheWay = []
              break
            case 'pass time':
              nowMs += step.ms
          }
          assertFirsts()
        }
        write(store, resetInFlight)
        for (let round = 0; round < 200 && summarise(store.read).waiting > 0; round += 1) {
          nowMs += 100
          const taken = write(store, (db) => takeBatch(db, 'clock', many, nowMs))
          for (const { id, fence } of taken) settleOne(id, fence, 'delivered')
        }
        for (const ids of endedByFence.values()) {
          assert.deepEqual(
            ids,
            ids.toSorted((a, b) => a - b),
          )
        }
        const left = countByState(store.read).filter(({ state }) => state === 'waiting' || state === 'in-flight')
        assert.deepEqual(left, [])
        assert.equal(
          countByState(store.read).reduce((sum, { rows }) => sum + rows, 0),
          made,
        )
      }),
      { numRuns: 60 },
    )
  })
})
