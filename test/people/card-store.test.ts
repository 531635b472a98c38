import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  findCardsByName,
  listCards,
  readCard,
  readCardHistory,
  setCardEnd,
  takeCardBack,
} from '../../core/people/card-store.ts'
import { giveCard, setCardState } from '../../core/people/give-card-store.ts'
import { findHeldCards, holderAt } from '../../core/people/held-card-store.ts'
import { readStoredPerson, upsertPerson } from '../../core/people/people-store.ts'
import { beginningOfTimeMs, type CardRecord, type PersonRecord } from '../../core/people/person.ts'
import { openTemporaryStore } from './temporary-store.ts'

const nowMs = Date.parse('2026-03-02T08:00:00+01:00')

function somebody(employeeNumber: string, isActive = true): PersonRecord {
  return {
    employeeNumber,
    displayName: `Person ${employeeNumber}`,
    email: null,
    userId: null,
    apiId: null,
    username: null,
    accId: null,
    discord: null,
    uniqueId: null,
    isActive,
    occupancySystemId: null,
    timeProfiles: [],
  }
}

function someCard(internalNumber: number, more: Partial<CardRecord> = {}): CardRecord {
  return {
    systemId: null,
    facilityCode: null,
    internalNumber,
    externalNumber: null,
    format: null,
    cardType: null,
    ...more,
  }
}

test('cards are listed by holder, by state and by whether they end', (t) => {
  const { store, change } = openTemporaryStore(t)
  const [first, second, third] = change((db) => {
    const anna = upsertPerson(db, somebody('E1'), nowMs)
    const ids = [1, 2, 3].map((number) => giveCard(db, someCard(number), anna, nowMs).cardId)
    const [one = 0, two = 0, three = 0] = ids
    setCardState(db, two, 'lost', nowMs + 1)
    giveCard(db, someCard(3), upsertPerson(db, somebody('E2'), nowMs), nowMs + 1)
    setCardEnd(db, three, nowMs + 5, nowMs + 2)
    return [one, two, three]
  })
  const ids = (filter: Parameters<typeof listCards>[1]) => listCards(store.read, filter).map(({ cardId }) => cardId)
  assert.deepEqual(ids({}), [first, second, third])
  assert.deepEqual(ids({ state: 'lost' }), [second])
  assert.deepEqual(ids({ isTemporary: true }), [third])
  assert.deepEqual(ids({ personId: readCard(store.read, first ?? 0)?.holder?.personId }), [first, second])
  assert.deepEqual(ids({ afterCardId: first, limit: 1 }), [second])
  const card = readCard(store.read, third ?? 0)
  assert.deepEqual([card?.holder?.employeeNumber, card?.diesAtMs, card?.state], ['E2', nowMs + 5, 'active'])
  assert.equal(readCard(store.read, 999), null)
})

test('a card is found by whatever is said of it, and never by nothing', (t) => {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    const anna = upsertPerson(db, somebody('E1'), nowMs)
    giveCard(db, someCard(7, { facilityCode: 1, systemId: 'AA' }), anna, nowMs)
    giveCard(db, someCard(7, { facilityCode: 2, externalNumber: '04AB' }), anna, nowMs)
  })
  assert.equal(findCardsByName(store.read, { internalNumber: 7 }).length, 2)
  assert.equal(findCardsByName(store.read, { internalNumber: 7, facilityCode: 2 }).length, 1)
  assert.equal(findCardsByName(store.read, { internalNumber: 7, systemId: 'aa' }).length, 1)
  assert.equal(findCardsByName(store.read, { externalNumber: '04AB' }).length, 1)
  assert.equal(findCardsByName(store.read, { facilityCode: 2 }).length, 0)
  assert.equal(findCardsByName(store.read, { internalNumber: 8 }).length, 0)
})

test('a card that was taken back is nobody’s until it is given again', (t) => {
  const { store, change } = openTemporaryStore(t)
  const cardId = change((db) => {
    const given = giveCard(db, someCard(1), upsertPerson(db, somebody('E1'), nowMs), nowMs)
    assert.equal(takeCardBack(db, given.cardId, nowMs + 10), true)
    assert.equal(takeCardBack(db, given.cardId, nowMs + 20), false)
    giveCard(db, someCard(1), upsertPerson(db, somebody('E2'), nowMs), nowMs + 30)
    return given.cardId
  })
  const holder = (atMs: number) => holderAt(store.read, cardId, atMs)?.employeeNumber ?? null
  assert.deepEqual(
    [9, 10, 29, 30].map((ms) => holder(nowMs + ms)),
    ['E1', null, null, 'E2'],
  )
  assert.deepEqual(
    readCardHistory(store.read, cardId).map(({ employeeNumber, fromMs, untilMs }) => [employeeNumber, fromMs, untilMs]),
    [
      ['E1', null, nowMs + 10],
      ['E2', nowMs + 30, null],
    ],
  )
})

