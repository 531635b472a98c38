import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { countRecords, startTotals } from '../../core/enrolment/batch-totals.ts'
import { findDuplicates } from '../../core/enrolment/duplicates.ts'
import { foldRoster } from '../../core/enrolment/fold-roster.ts'
import {
  type Judgement,
  judgementToChange,
  judgementToChecks,
  judgeRecord,
  type KnownPerson,
} from '../../core/enrolment/judge-roster.ts'
import { type RosterColumn, type RosterEntry, rosterColumns } from '../../core/enrolment/roster-columns.ts'
import type { AuthValues } from '../../core/enrolment/roster-entry.ts'
import { rosterDuplicateKeys } from './roster-duplicate-keys.ts'

type Values = Partial<Record<RosterColumn, string>>

const profile = '8375fb13-cce4-4cf1-8280-7bad9e6cb16f'

/** A value for each column, all different from what is known. */
const others: Record<RosterColumn, string> = {
  employeeNumber: 'E1',
  displayName: 'Other',
  email: 'other@example.com',
  status: 'Inactive',
  userId: 'other',
  apiId: 'other',
  username: 'other',
  accId: 'other',
  discord: 'other',
  uniqueId: '99',
  cardNumber: '99',
  facilityCode: '9',
  cardFormat: 'H10301',
  externalCardNumber: 'other',
  cardType: '9',
  systemId: 'other',
  occupancySystemId: 'other',
  timeProfiles: profile.replace('8', '9'),
  language: 'fr',
  authValue1: 'other',
  authValue2: 'other',
  authValue3: 'other',
}

const asKnown: Record<RosterColumn, string> = {
  ...others,
  authValue1: '',
  authValue2: '',
  authValue3: '',
  displayName: 'Anna',
  email: 'a@example.com',
  status: 'Active',
  userId: 'u',
  apiId: 'api',
  username: 'user',
  accId: 'acc',
  discord: 'dis',
  uniqueId: '7',
  cardNumber: '5',
  facilityCode: '1',
  cardFormat: 'P10001',
  externalCardNumber: 'K5',
  cardType: '1',
  systemId: 'S',
  occupancySystemId: 'O',
  language: 'de',
  timeProfiles: profile,
}

const known: KnownPerson = {
  person: {
    employeeNumber: 'E1',
    displayName: 'Anna',
    email: 'a@example.com',
    userId: 'u',
    apiId: 'api',
    username: 'user',
    accId: 'acc',
    discord: 'dis',
    uniqueId: 7,
    isActive: true,
    occupancySystemId: 'O',
    language: 'de',
    timeProfiles: [profile],
  },
  cards: [
    { systemId: 'S', facilityCode: 1, internalNumber: 5, externalNumber: 'K5', format: 'P10001', cardType: 1 },
    { systemId: null, facilityCode: null, internalNumber: 6, externalNumber: null, format: null, cardType: null },
  ],
}

function judge(values: Values, before: KnownPerson | null = known): Judgement {
  const [record] = foldRoster([{ type: 'entry', line: 2, values }])
  assert.ok(record)
  return judgeRecord(record, before)
}

test('whoever is not known is new, and active unless the roster says otherwise', () => {
  const judgement = judge({ employeeNumber: 'E9', displayName: 'New', cardNumber: '1' }, null)
  assert.equal(judgementToChange(judgement), 'New Record')
  assert.ok(judgement.type === 'new')
  assert.equal(judgement.person.isActive, true)
  assert.equal(judgement.cards.length, 1)
})

test('a roster that says what is known is no change, in full or in part', () => {
  assert.equal(judge(asKnown).type, 'no-change')
  assert.equal(judge({ employeeNumber: 'E1', displayName: 'Anna' }).type, 'no-change')
})

test('a difference in any stored column is an update', () => {
  const stored = rosterColumns.filter((column) => column !== 'employeeNumber' && !column.startsWith('authValue'))
  for (const column of stored) {
    const judgement = judge({ ...asKnown, [column]: others[column] })
    assert.equal(judgementToChange(judgement), column === 'status' ? 'Status Updated' : 'Update', column)
  }
})

