/** What is ours beside the clock interface of Sonoran CMS: several objects in a call, occurredAt and Idempotency-Key. */

import { type Check, compare } from './check.ts'
import { bringOut, clockBody, clockPath, isFoundIn, notLinked, punch, punchAll, readBack, said } from './clock-calls.ts'
import { readStartTime } from './clock-read-back-checks.ts'
import { alma, bruno } from './expected-people.ts'
import { takesPunch } from './right-requests.ts'
import { contentOf, member } from './service.ts'

const nobody = { apiId: 'fc-api-nobody-has-this' }
const byApiId = { apiId: alma.apiId }
const otherByApiId = { apiId: bruno.apiId }

export const clockExtensionChecks: readonly Check[] = [
  {
    name: 'several objects are applied in order and answered with [{index, status, result}]',
    source: 'ours',
    run: async (service) => {
      await bringOut(service, byApiId)
      const answer = await punchAll(service, [byApiId, byApiId])
      const expected = [
        { index: 0, status: 200, result: 'CLOCKED IN' },
        { index: 1, status: 200, result: 'CLOCKED OUT' },
      ]
      return compare([200, 'application/json', expected], [answer.status, answer.mediaType, contentOf(answer)])
    },
  },
  {
    name: 'one of several objects that is refused holds up no other',
    source: 'ours',
    run: async (service) => {
      await bringOut(service, byApiId)
      const answer = await punchAll(service, [nobody, byApiId])
      const expected = [
        { index: 0, status: 404, result: notLinked },
        { index: 1, status: 200, result: 'CLOCKED IN' },
      ]
      return compare([expected, 'in'], [contentOf(answer), await isFoundIn(service, byApiId)])
    },
  },
  {
    name: 'more than five thousand objects are refused whole with 413',
    source: 'ours',
    right: takesPunch,
    run: async (service) => {
      const objects = Array.from({ length: 5001 }, () => nobody)
      return compare(413, (await punchAll(service, objects)).status)
    },
  },
  {
    name: 'occurredAt is the time of the event',
    source: 'ours',
    run: async (service) => {
      await bringOut(service, byApiId)
      // Some way back, and in whole milliseconds, since that is what a row shows.
      const occurredAtMs = Date.now() - 3_600_000
      const answer = said(await punch(service, { ...byApiId, occurredAt: new Date(occurredAtMs).toISOString() }))
      const startTime = member((await readBack(service, byApiId)).json, 'startTime')
      await bringOut(service, byApiId)
      const startMs = readStartTime(startTime)
      return compare(['200 CLOCKED IN', occurredAtMs], [answer, Number.isNaN(startMs) ? startTime : startMs])
    },
  },
  {
    name: 'an occurredAt that is no RFC 3339 instant is refused with 400',
    source: 'ours',
    run: async (service) => {
      await bringOut(service, byApiId)
      const statuses: number[] = []
      for (const occurredAt of ['yesterday', '2026-02-30T08:00:00Z', '2026-03-02T08:00:00', 1_772_438_400]) {
        statuses.push((await punch(service, { ...byApiId, occurredAt })).status)
      }
      return compare([400, 400, 400, 400, 'out'], [...statuses, await isFoundIn(service, byApiId)])
    },
  },
  {
    name: 'the same Idempotency-Key with the same content gets its first answer, and nothing is applied',
    source: 'ours',
    run: async (service) => {
      await bringOut(service, byApiId)
      const key = `fc-${service.run}-${service.nextNumber()}`
      const answers = [said(await punch(service, byApiId, key)), said(await punch(service, byApiId, key))]
      return compare(['200 CLOCKED IN', '200 CLOCKED IN', 'in'], [...answers, await isFoundIn(service, byApiId)])
    },
  },
  {
    name: 'the same Idempotency-Key with other content is answered 422 and changes nothing',
    source: 'ours',
    run: async (service) => {
      await bringOut(service, byApiId)
      await bringOut(service, otherByApiId)
      const key = `fc-${service.run}-${service.nextNumber()}`
      await punch(service, byApiId, key)
      const { status } = await punch(service, otherByApiId, key)
      await bringOut(service, byApiId)
      return compare([422, 'out'], [status, await isFoundIn(service, otherByApiId)])
    },
  },
  {
    name: 'each of several objects has its own Idempotency-Key, in order and separated by commas',
    source: 'ours',
    run: async (service) => {
      await bringOut(service, byApiId)
      const keys = [service.nextNumber(), service.nextNumber()].map((number) => `fc-${service.run}-${number}`)
      const both = [byApiId, byApiId]
      await punchAll(service, both, keys.join(', '))
      // The second is known by its key already, so it is not a third toggle.
      const repeated = said(await punch(service, byApiId, keys[1]))
      return compare(['200 CLOCKED OUT', 'out'], [repeated, await isFoundIn(service, byApiId)])
    },
  },
  {
    name: 'another number of Idempotency-Keys than of objects is refused with 400',
    source: 'ours',
    run: async (service) => {
      await bringOut(service, byApiId)
      const { status } = await punchAll(service, [byApiId], `fc-${service.run}-a,fc-${service.run}-b`)
      return compare([400, 'out'], [status, await isFoundIn(service, byApiId)])
    },
  },
  {
    name: 'a refused object leaves its Idempotency-Key free',
    source: 'ours',
    run: async (service) => {
      await bringOut(service, byApiId)
      const key = `fc-${service.run}-${service.nextNumber()}`
      const refused = said(await punch(service, nobody, key))
      const answer = said(await punch(service, byApiId, key))
      await bringOut(service, byApiId)
      return compare([`404 ${notLinked}`, '200 CLOCKED IN'], [refused, answer])
    },
  },
  {
    name: 'a body that is no JSON object is refused with 400',
    source: 'ours',
    right: takesPunch,
    run: async (service) => {
      const headers = { 'content-type': 'application/json' }
      const statuses: number[] = []
      for (const body of ['{"id":', '[]', '"text"']) {
        statuses.push((await service.ask(clockPath, { body, headers })).status)
      }
      return compare([400, 400, 400], statuses)
    },
  },
  {
    name: 'a body of another content type than JSON is refused with 415',
    source: 'ours',
    right: takesPunch,
    run: async (service) => {
      const body = JSON.stringify(clockBody(service, [nobody]))
      return compare(415, (await service.ask(clockPath, { body, headers: { 'content-type': 'text/plain' } })).status)
    },
  },
]
