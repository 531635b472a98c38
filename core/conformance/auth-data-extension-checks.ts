/** What is ours of staging authentication data, where the page of Paperless Employee is silent. */
import { randomUUID } from 'node:crypto'
import {
  authorization,
  authorizationPage,
  authorize,
  detailsOf,
  type Employee,
  knownEmployee,
  newEmployee,
  noFileLogId,
  processBatch,
  stage,
  stagePage,
  stagePath,
  tokenOf,
  totalsOf,
} from './auth-data-calls.ts'
import { type Check, compare, skip } from './check.ts'
import { as, asGuid, asText, contentOf, member, refusalOf, type Service } from './service.ts'

/** The share of errors of the page's sentence. */
function sentenceFor(percent: number): string {
  return `Number of records with errors exceeds threshold: ${percent}%. Processing has stopped.`
}

/** A batch with as few records as exceed the threshold, and how many more without error bring it back within. */
function exceed(service: Service, percent: number): { employees: Employee[]; wanting: Employee[] } {
  const errors = Math.floor(percent / (100 - percent)) + 1
  const wrong = Array.from({ length: errors }, () => ({ ...newEmployee(service), employeeId: '' }))
  const wanting = Array.from({ length: Math.ceil((errors * 100) / percent) }, () => newEmployee(service))
  return { employees: [...wrong, newEmployee(service)], wanting }
}

const noThreshold = 'the service may have no threshold: give the one that it has for errors by --error-threshold'

