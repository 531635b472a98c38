import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type BatchTotals, startTotals } from '../../core/enrolment/batch-totals.ts'
import { findExceeded } from '../../core/enrolment/thresholds.ts'

function totals(of: Partial<BatchTotals>): BatchTotals {
  return { ...startTotals(), totalRecords: 100, ...of }
}

test('too many added employees are told in the page’s words', () => {
  assert.deepEqual(findExceeded(totals({ totalNew: 11 }), { addedPercent: 10 }), [
    'Number of added employees exceeds threshold: 10%. Processing has stopped.',
  ])
})

test('too many updates are told in the page’s words, with the bracket that it lacks', () => {
  assert.deepEqual(findExceeded(totals({ totalUpdates: 11 }), { updatedPercent: 10 }), [
    'Number of employees with updates exceeds threshold: 10%. Processing has stopped.',
  ])
})

test('too many errors are told in the page’s words', () => {
  assert.deepEqual(findExceeded(totals({ totalErrors: 11 }), { errorPercent: 10 }), [
    'Number of records with errors exceeds threshold: 10%. Processing has stopped.',
  ])
})

test('each threshold that is exceeded is told, in the page’s order', () => {
  const all = { addedPercent: 0, updatedPercent: 1.5, errorPercent: 2 }
  assert.deepEqual(
    findExceeded(totals({ totalNew: 1, totalUpdates: 2, totalErrors: 3 }), all).map((of) =>
      of.replace(/ exceeds.*: /, ' '),
    ),
    [
      'Number of added employees 0%. Processing has stopped.',
      'Number of employees with updates 1.5%. Processing has stopped.',
      'Number of records with errors 2%. Processing has stopped.',
    ],
  )
})

test('thresholds are off unless they are set', () => {
  assert.deepEqual(findExceeded(totals({ totalNew: 50, totalUpdates: 25, totalErrors: 25 }), {}), [])
})

test('a threshold is a share of totalRecords and tripped by strictly more', () => {
  assert.deepEqual(findExceeded(totals({ totalNew: 10, totalDuplicates: 90 }), { addedPercent: 10 }), [])
  assert.equal(findExceeded(totals({ totalRecords: 99, totalNew: 10 }), { addedPercent: 10 }).length, 1)
  assert.deepEqual(findExceeded(totals({ totalErrors: 100 }), { errorPercent: 100 }), [])
  assert.deepEqual(
    findExceeded(totals({ totalRecords: 0 }), { addedPercent: 0, updatedPercent: 0, errorPercent: 0 }),
    [],
  )
})

test('a share that is exactly the threshold is never tripped by a rounding', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 1, max: 1000 }), (thousandths, scale) => {
      const of = totals({ totalRecords: 100_000 * scale, totalNew: thousandths * scale })
      assert.deepEqual(findExceeded(of, { addedPercent: thousandths / 1000 }), [])
      assert.equal(findExceeded({ ...of, totalNew: of.totalNew + 1 }, { addedPercent: thousandths / 1000 }).length, 1)
    }),
  )
})
