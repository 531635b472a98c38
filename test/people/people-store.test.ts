import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { BadgeNumber } from '../../core/badge/badge-number.ts'
import { giveCard, setCardState } from '../../core/people/give-card-store.ts'
import { findHeldCards, holderAt } from '../../core/people/held-card-store.ts'
import {
  countCards,
  countPeople,
  findPersonByEmployeeNumber,
  iterateRosterLines,
  readClockIdentities,
  readRosterAt,
  setRosterAt,
  upsertPerson,
} from '../../core/people/people-store.ts'
import { beginningOfTimeMs, type CardRecord } from '../../core/people/person.ts'
import { findCards } from './find-cards.ts'
import { somebody } from './somebody.ts'
import { openTemporaryStore } from './temporary-store.ts'

const nowMs = Date.parse('2026-03-02T08:00:00+01:00')

function someCard(internalNumber: number | null, more: Partial<CardRecord> = {}): CardRecord {
  return {
    systemId: null,
    facilityCode: null,
    internalNumber,
    externalNumber: null,
    format: 'em4100',
    cardType: null,
    ...more,
  }
}

function badge(cardNumber: number | null, more: Partial<BadgeNumber> = {}): BadgeNumber {
  return { format: 'em4100', facilityCode: null, cardNumber, serial: null, ...more }
}

test('a card is found by its number, and an unknown number finds none', (t) => {
  const { store, change } = openTemporaryStore(t)
  const given = change((db) => giveCard(db, someCard(12345678), upsertPerson(db, somebody('E1'), nowMs), nowMs))
  assert.deepEqual(findCards(store.read, badge(12345678)), [
    {
      cardId: given.cardId,
      state: 'active',
      diesAtMs: null,
      format: 'em4100',
      facilityCode: null,
      internalNumber: 12345678,
      externalNumber: null,
    },
  ])
  assert.deepEqual(findCards(store.read, badge(12345679)), [])
})

test('a reader that gives the two halves of an EM4100 number finds the card, and so does a roster that gave them', (t) => {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    const personId = upsertPerson(db, somebody('E1'), nowMs)
    giveCard(db, someCard(188 * 65536 + 24910), personId, nowMs)
    giveCard(db, someCard(1603, { format: null, facilityCode: 118 }), personId, nowMs)
  })
  assert.equal(findCards(store.read, badge(24910, { facilityCode: 188 })).length, 1)
  assert.equal(findCards(store.read, badge(24910, { facilityCode: 189 })).length, 0)
  assert.equal(findCards(store.read, badge(24910)).length, 0)
  assert.equal(findCards(store.read, badge(118 * 65536 + 1603)).length, 1)
  assert.equal(findCards(store.read, badge(1603)).length, 0, 'half a number is not the card')
  change((db) => giveCard(db, someCard(7), upsertPerson(db, somebody('E1'), nowMs), nowMs))
  assert.equal(
    findCards(store.read, badge(5 * 65536 + 7)).length,
    0,
    'nor is a card that is only half of what was read',
  )
})

test('a card of another format or another facility is another card', (t) => {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    const personId = upsertPerson(db, somebody('E1'), nowMs)
    giveCard(db, someCard(77, { format: 'H10302' }), personId, nowMs)
    giveCard(db, someCard(78, { format: null }), personId, nowMs)
    giveCard(db, someCard(100_079, { format: 'em4100', systemId: 'A' }), personId, nowMs)
    giveCard(db, someCard(100_079, { format: 'em4100', systemId: 'B' }), personId, nowMs)
  })
  assert.equal(findCards(store.read, badge(77)).length, 0)
  assert.equal(findCards(store.read, badge(78)).length, 1, 'a card whose format nobody has said may be any')
  assert.equal(findCards(store.read, badge(100_079)).length, 2, 'the same number in two systems is ambiguous')
})

test('a card is found by its serial whether or not it has a number too', (t) => {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    const personId = upsertPerson(db, somebody('E1'), nowMs)
    giveCard(db, someCard(null, { externalNumber: '04A1B2C3D4E5F6', format: 'csn' }), personId, nowMs)
    giveCard(db, someCard(5, { externalNumber: '04A1B2C3' }), personId, nowMs)
  })
  assert.equal(findCards(store.read, badge(null, { serial: '04A1B2C3D4E5F6' })).length, 1)
  assert.equal(findCards(store.read, badge(5, { serial: '04A1B2C3' })).length, 1, 'found by both, counted once')
  assert.equal(findCards(store.read, badge(null, { serial: '04A1B2C4' })).length, 0)
})

