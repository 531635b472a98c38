import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { giveCard } from '../../core/people/give-card-store.ts'
import { readStoredPerson, upsertPerson } from '../../core/people/people-store.ts'
import type { CardRecord, PersonRecord } from '../../core/people/person.ts'
import { addNewcomers, type Newcomer } from '../../core/people/roster-people-store.ts'
import type { Store } from '../../core/store/database.ts'
import { openTemporaryStore } from './temporary-store.ts'

const text = fc.option(fc.constantFrom('a', 'b'), { nil: null })

const drawn = fc.array(
  fc.record({
    person: fc.record({
      displayName: fc.constantFrom('Anna', 'Ben'),
      email: text,
      userId: text,
      apiId: text,
      username: text,
      accId: text,
      discord: text,
      uniqueId: fc.option(fc.nat(), { nil: null }),
      isActive: fc.boolean(),
      occupancySystemId: text,
      timeProfiles: fc.subarray(['l1', 'l2', 'l3']),
      language: text,
    }),
    cards: fc.array(
      fc.record({
        systemId: text,
        facilityCode: fc.option(fc.nat(9), { nil: null }),
        hasNumber: fc.boolean(),
        format: fc.constantFrom(null, 'em4100'),
        cardType: fc.option(fc.nat(9), { nil: null }),
      }),
      { maxLength: 3 },
    ),
  }),
  { maxLength: 120 },
)

/** @param first Nobody has a number from here on. */
function numberNewcomers(people: Drawn[], first: number): Newcomer[] {
  let number = first
  return people.map(({ person, cards }, index): Newcomer => {
    const whole: PersonRecord = { employeeNumber: `E${first + index}`, ...person }
    return {
      person: whole,
      cards: cards.map(({ hasNumber, ...card }): CardRecord => {
        number += 1
        const numbers = { internalNumber: hasNumber ? number : null, externalNumber: hasNumber ? null : `S${number}` }
        return { ...card, facilityCode: hasNumber ? card.facilityCode : null, ...numbers }
      }),
    }
  })
}

type Drawn = typeof drawn extends fc.Arbitrary<(infer One)[]> ? One : never

test('newcomers who are added together are stored as each would be alone', (t) => {
  const together = openTemporaryStore(t)
  const alone = openTemporaryStore(t)
  let first = 0
  fc.assert(
    fc.property(drawn, (people) => {
      first += 1000
      const newcomers = numberNewcomers(people, first)
      together.change((db) => addNewcomers(db, newcomers, 7))
      alone.change((db) => {
        for (const { person, cards } of newcomers) {
          const personId = upsertPerson(db, person, 7)
          for (const card of cards) giveCard(db, card, personId, 7)
        }
      })
      for (const { person } of newcomers) {
        const stored = readStoredPerson(together.store.read, person.employeeNumber)
        assert.deepEqual(stored, readStoredPerson(alone.store.read, person.employeeNumber))
        assert.deepEqual(stored?.person, person)
      }
    }),
    { numRuns: 30 },
  )
  for (const table of ['person', 'card', 'card_holding', 'person_time_profile']) {
    assert.deepEqual(readAll(together.store, table), readAll(alone.store, table))
  }
})

function readAll({ read }: Pick<Store, 'read'>, table: string): unknown[] {
  return read.prepare(`SELECT * FROM ${table}`).all()
}
