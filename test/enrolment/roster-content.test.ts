import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldRoster } from '../../core/enrolment/fold-roster.ts'
import { type RosterColumn, rosterColumns } from '../../core/enrolment/roster-columns.ts'
import { packRosterContent, unpackRosterContent } from '../../core/enrolment/roster-content.ts'

const profile = '8375fb13-cce4-4cf1-8280-7bad9e6cb16f'

test('a record says the same after it was packed, column for column', () => {
  const text = fc.constantFrom('', '0', '7', 'x', 'Active', profile, ' é ')
  const some = Object.fromEntries(rosterColumns.map((column) => [column, text])) as Record<
    RosterColumn,
    fc.Arbitrary<string>
  >
  const values = fc.record(
    { ...some, employeeNumber: fc.constantFrom('E1', 'E2', ''), displayName: fc.constantFrom('Anna', 'Ben') },
    { requiredKeys: ['employeeNumber', 'displayName'] },
  )
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 4 }), (lines) => {
      const entries = lines.map((of, index) => ({ type: 'entry' as const, line: index + 2, values: of }))
      for (const { person, cards, filledLater, employeeNumber } of foldRoster(entries)) {
        const content = filledLater ? { person, cards, filledLater } : { person, cards }
        assert.deepEqual(unpackRosterContent(packRosterContent(content), employeeNumber), content)
      }
    }),
    { numRuns: 1000 },
  )
})