test('every lookup of a tap goes through an index', (t) => {
  const { store } = openTemporaryStore(t)
  const plans: string[] = []
  const spy = {
    ...store.read,
    prepare: (sql: string) => {
      const statement = store.read.prepare(sql)
      const explain = (parameters?: object) => {
        for (const row of store.read.prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(parameters)) {
          plans.push(row.detail)
        }
      }
      return {
        ...statement,
        get: (parameters?: object) => {
          explain(parameters)
          return statement.get(parameters)
        },
        all: (parameters?: object) => {
          explain(parameters)
          return statement.all(parameters)
        },
      }
    },
  } as typeof store.read
  for (const isPast of [false, true]) {
    for (const number of [badge(12345678), badge(12345678, { serial: 'AB' }), badge(27706, { facilityCode: 111 })]) {
      findHeldCards(spy, number, nowMs, isPast)
    }
  }
  holderAt(spy, 1, nowMs)
  assert.ok(plans.length >= 3)
  assert.ok(plans.some((plan) => plan.startsWith('SEARCH past USING PRIMARY KEY')))
  const ofMany = /^LIST SUBQUERY|^COMPOUND QUERY|^LEFT-MOST SUBQUERY|^UNION ALL|^CREATE BLOOM FILTER|^SCAN json_each/
  for (const plan of plans.filter((each) => !ofMany.test(each)))
    assert.match(plan, /^SEARCH |^CORRELATED SCALAR SUBQUERY/)
  assert.ok(!plans.some((plan) => /^SCAN (?!json_each)/.test(plan)))
})

test('the first holder has held the card from the beginning of time, a later one from when it was given', (t) => {
  const { store, change } = openTemporaryStore(t)
  const { cardId } = change((db) => {
    const anna = upsertPerson(db, somebody('E1'), nowMs)
    const ben = upsertPerson(db, somebody('E2'), nowMs)
    giveCard(db, someCard(1), anna, nowMs)
    return giveCard(db, someCard(1), ben, nowMs + 1000)
  })
  const holder = (atMs: number) => holderAt(store.read, cardId, atMs)?.employeeNumber
  assert.equal(holder(beginningOfTimeMs), 'E1')
  assert.equal(holder(nowMs - 86_400_000), 'E1')
  assert.equal(holder(nowMs + 999), 'E1')
  assert.equal(holder(nowMs + 1000), 'E2')
  assert.equal(holderAt(store.read, cardId + 1, nowMs), null)
})

test('whoever holds a card already keeps it since when they had it', (t) => {
  const { change } = openTemporaryStore(t)
  change((db) => {
    const anna = upsertPerson(db, somebody('E1'), nowMs)
    const first = giveCard(db, someCard(1), anna, nowMs)
    assert.equal(first.type, 'given')
    assert.deepEqual(giveCard(db, someCard(1), anna, nowMs + 5), { type: 'already-theirs', cardId: first.cardId })
  })
})

