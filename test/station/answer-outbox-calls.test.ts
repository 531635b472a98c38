import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import fc from 'fast-check'
import { iterateAudit, verifyAudit } from '../../core/audit/audit-store.ts'
import { adviseOnRow } from '../../core/outbox/advise-on-row.ts'
import { listRows } from '../../core/outbox/outbox-report-store.ts'
import type { NewOutboxRow, OutboxRow } from '../../core/outbox/outbox-row.ts'
import { enqueue, summarise } from '../../core/outbox/outbox-store.ts'
import { settle } from '../../core/outbox/settle-store.ts'
import { takeBatch } from '../../core/outbox/take-batch-store.ts'
import {
  answerCorrectRefused,
  answerRetryRefused,
  answerSetRefusedAside,
} from '../../core/station/answer-outbox-calls.ts'
import { openTestStore, type TestStore, write } from '../fakes/station-store.ts'

let store: TestStore
beforeEach(() => {
  store = openTestStore()
})
afterEach(() => store.discard())

const nowMs = 5000

function row(key: string, person: number, more: Partial<NewOutboxRow> = {}): NewOutboxRow {
  return {
    upstream: 'clock',
    fence: `person:${person}`,
    key,
    personId: person,
    payload: { want: 'in', occurredAtMs: 1 },
    enqueuedAtMs: 1000,
    dueAtMs: 1000,
    ...more,
  }
}

function put(...rows: NewOutboxRow[]): void {
  write(store, (db) => enqueue(db, rows))
}

function take(): OutboxRow[] {
  return write(store, (db) => takeBatch(db, 'clock', { rows: 100, bytes: 1e6 }, nowMs))
}

/** Everything that may go next is refused. */
function refuseAll(): void {
  const outcome = { type: 'refused', reason: 'nobody', answer: 'NOT LINKED' } as const
  const taken = take()
  write(store, (db) =>
    settle(
      db,
      taken.map(({ id }) => ({ rowId: id, outcome })),
      nowMs,
    ),
  )
}

const keys = (rows: readonly { key: string }[]) => rows.map(({ key }) => key)
const idOf = (key: string) =>
  store.read.prepare<{ id: number }>('SELECT id FROM outbox WHERE key = @key').get({ key })?.id ?? 0
const statesByKey = () =>
  Object.fromEntries(
    store.read
      .prepare<{ key: string; state: string }>('SELECT key, state FROM outbox')
      .all()
      .map(({ key, state }) => [key, state]),
  )
const trail = () => [...iterateAudit(store.read)].map(({ action, content }) => [action, JSON.parse(content)])

const retry = (...of: string[]) => answerRetryRefused({ store }, { which: { type: 'rows', ids: of.map(idOf) } }, nowMs)

