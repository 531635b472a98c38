import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AuthRecord } from '../../core/enrolment/auth-record.ts'
import { type DuplicateKeys, findDuplicates } from '../../core/enrolment/duplicates.ts'
import { toDuplicateKeys } from '../../core/enrolment/judge-auth.ts'
import { records } from './auth-arbitraries.ts'
import { modelSkipped } from './auth-model.ts'

const keys = (employeeId: string | null, authKey: string | null, filled = 3): DuplicateKeys => ({
  employeeId,
  authKey,
  filled,
})

function skippedOf(list: readonly (DuplicateKeys | null)[]): number[] {
  const { isSkipped } = findDuplicates(list)
  return list.flatMap((_, place) => (isSkipped(place) ? [place] : []))
}

test('records that share the employee id are duplicates', () => {
  assert.deepEqual(skippedOf([keys('A', 'x'), keys('B', 'y'), keys('A', 'z')]), [0])
})

test('records that share the whole non-empty tuple of auth values are duplicates', () => {
  assert.deepEqual(skippedOf([keys('A', 'x'), keys('B', 'x'), keys('C', null), keys('D', null)]), [0])
})

test('being a duplicate chains, by id and by values', () => {
  assert.deepEqual(
    skippedOf([keys('A', 'x'), keys('A', 'y'), keys('B', 'y'), keys('B', 'z'), keys('C', 'w')]),
    [0, 1, 2],
  )
  assert.deepEqual(skippedOf([keys('A', 'x'), keys('B', 'y'), keys('A', 'y')]), [0, 1])
})

test('only the last record that has the most data is processed', () => {
  assert.deepEqual(skippedOf([keys('A', 'x', 5), keys('A', 'y', 4)]), [1])
  assert.deepEqual(skippedOf([keys('A', 'x', 4), keys('A', 'y', 5), keys('A', 'z', 5), keys('A', 'w', 3)]), [0, 1, 3])
})

test('an error is no duplicate and makes none', () => {
  assert.deepEqual(skippedOf([null, keys('A', 'x'), null]), [])
})

test('an employee is named by a record that is processed, and not by one that is skipped', () => {
  const { isNamed } = findDuplicates([keys('A', 'x', 5), keys('B', 'x', 4), keys('C', 'y'), null])
  assert.deepEqual(['A', 'B', 'C', 'D'].map(isNamed), [true, false, true, false])
})

test('whatever the records: the same are skipped as by comparing each with each until nothing joins', () => {
  fc.assert(
    fc.property(records, (list) => {
      const skipped = modelSkipped(list)
      const found = skippedOf(
        list.map((record: AuthRecord) => (record.errors.length > 0 ? null : toDuplicateKeys(record))),
      )
      assert.deepEqual(
        found,
        [...skipped].sort((left, right) => left - right),
      )
    }),
    { numRuns: 2000 },
  )
})

test('a hundred thousand records that chain into one set take no time that anyone would notice twice', () => {
  const list = Array.from({ length: 100_000 }, (_, place) => keys(`E${place >> 1}`, `v${(place + 1) >> 1}`))
  assert.equal(skippedOf(list).length, 99_999)
})
