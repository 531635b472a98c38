import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findDuplicates } from '../../core/enrolment/duplicates.ts'
import { foldRoster, type RosterRecord } from '../../core/enrolment/fold-roster.ts'
import type { RosterColumn, RosterEntry } from '../../core/enrolment/roster-columns.ts'
import { rosterDuplicateKeys } from './roster-duplicate-keys.ts'

type Values = Partial<Record<RosterColumn, string>>

/** Lines of a CSV, the first of them line 2. */
function fold(...lines: Values[]): RosterRecord[] {
  return foldRoster(lines.map((values, index): RosterEntry => ({ type: 'entry', line: index + 2, values })))
}

function skippedOf(records: readonly RosterRecord[]): (string | null)[] {
  const { isSkipped } = findDuplicates(records.map(rosterDuplicateKeys))
  return records.filter((_, place) => isSkipped(place)).map((record) => record.employeeNumber)
}

const anna = { employeeNumber: 'E1', displayName: 'Anna' }
const ben = { employeeNumber: 'E2', displayName: 'Ben' }

test('several cards of one person are several lines and one record', () => {
  const records = fold({ ...anna, cardNumber: '1' }, { ...ben, cardNumber: '2' }, { ...anna, cardNumber: '3' })
  assert.deepEqual(
    records.map((record) => [record.employeeNumber, record.line, record.cards.map((card) => card.internalNumber)]),
    [
      ['E1', 2, [1, 3]],
      ['E2', 3, [2]],
    ],
  )
  assert.ok(records.every((record) => record.errors.length === 0))
})

test('a repeated line changes nothing', () => {
  const line = { ...anna, email: 'a@example.com', cardNumber: '1', authValue1: 'x' }
  const [once] = fold(line)
  assert.deepEqual(fold(line, line, line), [once])
})

test('a person’s columns need to be given once, and a contradiction names both lines', () => {
  const [filled] = fold({ ...anna, email: '' }, { ...anna, email: 'a@example.com' }, { ...anna, email: '' })
  assert.equal(filled?.person?.email, 'a@example.com')
  assert.deepEqual(filled?.errors, [])
  const [contradictory] = fold(
    { ...anna, email: '' },
    { ...anna, email: 'a@x' },
    { ...anna, displayName: 'Ann', email: 'b@x' },
  )
  assert.deepEqual(contradictory?.errors, [
    { line: 4, reason: 'displayName contradicts line 2' },
    { line: 4, reason: 'email contradicts line 3' },
  ])
})

test('a status, identifiers, profiles and authentication values contradict like any other column', () => {
  const profile = '8375fb13-cce4-4cf1-8280-7bad9e6cb16f'
  const first = { ...anna, status: 'Active', uniqueId: '1', timeProfiles: profile, authValue2: 'x' }
  const [record] = fold(first, {
    ...first,
    status: 'Inactive',
    uniqueId: '2',
    timeProfiles: `${profile.slice(0, -1)}0`,
    authValue2: 'y',
  })
  assert.deepEqual(
    record?.errors.map((error) => error.reason),
    ['uniqueId', 'status', 'timeProfiles', 'authValue2'].map((column) => `${column} contradicts line 2`),
  )
})

test('a card that is given to two people is an error of the later line', () => {
  const records = fold({ ...anna, cardNumber: '12345678', cardFormat: 'em4100' }, ben, {
    ...ben,
    cardNumber: '24910',
    facilityCode: '188',
    cardFormat: 'em4100',
  })
  assert.deepEqual(
    records.map((record) => record.errors),
    [[], [{ line: 4, reason: 'the card is already given to "E1" in line 2' }]],
  )
})

test('a card that is described in two ways is an error, and one that is described in part is completed', () => {
  const [twice] = fold({ ...anna, cardNumber: '1', cardType: '1' }, { ...anna, cardNumber: '1', cardType: '2' })
  assert.deepEqual(twice?.errors, [{ line: 3, reason: 'cardType contradicts line 2' }])
  const [parts] = fold({ ...anna, cardNumber: '1', cardType: '1' }, { ...anna, cardNumber: '1', cardFormat: 'em4100' })
  assert.deepEqual(
    parts?.cards.map((card) => [card.cardType, card.format]),
    [[1, 'em4100']],
  )
  assert.deepEqual(parts?.errors, [])
})

test('employee numbers that differ in case are two people', () => {
  assert.equal(fold(anna, { ...anna, employeeNumber: 'e1' }).length, 2)
})

test('an error in one line is an error of the whole person, and a line that is nobody’s is a record of its own', () => {
  const records = foldRoster([
    { type: 'entry', line: 2, values: { ...anna, uniqueId: 'x' } },
    { type: 'entry', line: 3, values: { ...anna, uniqueId: '1' } },
    { type: 'entry', line: 4, values: { displayName: 'Nobody' } },
    { type: 'unreadable', line: 5, reason: 'the line has 1 of 2 columns; it may have been cut off' },
  ])
  assert.deepEqual(
    records.map((record) => [record.employeeNumber, record.errors.map((error) => error.line)]),
    [
      ['E1', [2]],
      [null, [4]],
      [null, [5]],
    ],
  )
})

test('of records that share all authentication values only the last with the most data is processed', () => {
  const auth = { authValue1: 'x', authValue2: 'y' }
  const three = [
    { ...anna, ...auth },
    { ...ben, ...auth, email: 'b@x' },
    { employeeNumber: 'E3', displayName: 'Cleo', ...auth, email: 'c@x' },
    { employeeNumber: 'E4', displayName: 'Dora', ...auth },
    { employeeNumber: 'E5', displayName: 'Emil', authValue1: 'x' },
    { employeeNumber: 'E6', displayName: 'Fee', authValue1: '' },
    { employeeNumber: 'E7', displayName: 'Gus', authValue1: '' },
  ]
  assert.deepEqual(skippedOf(fold(...three)), ['E1', 'E2', 'E4'])
})

test('a record with an error keeps nobody out', () => {
  const records = fold({ ...anna, authValue1: 'x', email: 'a@x', uniqueId: '-' }, { ...ben, authValue1: 'x' })
  assert.deepEqual(skippedOf(records), [])
})