test('however often and at whatever instants a card changes hands, one person at a time holds it and no holding is lost', (t) => {
  const { store, change } = openTemporaryStore(t)
  let number = 0
  const gives = fc.array(fc.record({ person: fc.integer({ min: 1, max: 3 }), atMs: fc.integer({ min: -5, max: 5 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  fc.assert(
    fc.property(gives, (sequence) => {
      number += 1
      let cardId = 0
      let changes = 0
      for (const { person, atMs } of sequence) {
        change((db) => {
          const given = giveCard(db, someCard(number), upsertPerson(db, somebody(`E${person}`), nowMs), atMs)
          cardId = given.cardId
          if (given.type === 'given') changes += 1
        })
      }
      const history = store.read
        .prepare<{ fromMs: number; untilMs: number | null }>(
          'SELECT from_ms AS fromMs, until_ms AS untilMs FROM card_holding WHERE card_id = @cardId ORDER BY from_ms',
        )
        .all({ cardId })
      assert.equal(history.length, changes)
      assert.equal(history[0]?.fromMs, beginningOfTimeMs)
      history.forEach((holding, index) => {
        assert.equal(holding.untilMs, history[index + 1]?.fromMs ?? null)
      })
      const last = sequence.at(-1)?.person
      assert.equal(holderAt(store.read, cardId, 1000)?.employeeNumber, `E${last}`)
      assert.equal(holderAt(store.read, cardId, -1000)?.employeeNumber, `E${sequence[0]?.person}`)
    }),
  )
})

test('a revoked card stays revoked when it changes hands', (t) => {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    const { cardId } = giveCard(db, someCard(1), upsertPerson(db, somebody('E1'), nowMs), nowMs)
    setCardState(db, cardId, 'revoked', nowMs)
    giveCard(db, someCard(1), upsertPerson(db, somebody('E2'), nowMs), nowMs + 1)
  })
  assert.equal(findCards(store.read, badge(1))[0]?.state, 'revoked')
})

test('employee numbers are case-sensitive', (t) => {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    upsertPerson(db, somebody('E1', { displayName: 'Anna' }), nowMs)
    upsertPerson(db, somebody('e1', { displayName: 'Ben', isActive: false }), nowMs)
  })
  assert.equal(countPeople(store.read), 2)
  assert.equal(findPersonByEmployeeNumber(store.read, 'E1')?.displayName, 'Anna')
  const ben = findPersonByEmployeeNumber(store.read, 'e1')
  assert.deepEqual([ben?.displayName, ben?.isActive, ben?.language], ['Ben', false, null])
  assert.equal(findPersonByEmployeeNumber(store.read, 'E2'), null)
})

test('a person who is put again keeps id, language and cards, and has exactly the profiles that were put', (t) => {
  const { store, change } = openTemporaryStore(t)
  const personId = change((db) => {
    const id = upsertPerson(db, somebody('E1', { timeProfiles: ['a', 'b'] }), nowMs)
    giveCard(db, someCard(1), id, nowMs)
    db.prepare("UPDATE person SET language = 'de' WHERE id = @id").run({ id })
    return id
  })
  change((db) => {
    assert.equal(upsertPerson(db, somebody('E1', { displayName: 'New', timeProfiles: ['b', 'c'] }), nowMs), personId)
  })
  assert.equal(findPersonByEmployeeNumber(store.read, 'E1')?.language, 'de')
  const [line, ...more] = iterateRosterLines(store.read)
  assert.equal(more.length, 0)
  assert.deepEqual([line?.displayName, line?.timeProfiles, line?.cardNumber], ['New', 'b;c', 1])
})

test('clock identities are given for the people asked for, and for nobody else', (t) => {
  const { store, change } = openTemporaryStore(t)
  const [anna, ben] = change((db) => [
    upsertPerson(db, somebody('E1', { apiId: 'api-1', uniqueId: 7 }), nowMs),
    upsertPerson(db, somebody('E2', { accId: 'acc-2' }), nowMs),
  ])
  assert.ok(anna && ben)
  const identities = readClockIdentities(store.read, [anna, 999])
  assert.deepEqual(
    [...identities],
    [[anna, { employeeNumber: 'E1', apiId: 'api-1', username: null, accId: null, discord: null, uniqueId: 7 }]],
  )
  assert.equal(readClockIdentities(store.read, []).size, 0)
})

test('the roster age is unknown until one was applied', (t) => {
  const { store, change } = openTemporaryStore(t)
  assert.equal(readRosterAt(store.read), null)
  change((db) => setRosterAt(db, nowMs))
  change((db) => setRosterAt(db, nowMs + 1))
  assert.equal(readRosterAt(store.read), nowMs + 1)
})

test('an exported roster has one line per card and one for whoever has none', (t) => {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    const anna = upsertPerson(db, somebody('E1'), nowMs)
    upsertPerson(db, somebody('E2', { isActive: false }), nowMs)
    giveCard(db, someCard(1), anna, nowMs)
    giveCard(db, someCard(2, { cardType: 3, systemId: 'S' }), anna, nowMs)
  })
  const lines = [...iterateRosterLines(store.read)]
  assert.deepEqual(
    lines.map((line) => [line.employeeNumber, line.status, line.cardNumber, line.cardType, line.systemId]),
    [
      ['E1', 'Active', 1, null, null],
      ['E1', 'Active', 2, 3, 'S'],
      ['E2', 'Inactive', null, null, null],
    ],
  )
  assert.equal(countCards(store.read), 2)
})

test('with a card comes whether a schedule has to be asked about its holder', (t) => {
  const { store, change } = openTemporaryStore(t)
  const link = '11111111-2222-3333-4444-555555555555'
  change((db) => {
    giveCard(db, someCard(1), upsertPerson(db, { ...somebody('E1'), timeProfiles: [link] }, nowMs), nowMs)
    giveCard(db, someCard(2), upsertPerson(db, somebody('E2'), nowMs), nowMs)
  })
  const asked = (number: number) => findHeldCards(store.read, badge(number), nowMs)[0]?.hasTimeProfiles
  assert.deepEqual([asked(1), asked(2)], [true, false])
})
