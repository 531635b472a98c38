import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type AuthRecord, authKey } from '../../core/enrolment/auth-record.ts'
import {
  type AuthJudgement,
  type AuthLookups,
  authJudgementToChange,
  judgeBatch,
  type KnownAuth,
} from '../../core/enrolment/judge-auth.ts'
import type { AuthValues } from '../../core/enrolment/roster-entry.ts'
import { records, stored } from './auth-arbitraries.ts'
import { modelBatch } from './auth-model.ts'

function lookIn(known: readonly KnownAuth[]): AuthLookups {
  return {
    byEmployeeId: (employeeId) => known.find((of) => of.employeeId === employeeId) ?? null,
    byAuthKey: (key) => known.filter((of) => authKey(of.authValues) === key),
  }
}

const t1: AuthValues = ['1', null, null]
const t2: AuthValues = ['2', null, null]

function record(employeeId: string | null, authValues: AuthValues, employeeStatus: string | null = null): AuthRecord {
  return {
    line: 1,
    employeeId,
    employeeStatus,
    authValues,
    errors: employeeId === null ? ['employeeId is missing'] : [],
  }
}

const known: KnownAuth[] = [
  { employeeId: 'A', employeeStatus: 'Active', authValues: t1 },
  { employeeId: 'B', employeeStatus: 'Active', authValues: t2 },
]

function judge(list: readonly AuthRecord[], before: readonly KnownAuth[] = known) {
  const { judgements, totals } = judgeBatch(list, lookIn(before))
  return { judgements, totals, words: judgements.map(authJudgementToChange) }
}

test('whoever is not known is a New Record', () => {
  const { words, totals } = judge([record('C', ['3', null, null], 'Active')])
  assert.deepEqual(words, ['New Record'])
  assert.deepEqual([totals.totalRecords, totals.totalNew], [1, 1])
})

test('a record where all values are the same as previously stored is No Change', () => {
  const { words, totals } = judge([record('A', t1, 'Active'), record('B', t2)])
  assert.deepEqual(words, ['No Change', 'No Change'])
  assert.equal(totals.totalNoChange, 2)
})

test('the same employee with other auth values is an Auth Value Updated, and counts as totalAuthValueChange', () => {
  const { words, totals } = judge([record('A', ['3', null, null])])
  assert.deepEqual(words, ['Auth Value Updated'])
  assert.deepEqual([totals.totalUpdates, totals.totalAuthValueChange, totals.totalEmpIdUpdate], [1, 1, 0])
})

test('an auth value that is added or taken away is another auth value', () => {
  assert.deepEqual(judge([record('A', ['1', '2', null])]).words, ['Auth Value Updated'])
  assert.deepEqual(judge([record('A', [null, null, null])]).words, ['Auth Value Updated'])
})

test('the same auth values under a new employee id are an Employee Id Updated, and count as totalEmpIdUpdate', () => {
  const { judgements, words, totals } = judge([record('C', t1)])
  assert.deepEqual(words, ['Employee Id Updated'])
  assert.deepEqual([totals.totalUpdates, totals.totalEmpIdUpdate, totals.totalAuthValueChange], [1, 1, 0])
  const [judgement] = judgements
  assert.ok(judgement?.type === 'update')
  assert.deepEqual(judgement.after, { employeeId: 'C', employeeStatus: 'Active', authValues: t1 })
})

test('a changed status alone is a Status Updated, and counts as totalStatusChange', () => {
  const { words, totals } = judge([record('A', t1, 'Gone')])
  assert.deepEqual(words, ['Status Updated'])
  assert.deepEqual([totals.totalUpdates, totals.totalStatusChange, totals.totalAuthValueChange], [1, 1, 0])
})

test('the cross-check totals overlap: one record can count in two of them, as in the page’s sample', () => {
  const { words, totals } = judge([record('A', ['3', null, null], 'Gone')])
  assert.deepEqual(words, ['Auth Value Updated'])
  assert.deepEqual([totals.totalUpdates, totals.totalAuthValueChange, totals.totalStatusChange], [1, 1, 1])
})

test('of several words for an update the first that applies is told', () => {
  assert.deepEqual(judge([record('C', t1, 'Gone')]).words, ['Employee Id Updated'])
  assert.deepEqual(judge([record('C', t1, 'Gone')]).totals.totalStatusChange, 1)
})

