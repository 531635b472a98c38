/** What Paperless Employee documents of a batch, its thresholds and its processing, and what is ours there. */

import { randomUUID } from 'node:crypto'
import {
  detailsOf,
  type Employee,
  newEmployee,
  noFileLogId,
  processBatch,
  stage,
  stagePage,
  totalsOf,
} from './auth-data-calls.ts'
import { type Check, compare, skip } from './check.ts'
import { takesEmployee } from './right-requests.ts'
import { as, asGuid, contentOf, member, type Service } from './service.ts'

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

export const authDataBatchChecks: readonly Check[] = [
  {
    name: 'without a fileLogId a new GUID is made',
    source: stagePage,
    run: async (service) => {
      const ids: unknown[] = []
      for (const employee of [newEmployee(service), newEmployee(service)]) {
        ids.push(member((await stage(service, [employee], { fileLogId: undefined })).json, 'fileLogId'))
      }
      const isNew = ids[0] !== ids[1] && !ids.includes(noFileLogId)
      return compare(['a GUID', 'a GUID', 'new'], [...ids.map(asGuid), as('new', ids, isNew)])
    },
  },
  {
    name: 'a fileLogId that is supplied names the batch',
    source: stagePage,
    run: async (service) => {
      const fileLogId = randomUUID()
      const answer = await stage(service, [newEmployee(service)], { fileLogId })
      return compare(fileLogId, member(answer.json, 'fileLogId'))
    },
  },
  {
    name: 'calling repeatedly with a fileLogId appends to the batch, which is judged as one set',
    source: stagePage,
    run: async (service) => {
      const fileLogId = randomUUID()
      const [first, second] = [newEmployee(service), newEmployee(service)]
      await stage(service, [first], { fileLogId })
      const answer = await stage(service, [second, first], { fileLogId })
      const expected = [
        { totalRecords: 3, totalNew: 2, totalDuplicates: 1 },
        [`${second.employeeId}: New Record`, `${first.employeeId}: New Record`],
      ]
      return compare(expected, [totalsOf(answer), detailsOf(answer)])
    },
  },
  {
    name: 'staged data is not yet applied, and is saved until it is processed',
    source: stagePage,
    run: async (service) => {
      const employee = newEmployee(service)
      const staged = await stage(service, [employee])
      const before = totalsOf(await stage(service, [employee]))
      await processBatch(service, member(staged.json, 'fileLogId'))
      const after = totalsOf(await stage(service, [employee]))
      const expected = [
        { totalRecords: 1, totalNew: 1 },
        { totalRecords: 1, totalNoChange: 1 },
      ]
      return compare(expected, [before, after])
    },
  },
  {
    name: 'error records are skipped: the others of their batch are processed',
    source: stagePage,
    run: async (service) => {
      // One error among many, which no sensible threshold stops.
      const employees = Array.from({ length: 19 }, () => newEmployee(service))
      const wrong = { ...newEmployee(service), employeeId: '' }
      const staged = await stage(service, [wrong, ...employees])
      await processBatch(service, member(staged.json, 'fileLogId'))
      return compare({ totalRecords: 19, totalNoChange: 19 }, totalsOf(await stage(service, employees)))
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
    name: 'a share that equals the threshold does not exceed it',
    source: 'ours',
    run: async (service) => {
      const { errorThreshold: percent } = service
      if (percent === null) return skip(noThreshold)
      if (!Number.isInteger(percent)) return skip('the threshold is no whole number of percent')
      const employees = Array.from({ length: 100 }, (_, index) => {
        const employee = newEmployee(service)
        return index < percent ? { ...employee, employeeId: '' } : employee
      })
      const answer = await stage(service, employees)
      const totals = { totalRecords: 100, totalErrors: percent, totalNew: 100 - percent }
      return compare([totals, []], [totalsOf(answer), member(answer.json, 'thresholdExceptions')])
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
    right: takesEmployee,
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
