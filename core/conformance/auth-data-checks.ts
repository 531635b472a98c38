import {
  apply,
  detailsOf,
  knownEmployee,
  newEmployee,
  processBatch,
  stage,
  stagePage,
  stagePath,
  totalsOf,
} from './auth-data-calls.ts'
import { type Check, compare } from './check.ts'
import { takesEmployee } from './right-requests.ts'
import { asGuid, member, refusalOf } from './service.ts'

const answerFields = {
  fileLogId: 'a GUID',
  totalNew: 'number',
  totalRecords: 'number',
  totalUpdates: 'number',
  totalErrors: 'number',
  totalNoChange: 'number',
  totalEmpIdUpdate: 'number',
  totalAuthValueChange: 'number',
  totalStatusChange: 'number',
  totalDuplicates: 'number',
  duplicateAuthValues: 'array',
  thresholdExceptions: 'array',
  errorDetails: 'array',
  employeeDetails: 'array',
} as const

export const authDataChecks: readonly Check[] = [
  {
    name: 'staging is answered 200 as JSON with exactly the fields of the page',
    source: stagePage,
    run: async (service) => {
      const answer = await stage(service, [newEmployee(service)])
      return compare(
        [200, 'application/json', answerFields],
        [answer.status, answer.mediaType, describeFields(answer.json)],
      )
    },
  },
  {
    name: 'a call without a bearer token is refused',
    source: stagePage,
    right: takesEmployee,
    run: async (service) =>
      compare('refused', refusalOf(await service.ask(stagePath, { body: { employee: [newEmployee(service)] } }))),
  },
  {
    name: 'a record of whom nothing is known is a New Record',
    source: stagePage,
    run: async (service) => {
      const employee = newEmployee(service)
      const answer = await stage(service, [employee])
      const expected = [{ totalNew: 1, totalRecords: 1 }, [`${employee.employeeId}: New Record`]]
      return compare(expected, [totalsOf(answer), detailsOf(answer)])
    },
  },
  {
    name: 'records that contain no data are removed and not counted in totalRecords',
    source: stagePage,
    run: async (service) => {
      const empty = { employeeId: '', employeeStatus: '  ', authValue1: null }
      const employee = newEmployee(service)
      const answer = await stage(service, [{}, employee, empty])
      const expected = [{ totalNew: 1, totalRecords: 1 }, [`${employee.employeeId}: New Record`]]
      return compare(expected, [totalsOf(answer), detailsOf(answer)])
    },
  },
  {
    name: 'blanks and missing fields are the same',
    source: stagePage,
    run: async (service) => {
      const { authValue3: _, ...employee } = await knownEmployee(service, { authValue3: '' })
      const totals: unknown[] = []
      for (const same of [employee, { ...employee, authValue3: '   ' }, { ...employee, authValue3: null }]) {
        totals.push(totalsOf(await stage(service, [same])))
      }
      return compare(Array(3).fill({ totalNoChange: 1, totalRecords: 1 }), totals)
    },
  },
  {
    name: 'a record whose values are all as stored is No Change',
    source: stagePage,
    run: async (service) => {
      const employee = await knownEmployee(service)
      const answer = await stage(service, [employee])
      const expected = [{ totalNoChange: 1, totalRecords: 1 }, [`${employee.employeeId}: No Change`]]
      return compare(expected, [totalsOf(answer), detailsOf(answer)])
    },
  },
  {
    name: 'the same employee id with new values counts in totalAuthValueChange and is Auth Value Updated',
    source: stagePage,
    run: async (service) => {
      const employee = await knownEmployee(service)
      const answer = await stage(service, [{ ...employee, authValue2: `${employee.authValue2}-new` }])
      const expected = [
        { totalUpdates: 1, totalAuthValueChange: 1, totalRecords: 1 },
        [`${employee.employeeId}: Auth Value Updated`],
      ]
      return compare(expected, [totalsOf(answer), detailsOf(answer)])
    },
  },
  {
    name: 'the same values with a new employee id count in totalEmpIdUpdate and are Employee Id Updated',
    source: stagePage,
    run: async (service) => {
      const employee = await knownEmployee(service)
      const employeeId = `${employee.employeeId}-new`
      const answer = await stage(service, [{ ...employee, employeeId }])
      const expected = [
        { totalUpdates: 1, totalEmpIdUpdate: 1, totalRecords: 1 },
        [`${employeeId}: Employee Id Updated`],
      ]
      return compare(expected, [totalsOf(answer), detailsOf(answer)])
    },
  },
  {
    name: 'the same employee id and values with another status count in totalStatusChange',
    source: stagePage,
    run: async (service) => {
      const employee = await knownEmployee(service)
      const answer = await stage(service, [{ ...employee, employeeStatus: 'Terminated' }])
      return compare({ totalUpdates: 1, totalStatusChange: 1, totalRecords: 1 }, totalsOf(answer))
    },
  },
  {
    name: 'new values and another status count in both cross-checks, as in the sample, and are Auth Value Updated',
    source: stagePage,
    run: async (service) => {
      const employee = await knownEmployee(service)
      const changed = { ...employee, employeeStatus: 'Terminated', authValue1: `${employee.authValue1}-new` }
      const answer = await stage(service, [changed])
      const expected = [
        { totalUpdates: 1, totalAuthValueChange: 1, totalStatusChange: 1, totalRecords: 1 },
        [`${employee.employeeId}: Auth Value Updated`],
      ]
      return compare(expected, [totalsOf(answer), detailsOf(answer)])
    },
  },
  {
    name: 'every record is one of New, Update, Error, No Change and Duplicate: the five add up to totalRecords',
    source: stagePage,
    run: async (service) => {
      const [same, changed] = [newEmployee(service), newEmployee(service)]
      await apply(service, [same, changed])
      const [added, twice] = [newEmployee(service), newEmployee(service)]
      const wrong = { ...newEmployee(service), employeeId: '' }
      const answer = await stage(service, [
        same,
        { ...changed, authValue1: `${changed.authValue1}-new` },
        added,
        {},
        wrong,
        { ...twice, authValue3: '' },
        twice,
      ])
      const expected = {
        totalRecords: 6,
        totalNew: 2,
        totalUpdates: 1,
        totalErrors: 1,
        totalNoChange: 1,
        totalDuplicates: 1,
        totalAuthValueChange: 1,
      }
      return compare(expected, totalsOf(answer))
    },
  },
  {
    name: 'of duplicates the one with the most data is processed, wherever it stands',
    source: stagePage,
    run: async (service) => {
      const [full, other] = [newEmployee(service), newEmployee(service)]
      const answer = await stage(service, [full, { ...full, authValue2: '', employeeStatus: '' }])
      await processBatch(service, member(answer.json, 'fileLogId'))
      // The full one was processed if it is now what is known; the sparse one is another.
      const after = await stage(service, [full, other])
      const expected = [
        { totalRecords: 2, totalNew: 1, totalDuplicates: 1 },
        { totalRecords: 2, totalNew: 1, totalNoChange: 1 },
      ]
      return compare(expected, [totalsOf(answer), totalsOf(after)])
    },
  },
  {
    name: 'of duplicates with as much data the last is processed',
    source: stagePage,
    run: async (service) => {
      const first = newEmployee(service)
      const last = { ...first, authValue1: `${first.authValue1}-last` }
      const answer = await stage(service, [first, last])
      await processBatch(service, member(answer.json, 'fileLogId'))
      const after = await stage(service, [last])
      const expected = [
        { totalRecords: 2, totalNew: 1, totalDuplicates: 1 },
        { totalRecords: 1, totalNoChange: 1 },
      ]
      return compare(expected, [totalsOf(answer), totalsOf(after)])
    },
  },
  {
    name: 'duplicateAuthValues has one entry per skipped record',
    source: stagePage,
    run: async (service) => {
      const employee = newEmployee(service)
      const answer = await stage(service, [employee, employee, employee])
      const skipped = member(answer.json, 'duplicateAuthValues')
      return compare(2, Array.isArray(skipped) ? skipped.length : skipped)
    },
  },
  {
    name: 'every error is in errorDetails by the line number within the submitted values',
    source: stagePage,
    run: async (service) => {
      const wrong = { ...newEmployee(service), employeeId: '' }
      const answer = await stage(service, [newEmployee(service), {}, wrong])
      const errors = member(answer.json, 'errorDetails')
      const shape = Array.isArray(errors)
        ? errors.map((error) => [member(error, 'line'), typeof member(error, 'value')])
        : errors
      return compare([{ totalRecords: 2, totalNew: 1, totalErrors: 1 }, [[3, 'string']]], [totalsOf(answer), shape])
    },
  },
  {
    name: 'employeeDetails has one record for each processed record, Error among them',
    source: stagePage,
    run: async (service) => {
      const employee = newEmployee(service)
      const wrong = { employeeId: `FC-${service.run}-wrong`, employeeStatus: 'Active' }
      const answer = await stage(service, [wrong, employee])
      return compare([`${wrong.employeeId}: Error`, `${employee.employeeId}: New Record`], detailsOf(answer))
    },
  },
  {
    name: 'allowNoAuth decides whether a record without values is taken',
    source: stagePage,
    run: async (service) => {
      const employee = { employeeId: `FC-${service.run}-no-auth`, employeeStatus: 'Active' }
      const totals = [
        totalsOf(await stage(service, [employee], { allowNoAuth: false })),
        totalsOf(await stage(service, [employee], { allowNoAuth: true })),
      ]
      const expected = [
        { totalRecords: 1, totalErrors: 1 },
        { totalRecords: 1, totalNew: 1 },
      ]
      return compare(expected, totals)
    },
  },
]

function describeFields(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      if (name === 'fileLogId') return [name, asGuid(value)]
      return [name, Array.isArray(value) ? 'array' : typeof value]
    }),
  )
}