describe('a refused row', () => {
  it('is sent again with everything that was refused with it, ahead of what waits behind, and the trail says so', () => {
    put(row('in', 1), row('out', 1, { follows: 'in' }), row('next', 1))
    refuseAll()
    assert.deepEqual(statesByKey(), { in: 'refused', out: 'refused', next: 'waiting' })
    assert.deepEqual(retry('in'), { type: 'changed', rows: [idOf('in'), idOf('out')] })
    assert.deepEqual(keys(take()), ['in'])
    assert.equal(summarise(store.read).refused, 0)
    assert.deepEqual(trail(), [['outbox.retry', { count: 2, rows: [idOf('in'), idOf('out')] }]])
    assert.equal(verifyAudit(store.read).type, 'intact')
  })

  it('waits for what is on its way of the same fence', () => {
    put(row('a', 1))
    refuseAll()
    put(row('b', 1))
    const [onItsWay] = take()
    retry('a')
    assert.deepEqual(keys(take()), [])
    assert.ok(onItsWay)
    write(store, (db) => settle(db, [{ rowId: onItsWay.id, outcome: { type: 'delivered', answer: 'OK' } }], nowMs))
    assert.deepEqual(keys(take()), ['a'])
  })

  it('is not sent again where it was never to be sent, nor without the one that it follows, and then none is', () => {
    put(row('by hand', 1, { refusedBecause: 'take back by hand' }), row('in', 2), row('out', 2, { follows: 'in' }))
    refuseAll()
    for (const [asked, sentence] of [
      [['in', 'by hand'], /was never to be sent \(take back by hand\)/],
      [['out'], /follows row \d+, which was refused/],
      [['nothing'], /There is no row 0/],
    ] as const) {
      const answer = retry(...asked)
      assert.equal(answer.type, 'refused')
      assert.match(answer.type === 'refused' ? answer.message : '', sentence)
    }
    assert.deepEqual(take(), [])
    assert.deepEqual(trail(), [])
  })

  it('is sent again with all of its upstream, but for what was never to be sent', () => {
    put(
      row('by hand', 1, { refusedBecause: 'take back by hand' }),
      row('in', 2),
      row('out', 2, { follows: 'in' }),
      row('c', 3),
    )
    refuseAll()
    const answer = answerRetryRefused({ store }, { which: { type: 'all-of', upstream: 'clock' } }, nowMs)
    assert.deepEqual(answer, { type: 'changed', rows: ['in', 'out', 'c'].map(idOf) })
    assert.deepEqual(keys(take()), ['in', 'c'])
    assert.deepEqual(answerRetryRefused({ store }, { which: { type: 'all-of', upstream: 'cards' } }, nowMs), {
      type: 'changed',
      rows: [],
    })
  })

  it('is corrected also where what it said could not be read', () => {
    put(row('a', 1, { payload: { wish: 'in' } }))
    refuseAll()
    const change = { type: 'replace' as const, payload: { want: 'in', occurredAtMs: 2 } }
    assert.equal(answerCorrectRefused({ store }, { id: idOf('a'), change }, nowMs).type, 'changed')
    assert.deepEqual(take()[0]?.payload, { want: 'in', occurredAtMs: 2 })
  })

  it('is the only one that is corrected: what waits goes out as it is, and says what can be done', () => {
    put(row('a', 1))
    const change = { type: 'fields' as const, fields: { want: 'out' } }
    const correct = () => answerCorrectRefused({ store }, { id: idOf('a'), change }, nowMs)
    const only = 'and only refused rows can be retried, corrected or set aside.'
    const later = 'It goes out as it is; if the service refuses it, that can be done then.'
    assert.partialDeepStrictEqual(correct(), {
      type: 'refused',
      message: `Row ${idOf('a')} is waiting, ${only} ${later}`,
    })
    take()
    assert.partialDeepStrictEqual(correct(), {
      type: 'refused',
      message: `Row ${idOf('a')} is in-flight, ${only} ${later}`,
    })
    write(store, (db) =>
      settle(db, [{ rowId: idOf('a'), outcome: { type: 'delivered', answer: 'CLOCKED IN' } }], nowMs),
    )
    assert.deepEqual(correct(), {
      type: 'refused',
      message: `Row ${idOf('a')} is delivered, ${only}`,
      reason: { code: 'row-not-refused', values: { row: idOf('a'), state: 'delivered' } },
    })
  })

  it('is corrected field by field or as a whole, and both payloads stand in the trail', () => {
    put(row('a', 1))
    refuseAll()
    const id = idOf('a')
    const correct = (change: Parameters<typeof answerCorrectRefused>[1]['change']) =>
      answerCorrectRefused({ store }, { id, change }, nowMs)
    assert.partialDeepStrictEqual(correct({ type: 'fields', fields: { wnat: 'out' } }), {
      type: 'refused',
      message: 'The row has no "wnat"; it has want, occurredAtMs.',
    })
    assert.partialDeepStrictEqual(correct({ type: 'replace', payload: { want: 'out' } }), {
      type: 'refused',
      message: '"occurredAtMs" is missing.',
    })
    for (const [fields, fault] of [
      [{ want: 'sideways' }, 'want: expected one of "in"|"out"|"force-in"'],
      [{ occurredAtMs: 'soon' }, 'occurredAtMs: expected number, received string'],
      [{ occurredAtMs: -1 }, 'occurredAtMs: expected number to be >=0'],
    ] as const) {
      const message = `The row cannot say that: ${fault}.`
      assert.partialDeepStrictEqual(correct({ type: 'fields', fields }), { type: 'refused', message })
    }
    assert.equal(correct({ type: 'fields', fields: { want: 'out' } }).type, 'changed')
    assert.deepEqual(take()[0]?.payload, { want: 'out', occurredAtMs: 1 })
    assert.deepEqual(trail(), [
      [
        'outbox.correct',
        { count: 1, rows: [id], before: { want: 'in', occurredAtMs: 1 }, after: { want: 'out', occurredAtMs: 1 } },
      ],
    ])
  })

  it('is set aside with a reason, counts no longer, and can still be retried', () => {
    put(row('in', 1), row('out', 1, { follows: 'in' }))
    refuseAll()
    const aside = (reason: string) => answerSetRefusedAside({ store }, { ids: [idOf('in')], reason }, nowMs)
    assert.equal(aside(' ').type, 'refused')
    assert.deepEqual(aside('entered by hand'), { type: 'changed', rows: [idOf('in'), idOf('out')] })
    assert.equal(summarise(store.read).refused, 0)
    const listed = [...listRows(store.read, { upstream: null, state: 'set-aside', limit: 9 })]
    assert.deepEqual(
      listed.map(({ key, setAsideBecause }) => [key, setAsideBecause]),
      [
        ['in', 'entered by hand'],
        ['out', 'entered by hand'],
      ],
    )
    assert.equal(aside('again').type, 'refused')
    assert.equal(retry('in').type, 'changed')
    assert.deepEqual(keys(take()), ['in'])
    assert.deepEqual([...listRows(store.read, { upstream: null, state: 'set-aside', limit: 9 })], [])
  })

  it('is nobody’s to change who is no supervisor', () => {
    put(row('a', 1))
    refuseAll()
    const answer = answerSetRefusedAside({ store }, { ids: [idOf('a')], reason: 'x', by: 'p2' }, nowMs)
    assert.equal(answer.type, 'refused')
    assert.match(answer.type === 'refused' ? answer.message : '', /p2 is no supervisor/)
    assert.equal(statesByKey().a, 'refused')
  })

  it('is listed with the server’s own words and what to do', () => {
    put(row('by hand', 1, { refusedBecause: 'take back by hand' }), row('in', 2), row('out', 2, { follows: 'in' }))
    refuseAll()
    const listed = [...listRows(store.read, { upstream: 'clock', state: 'refused', limit: 9 })]
    assert.deepEqual(
      listed.map((each) => [each.key, each.answer, adviseOnRow(each)]),
      [
        ['by hand', null, 'Delete the entry at the service by hand, then set it aside.'],
        [
          'in',
          'NOT LINKED',
          'Make the person known at the service, or put their identifiers right in the roster, then retry it.',
        ],
        ['out', 'NOT LINKED', `Retry row ${idOf('in')}, which it follows: it is tried again with that one.`],
      ],
    )
  })
})

