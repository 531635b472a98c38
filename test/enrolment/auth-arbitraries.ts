/** Authentication data with many equal ids and values in little room. */
import fc from 'fast-check'
import type { AuthRecord } from '../../core/enrolment/auth-record.ts'
import type { KnownAuth } from '../../core/enrolment/judge-auth.ts'

export type Submitted = {
  employeeId?: string | undefined
  employeeStatus?: string | undefined
  authValue1?: string | undefined
  authValue2?: string | undefined
  authValue3?: string | undefined
}

const id = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'a', '', ' ')
const status = fc.constantFrom('Active', 'Gone', '')
const value = fc.constantFrom('1', '2', '', '')

/** What somebody may submit. */
export const submitted: fc.Arbitrary<Submitted> = fc.record(
  { employeeId: id, employeeStatus: status, authValue1: value, authValue2: value, authValue3: value },
  { requiredKeys: [], noNullPrototype: true },
)

const orNull = (of: fc.Arbitrary<string>) => of.map((text) => text.trim() || null)
const values = fc.tuple(orNull(value), orNull(value), orNull(value))

/** Scrubbed records; a record without an id has its error. */
export const records: fc.Arbitrary<AuthRecord[]> = fc
  .array(fc.record({ employeeId: orNull(id), employeeStatus: orNull(status), authValues: values }), { maxLength: 12 })
  .map((list) =>
    list.map((record, index) => ({
      ...record,
      line: index + 1,
      errors: record.employeeId === null ? ['employeeId is missing'] : [],
    })),
  )

/** What is stored: each id once. */
export const stored: fc.Arbitrary<KnownAuth[]> = fc.uniqueArray(
  fc.record(
    { employeeId: fc.constantFrom('A', 'B', 'C', 'X', 'Y'), employeeStatus: orNull(status), authValues: values },
    { noNullPrototype: true },
  ),
  { selector: ({ employeeId }) => employeeId, maxLength: 5 },
)