test('the cards of whoever leaves die with them, and live again only when they are given again to the same person', (t) => {
  const { store, change } = openTemporaryStore(t)
  const cardId = change((db) => giveCard(db, someCard(1), upsertPerson(db, somebody('E1'), 0), 0).cardId)
  const state = () => readCard(store.read, cardId)?.state
  change((db) => upsertPerson(db, somebody('E1', false), 1))
  assert.deepEqual([state(), readCard(store.read, cardId)?.hasDiedWithHolder], ['revoked', true])
  change((db) => upsertPerson(db, somebody('E1'), 2))
  assert.equal(state(), 'revoked', 'coming back alone revives nothing')
  assert.equal(readStoredPerson(store.read, 'E1')?.cards[0]?.hasDiedWithHolder, true)
  change((db) => giveCard(db, someCard(1), upsertPerson(db, somebody('E1'), 3), 3))
  assert.deepEqual([state(), readCard(store.read, cardId)?.hasDiedWithHolder], ['active', false])
})

test('a dead card stays dead in other hands, however often it changes them', (t) => {
  const { store, change } = openTemporaryStore(t)
  const cardId = change((db) => {
    const { cardId: id } = giveCard(db, someCard(1), upsertPerson(db, somebody('E1'), 0), 0)
    upsertPerson(db, somebody('E1', false), 1)
    return id
  })
  const state = () => readCard(store.read, cardId)?.state
  change((db) => giveCard(db, someCard(1), upsertPerson(db, somebody('E2'), 2), 2))
  change((db) => giveCard(db, someCard(1), upsertPerson(db, somebody('E2'), 3), 3))
  assert.equal(state(), 'revoked')
  change((db) => setCardState(db, cardId, 'active', 4))
  assert.equal(state(), 'active')
})

test('a card that is given to somebody who has left is dead, and one that was lost stays lost', (t) => {
  const { store, change } = openTemporaryStore(t)
  const [dead = 0, lost = 0] = change((db) => {
    const gone = upsertPerson(db, somebody('E1', false), 0)
    const anna = upsertPerson(db, somebody('E2'), 0)
    const ids = [giveCard(db, someCard(1), gone, 0).cardId, giveCard(db, someCard(2), anna, 0).cardId]
    setCardState(db, ids[1] ?? 0, 'lost', 1)
    upsertPerson(db, somebody('E2', false), 2)
    return ids
  })
  assert.deepEqual([readCard(store.read, dead)?.state, readCard(store.read, lost)?.state], ['revoked', 'lost'])
})

test('the history of a card answers for every instant as a plain list of changes would', (t) => {
  const { store, change } = openTemporaryStore(t)
  let number = 0
  const steps = fc.array(
    fc.record({ to: fc.constantFrom(null, 'E1', 'E2', 'E3'), atMs: fc.integer({ min: -6, max: 6 }) }),
    { minLength: 1, maxLength: 10 },
  )
  fc.assert(
    fc.property(steps, (sequence) => {
      number += 1
      // From each instant on: who. Changes that come no later than the last one are moved behind it.
      const model: { fromMs: number; who: string | null }[] = []
      let cardId = 0
      for (const { to, atMs } of sequence) {
        const last = model.at(-1)
        change((db) => {
          if (to !== null) cardId = giveCard(db, someCard(number), upsertPerson(db, somebody(to), 0), atMs).cardId
          else if (cardId !== 0) takeCardBack(db, cardId, atMs)
        })
        if (to === (last?.who ?? null)) continue
        const first = model.length === 0
        // Whoever is given a card that nobody holds may have it from the very instant at which it was taken back.
        const earliestMs = last && last.who === null ? last.fromMs : (last?.fromMs ?? 0) + 1
        model.push({ fromMs: first ? beginningOfTimeMs : Math.max(atMs, earliestMs), who: to })
      }
      if (cardId === 0) return
      const badge = { format: 'em4100' as const, facilityCode: null, cardNumber: number, serial: null }
      for (let ms = -20; ms <= 30; ms += 1) {
        const expected = model.findLast(({ fromMs }) => fromMs <= ms)?.who ?? null
        assert.equal(holderAt(store.read, cardId, ms)?.employeeNumber ?? null, expected, `at ${ms}`)
        const held = findHeldCards(store.read, badge, ms)
        assert.deepEqual(
          held.map(({ card, holder }) => [card.cardId, holder?.employeeNumber ?? null]),
          [[cardId, expected]],
        )
      }
      const history = readCardHistory(store.read, cardId)
      assert.equal(history[0]?.fromMs, null)
      assert.equal(history.filter(({ untilMs }) => untilMs === null).length, model.at(-1)?.who === null ? 0 : 1)
    }),
  )
})