test('authentication values are compared where they are given, and a blank one says nothing', () => {
  const judgeAuth = (values: Values, stored: AuthValues | null) => {
    const [record] = foldRoster([{ type: 'entry', line: 2, values: { ...asKnown, ...values } }])
    assert.ok(record)
    return judgeRecord(record, known, { isDuplicate: false, authValues: stored })
  }
  const blank = { authValue1: '', authValue2: '', authValue3: '' }
  assert.equal(judgeAuth(blank, null).type, 'no-change')
  assert.equal(judgeAuth(blank, ['x', null, null]).type, 'no-change')
  assert.equal(judgeAuth({ ...blank, authValue1: 'x' }, ['x', 'y', null]).type, 'no-change')
  const judgement = judgeAuth({ ...blank, authValue1: 'z' }, ['x', 'y', null])
  assert.ok(judgement.type === 'update')
  assert.deepEqual(judgement.authValues, ['z', 'y', null])
  assert.partialDeepStrictEqual(judgementToChecks(judgement), {
    isEmpIdUpdate: false,
    isAuthValueChange: true,
    isStatusChange: false,
  })
  assert.equal(judgementToChange(judgement), 'Update')
})

test('a blank column takes a person’s value away, a column that is absent does not', () => {
  const judgement = judge({ employeeNumber: 'E1', displayName: 'Anna', email: '', timeProfiles: '' })
  assert.ok(judgement.type === 'update')
  assert.deepEqual([judgement.person.email, judgement.person.timeProfiles, judgement.person.apiId], [null, [], 'api'])
  assert.equal(judgement.isPersonChanged, true)
})

test('of a card a blank column says nothing, and cards that are not named stay', () => {
  assert.equal(judge({ ...asKnown, externalCardNumber: '', cardType: '', cardFormat: '' }).type, 'no-change')
  const judgement = judge({ ...asKnown, cardNumber: '8' })
  assert.ok(judgement.type === 'update')
  assert.deepEqual(
    judgement.cards.map((card) => card.internalNumber),
    [8],
  )
  assert.equal(judgement.isPersonChanged, false)
})

test('every record is exactly one of the five, so that the totals always add up', () => {
  const values = fc.record(
    {
      employeeNumber: fc.constantFrom('E1', 'e1', 'E2', 'E3', 'E4', '', ' '),
      displayName: fc.constantFrom('Anna', 'Ben', ''),
      email: fc.constantFrom('', 'a@example.com', 'b@example.com'),
      status: fc.constantFrom('', 'Active', 'gone'),
      uniqueId: fc.constantFrom('', '7', '8', 'x'),
      cardNumber: fc.constantFrom('', '5', '6', '7', '-'),
      authValue1: fc.constantFrom('', '', '', 'x', 'y'),
    },
    { requiredKeys: ['employeeNumber', 'displayName'] },
  )
  const entry = fc.oneof(
    { weight: 9, arbitrary: values.map((of) => ({ type: 'entry' as const, values: of })) },
    { weight: 1, arbitrary: fc.constant({ type: 'unreadable' as const, reason: 'torn' }) },
  )
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 25 }), fc.boolean(), (list, isKnown) => {
      const entries = list.map((of, index): RosterEntry => ({ ...of, line: index + 2 }))
      const records = foldRoster(entries)
      const { isSkipped } = findDuplicates(records.map(rosterDuplicateKeys))
      const judgements = records.map((record, place) => {
        const before = isKnown && record.employeeNumber === 'E1' ? known : null
        return judgeRecord(record, before, { isDuplicate: isSkipped(place), authValues: null })
      })
      const totals = startTotals()
      for (const judgement of judgements) countRecords(totals, judgement.type, judgementToChecks(judgement))
      const { totalRecords, totalNew, totalUpdates, totalErrors, totalNoChange, totalDuplicates } = totals
      assert.equal(totalNew + totalUpdates + totalErrors + totalNoChange + totalDuplicates, totalRecords)

      const numbers = entries.map((of) => (of.type === 'entry' ? of.values.employeeNumber?.trim() || null : null))
      const people = new Set(numbers.filter((number) => number !== null))
      const strays = numbers.filter((number) => number === null).length
      assert.equal(totalRecords, people.size + strays)
      assert.deepEqual(
        new Set(records.map((record) => record.employeeNumber).filter((number) => number !== null)),
        people,
      )

      const isWrong = (index: number) => (records[index]?.errors.length ?? 0) > 0
      judgements.forEach((judgement, index) => {
        assert.equal(judgement.type === 'error', isWrong(index))
      })
    }),
    { numRuns: 500 },
  )
})
