/** What is ours of staging authentication data, where the page of Paperless Employee is silent. */

import { randomUUID } from 'node:crypto'
import {
  authorization,
  authorizationPage,
  authorize,
  detailsOf,
  knownEmployee,
  newEmployee,
  stage,
  stagePath,
  tokenOf,
  totalsOf,
} from './auth-data-calls.ts'
import { type Check, compare } from './check.ts'
import { givesToken, takesEmployee } from './right-requests.ts'
import { as, asText, member, refusalOf } from './service.ts'

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
    right: givesToken,
    run: async (service) => {
      const answer = await authorize(service, `not ${service.secret}`)
      return compare(['refused', null], [refusalOf(answer), tokenOf(answer)])
    },
  },
  {
    name: 'a wrong token or none is answered 401, for staging and for processing',
    source: 'ours',
    right: takesEmployee,
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
    right: takesEmployee,
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
]