it('of each fence one row at most is on its way, and none is left behind, whatever is refused, retried and set aside', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('put' as const), person: fc.integer({ min: 1, max: 2 }), follows: fc.boolean() }),
    fc.record({ do: fc.constant('take' as const) }),
    fc.record({ do: fc.constant('end' as const), how: fc.constantFrom('delivered', 'refused', 'retry') }),
    fc.record({ do: fc.constant('retry' as const), which: fc.nat(20) }),
    fc.record({ do: fc.constant('set aside' as const), which: fc.nat(20) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      write(store, (db) => db.prepare('DELETE FROM outbox').run())
      const flying: OutboxRow[] = []
      const lastKey = new Map<number, string>()
      let made = 0
      const end = (how: string): void => {
        const next = flying.shift()
        if (!next) return
        const outcome =
          how === 'delivered'
            ? ({ type: 'delivered', answer: 'OK' } as const)
            : how === 'refused'
              ? ({ type: 'refused', reason: 'no', answer: 'NO' } as const)
              : ({ type: 'retry', why: 'busy', dueAtMs: nowMs } as const)
        write(store, (db) => settle(db, [{ rowId: next.id, outcome }], nowMs))
      }
      const refusedId = (which: number): number => {
        const all = store.read
          .prepare<{ id: number }>(`SELECT id FROM outbox WHERE state = 'refused' ORDER BY id`)
          .all()
        return all[which % Math.max(1, all.length)]?.id ?? 1_000_000
      }
      const takeMore = (): void => {
        flying.push(...take())
        const fences = flying.map(({ fence }) => fence)
        assert.equal(new Set(fences).size, fences.length)
      }
      for (const next of steps) {
        if (next.do === 'put') {
          made += 1
          const key = `k${made}`
          const before = lastKey.get(next.person)
          put(row(key, next.person, next.follows && before ? { follows: before } : {}))
          lastKey.set(next.person, key)
        } else if (next.do === 'take') takeMore()
        else if (next.do === 'end') end(next.how)
        else if (next.do === 'retry') {
          answerRetryRefused({ store }, { which: { type: 'rows', ids: [refusedId(next.which)] } }, nowMs)
        } else answerSetRefusedAside({ store }, { ids: [refusedId(next.which)], reason: 'x' }, nowMs)
      }
      for (let round = 0; round < 100 && (summarise(store.read).waiting > 0 || flying.length > 0); round += 1) {
        takeMore()
        while (flying.length > 0) end('delivered')
      }
      assert.equal(summarise(store.read).waiting, 0)
    }),
    { numRuns: 100 },
  )
})
