import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OutboxRow } from '../../core/outbox/outbox-row.ts'
import { addFirstEntry } from '../../core/presence/presence-store.ts'
import { readPresenceFacts } from '../../core/station/presence-facts.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const payload = { localDate: '2026-03-02', location: 'HQ', state: 'at_location' }

function row(more: Partial<OutboxRow> = {}): OutboxRow {
  return {
    ...{ id: 1, fence: 'person:1', key: 'b', personId: 1, payload, attempts: 1, isUnknown: false, enqueuedAtMs: 0 },
    ...more,
  }
}

function open(t: Parameters<typeof openTemporaryStore>[0]) {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    db.prepare(
      `INSERT INTO person (id, employee_number, display_name, email, user_id, is_active, changed_at_ms)
       VALUES (1, 'E1', 'Anna', 'Anna@x.org', 'u-1', 1, 0), (2, 'E2', 'Bert', ' ', NULL, 1, 0)`,
    ).run()
    db.prepare(
      `INSERT INTO event (sequence, id, station_id, kind, at_ms, zone, cause, is_clock_trusted)
       VALUES (1, 'a', 'door', 'in', 0, 'UTC', 'tap', 1), (2, 'b', 'door', 'in', 0, 'UTC', 'tap', 1)`,
    ).run()
    for (const [eventId, location] of [
      ['a', 'Lab'],
      ['b', 'HQ'],
    ] as const) {
      addFirstEntry(db, { personId: 1, localDate: payload.localDate, location, state: 'at_location', eventId })
    }
  })
  return store.read
}

test('whom a presence row is about is looked up when it is sent, by the identifier that is matched by', (t) => {
  const db = open(t)
  for (const [matchBy, identifier] of [
    ['email', 'Anna@x.org'],
    ['employeeID', 'E1'],
    ['userID', 'u-1'],
  ] as const) {
    assert.deepEqual(readPresenceFacts(matchBy)(db, [row()]), [
      { type: 'fact', fact: { ...payload, identifier, hasEarlier: false } },
    ])
  }
})

test('whoever lacks the identifier, or is not known, is refused with a sentence', (t) => {
  const db = open(t)
  const reasons = (matchBy: 'email' | 'userID') =>
    readPresenceFacts(matchBy)(db, [row({ personId: 2 }), row({ personId: 9 }), row({ personId: null })]).map((read) =>
      read.type === 'refused' ? read.reason : null,
    )
  assert.deepEqual(reasons('email'), [
    'the person has no email address, and presence entries are matched by it',
    'the person is not known here',
    'the person is not known here',
  ])
  assert.equal(reasons('userID')[0], 'the person has no user id, and presence entries are matched by it')
})

test('a stored row that is no presence entry is refused', (t) => {
  const db = open(t)
  for (const wrong of [
    null,
    {},
    { ...payload, localDate: '2026-02-30' },
    { ...payload, location: '' },
    { ...payload, state: 'remote' },
  ]) {
    assert.deepEqual(readPresenceFacts('email')(db, [row({ payload: wrong })]), [
      { type: 'refused', reason: 'the stored row is no presence entry' },
    ])
  }
})

test('a row in doubt says whether the person was told of for that date before, at another location', (t) => {
  const db = open(t)
  const hasEarlier = (more: Partial<OutboxRow>) => {
    const [read] = readPresenceFacts('email')(db, [row({ isUnknown: true, ...more })])
    return read?.type === 'fact' && read.fact.hasEarlier
  }
  assert.equal(hasEarlier({ key: 'b' }), true)
  assert.equal(hasEarlier({ key: 'a' }), false)
  assert.equal(hasEarlier({ key: 'b', payload: { ...payload, localDate: '2026-03-03' } }), false)
})