export const authDataExtensionChecks: readonly Check[] = [
  {
    name: 'a token is given for username, password and companyUrlSuffix, and is good for staging',
    source: authorizationPage,
    run: async (service) => {
      const answer = await authorize(service, service.secret)
      const token = tokenOf(answer)
      const headers = { authorization: `bearer ${token}` }
      const staged = await service.ask(stagePath, { body: { employee: [newEmployee(service)] }, headers })
      return compare(['a token', 200], [as('a token', answer.status, token !== null), staged.status])
    },
  },
  {
    name: 'no token is given for a wrong password',
    source: authorizationPage,
    run: async (service) => {
      const answer = await authorize(service, `not ${service.secret}`)
      return compare(['refused', null], [refusalOf(answer), tokenOf(answer)])
    },
  },
  {
    name: 'an exceeded threshold is told in thresholdExceptions, in the words of the page',
    source: stagePage,
    run: async (service) => {
      if (service.errorThreshold === null) return skip(noThreshold)
      const answer = await stage(service, exceed(service, service.errorThreshold).employees)
      return compare([sentenceFor(service.errorThreshold)], member(answer.json, 'thresholdExceptions'))
    },
  },
  {
    name: 'an exceeded threshold cancels the entire batch when it is processed: nothing is applied',
    source: stagePage,
    run: async (service) => {
      if (service.errorThreshold === null) return skip(noThreshold)
      const { employees } = exceed(service, service.errorThreshold)
      const staged = await stage(service, employees)
      const processed = await processBatch(service, member(staged.json, 'fileLogId'))
      const after = await stage(service, employees.slice(-1))
      return compare([409, { totalRecords: 1, totalNew: 1 }], [processed.status, totalsOf(after)])
    },
  },
  {
    name: 'appending can bring a batch back within its threshold',
    source: 'ours',
    run: async (service) => {
      if (service.errorThreshold === null) return skip(noThreshold)
      const { employees, wanting } = exceed(service, service.errorThreshold)
      const fileLogId = member((await stage(service, employees)).json, 'fileLogId')
      const appended = await stage(service, wanting, { fileLogId })
      const processed = await processBatch(service, fileLogId)
      return compare([[], 200], [member(appended.json, 'thresholdExceptions'), processed.status])
    },
  },
  {
    name: 'commit false with the fileLogId of a batch answers as if appended, and leaves the batch as it was',
    source: 'ours',
    run: async (service) => {
      const fileLogId = randomUUID()
      const [first, second, third] = [newEmployee(service), newEmployee(service), newEmployee(service)]
      await stage(service, [first], { fileLogId })
      const tried = await stage(service, [second], { fileLogId, commit: false })
      const appended = await stage(service, [third], { fileLogId })
      const expected = Array(2).fill({ totalRecords: 2, totalNew: 2 })
      return compare(expected, [totalsOf(tried), totalsOf(appended)])
    },
  },
  {
    name: 'a wrong token or none is answered 401, for staging and for processing',
    source: 'ours',
    run: async (service) => {
      const statuses: number[] = []
      for (const headers of [{}, { authorization: 'bearer a-wrong-token' }]) {
        const body = { employee: [newEmployee(service)] }
        statuses.push((await service.ask(stagePath, { body, headers })).status)
        statuses.push((await service.ask(`/api/admin/authdata/${randomUUID()}`, { headers })).status)
      }
      return compare([401, 401, 401, 401], statuses)
    },
  },
  {
    name: 'a body that cannot be read is answered 400',
    source: 'ours',
    run: async (service) => {
      const headers = { ...(await authorization(service)), 'content-type': 'application/json' }
      const statuses: number[] = []
      for (const body of ['{"employee":[', '"text"', '{}', '{"employee":"text"}']) {
        statuses.push((await service.ask(stagePath, { body, headers })).status)
      }
      return compare([400, 400, 400, 400], statuses)
    },
  },
  {
    name: 'fields are trimmed',
    source: 'ours',
    run: async (service) => {
      const employee = await knownEmployee(service)
      const padded = Object.fromEntries(Object.entries(employee).map(([name, value]) => [name, `  ${value} `]))
      const answer = await stage(service, [padded])
      const expected = [{ totalNoChange: 1, totalRecords: 1 }, [`${employee.employeeId}: No Change`]]
      return compare(expected, [totalsOf(answer), detailsOf(answer)])
    },
  },
  {
    name: 'records are duplicates when they share the employee id',
    source: 'ours',
    run: async (service) => {
      const [first, other] = [newEmployee(service), newEmployee(service)]
      const answer = await stage(service, [first, { ...other, employeeId: first.employeeId }])
      return compare({ totalRecords: 2, totalNew: 1, totalDuplicates: 1 }, totalsOf(answer))
    },
  },
  {
    name: 'records are duplicates when they share the whole tuple of values, and not when they share a part of it',
    source: 'ours',
    run: async (service) => {
      const [first, second, third] = [newEmployee(service), newEmployee(service), newEmployee(service)]
      const { authValue1, authValue2, authValue3 } = first
      const same = { ...second, authValue1, authValue2, authValue3 }
      const partly = { ...third, authValue1, authValue2 }
      const answer = await stage(service, [first, same, partly])
      return compare({ totalRecords: 3, totalNew: 2, totalDuplicates: 1 }, totalsOf(answer))
    },
  },
  {
    name: 'records without values share none',
    source: 'ours',
    run: async (service) => {
      const employees = ['a', 'b'].map((name) => ({ employeeId: `FC-${service.run}-none-${name}` }))
      const answer = await stage(service, employees, { allowNoAuth: true })
      return compare({ totalRecords: 2, totalNew: 2 }, totalsOf(answer))
    },
  },
  {
    name: 'being a duplicate chains: A with B by id and B with C by values are one set',
    source: 'ours',
    run: async (service) => {
      const [first, second, third] = [newEmployee(service), newEmployee(service), newEmployee(service)]
      const { authValue1, authValue2, authValue3 } = second
      const answer = await stage(service, [
        first,
        { ...second, employeeId: first.employeeId },
        { ...third, authValue1, authValue2, authValue3 },
      ])
      const expected = [{ totalRecords: 3, totalNew: 1, totalDuplicates: 2 }, [`${third.employeeId}: New Record`]]
      return compare(expected, [totalsOf(answer), detailsOf(answer)])
    },
  },
  {
    name: 'duplicateAuthValues has {line, employeeId, authValue1, authValue2, authValue3} in input order',
    source: 'ours',
    run: async (service) => {
      const [first, second] = [newEmployee(service), newEmployee(service)]
      const answer = await stage(service, [second, first, first, second])
      const fields = ({ employeeId, authValue1, authValue2, authValue3 }: Record<string, unknown>) => ({
        employeeId,
        authValue1,
        authValue2,
        authValue3,
      })
      const expected = [
        { line: 1, ...fields(second) },
        { line: 2, ...fields(first) },
      ]
      return compare(expected, member(answer.json, 'duplicateAuthValues'))
    },
  },
  {
    name: 'the values of a duplicate that an earlier call staged are null',
    source: 'ours',
    run: async (service) => {
      const fileLogId = randomUUID()
      const employee = newEmployee(service)
      await stage(service, [employee], { fileLogId })
      const answer = await stage(service, [employee], { fileLogId })
      const [skipped] = [member(answer.json, 'duplicateAuthValues')].flat()
      const values = ['employeeId', 'authValue1', 'authValue2', 'authValue3'].map((name) => member(skipped, name))
      return compare([employee.employeeId, null, null, null], values)
    },
  },
  {
    name: 'a fileLogId of zeros is as good as none',
    source: 'ours',
    run: async (service) => {
      const answer = await stage(service, [newEmployee(service)], { fileLogId: noFileLogId })
      const fileLogId = member(answer.json, 'fileLogId')
      return compare(
        ['a GUID', 'a new one'],
        [asGuid(fileLogId), as('a new one', fileLogId, fileLogId !== noFileLogId)],
      )
    },
  },
  {
    name: 'only another status is Status Updated',
    source: 'ours',
    run: async (service) => {
      const employee = await knownEmployee(service)
      const answer = await stage(service, [{ ...employee, employeeStatus: 'Terminated' }])
      return compare([`${employee.employeeId}: Status Updated`], detailsOf(answer))
    },
  },
  {
    name: 'a missing employee id is an error, whatever validate says',
    source: 'ours',
    run: async (service) => {
      const employee = { ...newEmployee(service), employeeId: null }
      const totals = [
        totalsOf(await stage(service, [employee], { validate: true })),
        totalsOf(await stage(service, [employee], { validate: false })),
      ]
      return compare(Array(2).fill({ totalRecords: 1, totalErrors: 1 }), totals)
    },
  },
  {
    name: 'a field that is no text is an error, since a number may have lost its leading zeros',
    source: 'ours',
    run: async (service) => {
      const answer = await stage(service, [{ ...newEmployee(service), authValue1: 42 }])
      return compare({ totalRecords: 1, totalErrors: 1 }, totalsOf(answer))
    },
  },
  {
    name: 'an error in errorDetails is told in words',
    source: 'ours',
    run: async (service) => {
      const answer = await stage(service, [{ ...newEmployee(service), employeeId: '' }])
      const [error] = [member(answer.json, 'errorDetails')].flat()
      return compare(
        { line: 1, value: 'a text' },
        { line: member(error, 'line'), value: asText(member(error, 'value')) },
      )
    },
  },
  {
    name: 'employee ids are matched exactly, letter case included',
    source: 'ours',
    run: async (service) => {
      const employee = await knownEmployee(service)
      const other = { ...newEmployee(service), employeeId: String(employee.employeeId).toLowerCase() }
      return compare({ totalRecords: 1, totalNew: 1 }, totalsOf(await stage(service, [other])))
    },
  },
  {
    name: 'commit false computes the answer and stages nothing; without a fileLogId it answers all zeros',
    source: 'ours',
    run: async (service) => {
      const answer = await stage(service, [newEmployee(service)], { commit: false, fileLogId: undefined })
      const expected = [noFileLogId, { totalRecords: 1, totalNew: 1 }]
      return compare(expected, [member(answer.json, 'fileLogId'), totalsOf(answer)])
    },
  },
  {
    name: 'commit false answers the fileLogId that was given, and there is no such batch',
    source: 'ours',
    run: async (service) => {
      const fileLogId = randomUUID()
      const answer = await stage(service, [newEmployee(service)], { commit: false, fileLogId })
      const processed = await processBatch(service, fileLogId)
      return compare([fileLogId, 404], [member(answer.json, 'fileLogId'), processed.status])
    },
  },
  {
    name: 'processing a batch is a POST to its id without a body, and succeeds once',
    source: 'ours',
    run: async (service) => {
      const staged = await stage(service, [newEmployee(service)])
      const fileLogId = member(staged.json, 'fileLogId')
      const first = await processBatch(service, fileLogId)
      const second = await processBatch(service, fileLogId)
      return compare(
        ['success', 409],
        [as('success', { status: first.status, content: contentOf(first) }, first.status < 300), second.status],
      )
    },
  },
  {
    name: 'processing an unknown or malformed batch id is answered 404',
    source: 'ours',
    run: async (service) => {
      const answers = [await processBatch(service, randomUUID()), await processBatch(service, 'no-batch-id')]
      return compare(
        [404, 404],
        answers.map(({ status }) => status),
      )
    },
  },
  {
    name: 'staging to a malformed batch id is answered 404, and to a batch that was processed 409',
    source: 'ours',
    run: async (service) => {
      const fileLogId = member((await stage(service, [newEmployee(service)])).json, 'fileLogId')
      await processBatch(service, fileLogId)
      const answers = [
        await stage(service, [newEmployee(service)], { fileLogId: 'no-batch-id' }),
        await stage(service, [newEmployee(service)], { fileLogId }),
      ]
      return compare(
        [404, 409],
        answers.map(({ status }) => status),
      )
    },
  },
]
