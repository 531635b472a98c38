/** What Sonoran CMS has public of reading back the current clock in (“Get Current Clock In”). */

import { type Check, compare } from './check.ts'
import { bringOut, isFoundIn, notLinked, punch, punchAll, readBack, readBackPage, said } from './clock-calls.ts'
import { alma } from './expected-people.ts'
import { takesPunch } from './right-requests.ts'
import { as, member } from './service.ts'

const nobody = { apiId: 'fc-api-nobody-has-this' }
const byApiId = { apiId: alma.apiId }

export const clockReadBackChecks: readonly Check[] = [
  {
    name: 'the current clock in is read back as a row {id, startTime, endTime, completed, notes}',
    source: readBackPage,
    run: async (service) => {
      await bringOut(service, byApiId)
      await punch(service, byApiId)
      const answer = await readBack(service, byApiId)
      await bringOut(service, byApiId)
      const { json } = answer
      const names = json && typeof json === 'object' ? Object.keys(json).sort() : answer.text
      const expected = ['completed', 'endTime', 'id', 'notes', 'startTime']
      return compare(
        [200, 'application/json', expected, false, null],
        [answer.status, answer.mediaType, names, member(json, 'completed'), member(json, 'endTime')],
      )
    },
  },
  {
    name: 'the startTime of a row is the time of the clock in, like 2025-02-22 20:28:40.000 -0800',
    source: readBackPage,
    run: async (service) => {
      await bringOut(service, byApiId)
      const clocked = await punch(service, byApiId)
      const startTime = member((await readBack(service, byApiId)).json, 'startTime')
      await bringOut(service, byApiId)
      const word = 'within a minute of the Date of the answer'
      // The service's own clock is what counts; where the answer has no Date, ours.
      const nowMs = Date.parse(clocked.headers.date ?? '') || Date.now()
      return compare(word, as(word, { startTime, nowMs }, Math.abs(readStartTime(startTime) - nowMs) < 60_000))
    },
  },
  {
    name: 'who is not clocked in is read back as the text Not Clocked In',
    source: readBackPage,
    run: async (service) => {
      await bringOut(service, byApiId)
      const answer = await readBack(service, byApiId)
      return compare(['200 Not Clocked In', 'text/plain'], [said(answer), answer.mediaType])
    },
  },
  {
    name: 'the read-back takes one object as on its page, and an array as in the envelope',
    source: readBackPage,
    run: async (service) => {
      await bringOut(service, byApiId)
      const answers = [said(await readBack(service, byApiId)), said(await readBack(service, [byApiId]))]
      return compare(['200 Not Clocked In', '200 Not Clocked In'], answers)
    },
  },
  {
    name: 'the read-back refuses a wrong key, community and account as the call does',
    source: readBackPage,
    right: takesPunch,
    run: async (service) => {
      const answers = [
        said(await readBack(service, byApiId, { key: 'a wrong key' })),
        said(await readBack(service, byApiId, { id: 'no-such-community' })),
        said(await readBack(service, nobody)),
      ]
      return compare(['400 INVALID API KEY', '400 INVALID COMMUNITY ID', `404 ${notLinked}`], answers)
    },
  },
  {
    name: 'reading back changes nothing',
    source: readBackPage,
    run: async (service) => {
      await bringOut(service, byApiId)
      await punchAll(service, [byApiId])
      await readBack(service, byApiId)
      return compare('in', await isFoundIn(service, byApiId))
    },
  },
]

/** Milliseconds since the epoch; NaN where it is no such text. */
export function readStartTime(given: unknown): number {
  const [, date, time, hours, minutes] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3}) ([+-]\d\d)(\d\d)$/.exec(String(given)) ?? []
  return Date.parse(`${date}T${time}${hours}:${minutes}`)
}