test('an empty status says nothing, and the stored one stays', () => {
  const [judgement] = judge([record('A', t2)], known.slice(0, 1)).judgements
  assert.ok(judgement?.type === 'update')
  assert.equal(judgement.after.employeeStatus, 'Active')
})

test('a known employee is judged by the id, although somebody else has these values', () => {
  assert.deepEqual(judge([record('A', t2)]).words, ['Auth Value Updated'])
})

test('whoever takes the values of an employee of whom the batch speaks too is new', () => {
  const { words } = judge([record('C', t1), record('A', ['3', null, null])])
  assert.deepEqual(words, ['New Record', 'Auth Value Updated'])
})

test('values that several stored employees share say of nobody that the id is new', () => {
  const twins = [...known, { employeeId: 'D', employeeStatus: null, authValues: t1 }]
  assert.deepEqual(judge([record('C', t1)], twins).words, ['New Record'])
})

test('employee ids are matched exactly, letter case included', () => {
  assert.deepEqual(judge([record('a', ['3', null, null])]).words, ['New Record'])
})

test('a record with an error is an Error and goes no further', () => {
  const { words, totals } = judge([record(null, t1), { ...record('A', t1, 'Gone'), errors: ['it is wrong'] }])
  assert.deepEqual(words, ['Error', 'Error'])
  assert.deepEqual([totals.totalErrors, totals.totalStatusChange], [2, 0])
})

test('a skipped record counts as a duplicate and in nothing else', () => {
  const { words, totals } = judge([record('A', t1, 'Gone'), record('A', t1, 'Away')])
  assert.deepEqual(words, ['Duplicate', 'Status Updated'])
  assert.deepEqual([totals.totalDuplicates, totals.totalUpdates, totals.totalStatusChange], [1, 1, 1])
})

test('whatever is submitted, every record is in exactly one of five totals, which always add up to totalRecords', () => {
  fc.assert(
    fc.property(records, stored, (list, before) => {
      const { totals, judgements } = judge(list, before)
      const { totalNew, totalUpdates, totalErrors, totalNoChange, totalDuplicates, totalRecords } = totals
      assert.equal(totalNew + totalUpdates + totalErrors + totalNoChange + totalDuplicates, totalRecords)
      assert.equal(totalRecords, list.length)
      const count = (type: AuthJudgement['type']) => judgements.filter((of) => of.type === type).length
      assert.deepEqual(
        [totalNew, totalUpdates, totalErrors, totalNoChange, totalDuplicates],
        [count('new'), count('update'), count('error'), count('no-change'), count('duplicate')],
      )
      assert.ok(
        Math.max(totals.totalEmpIdUpdate, totals.totalAuthValueChange, totals.totalStatusChange) <= totalUpdates,
      )
    }),
    { numRuns: 2000 },
  )
})

test('whatever is submitted and stored, a naive model comes to the same words and cross-checks', () => {
  fc.assert(
    fc.property(records, stored, (list, before) => {
      const { words, totals } = judge(list, before)
      const model = modelBatch(list, before)
      assert.deepEqual(words, model.words)
      assert.deepEqual([totals.totalEmpIdUpdate, totals.totalAuthValueChange, totals.totalStatusChange], model.checks)
    }),
    { numRuns: 3000 },
  )
})

test('no judgement depends on another record being applied, so judging and applying may go in one pass', () => {
  fc.assert(
    fc.property(records, stored, (list, before) => {
      const { judgements } = judge(list, before)
      let now = [...before]
      const again = list.map((_, place) => {
        const judgement = judgeBatch(list, lookIn(now)).judgements[place]
        assert.ok(judgement)
        if (judgement.type === 'new' || judgement.type === 'update') {
          const gone = judgement.type === 'update' ? judgement.before.employeeId : null
          now = now.filter(({ employeeId }) => employeeId !== gone && employeeId !== judgement.after.employeeId)
          now.push(judgement.after)
        }
        return judgement
      })
      assert.deepEqual(again, judgements)
      const sorted = now.toSorted((left, right) => (left.employeeId < right.employeeId ? -1 : 1))
      assert.deepEqual(sorted, modelBatch(list, before).stored)
    }),
    { numRuns: 2000 },
  )
})
