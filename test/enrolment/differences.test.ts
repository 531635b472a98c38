import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { describeRosterDifferences, readCardField } from '../../core/enrolment/differences.ts'
import { type CardRecord, cardKey } from '../../core/people/person.ts'
import { somebody } from '../people/somebody.ts'

const anyCard = fc.record({
  systemId: fc.option(fc.uuid(), { nil: null }),
  facilityCode: fc.option(fc.nat(255), { nil: null }),
  internalNumber: fc.nat(),
  externalNumber: fc.constant<string | null>(null),
  format: fc.constant<string | null>(null),
  cardType: fc.constant<number | null>(null),
})

function describeUpdate(card: CardRecord, held: CardRecord | null, state: string | null) {
  const person = somebody('E1')
  return describeRosterDifferences(
    {
      type: 'update',
      person,
      isPersonChanged: false,
      isStatusChange: false,
      isLosingProfiles: false,
      cards: [card],
      authValues: null,
    },
    { person, cards: held === null ? [] : [held] },
    null,
    new Map(state === null ? [] : [[cardKey(card), { holder: 'E2', state }]]),
  )
}

test('which card a difference is about is read back from it, and which column of it', () => {
  fc.assert(
    fc.property(anyCard, fc.constantFrom('active', 'lost', 'revoked', null), (card, state) => {
      const { facilityCode, internalNumber, systemId } = card
      const name = `${facilityCode === null ? '' : `${facilityCode}-`}${internalNumber}${systemId === null ? '' : ` of ${systemId}`}`
      const [given] = describeUpdate(card, null, state)
      assert.deepEqual(given && readCardField(given.field), { card: name, column: null })
      const detailed = { ...card, cardType: 2, format: 'em4100', externalNumber: '04A1' }
      const details = describeUpdate(detailed, card, state)
      assert.deepEqual(
        details.map(({ field }) => readCardField(field)),
        ['externalCardNumber', 'cardFormat', 'cardType'].map((column) => ({ card: name, column })),
      )
    }),
  )
  assert.equal(readCardField('email'), null)
  assert.equal(readCardField('cardType'), null)
})
