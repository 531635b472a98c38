/** What Maptician documents of presence entries: the call and its three policies; and what is ours there. */

import { type Check, compare } from './check.ts'
import { bruno } from './expected-people.ts'
import { cancelled, created, entryFor, isTaken, outcomeOf, presencePage, presencePath, put } from './presence-calls.ts'
import { takesEntry } from './right-requests.ts'
import { as, asText, contentOf, member, refusalOf, type Service } from './service.ts'

const unknownEmail = 'nobody.has.this@example.com'

/** The three classes of entries that cannot be taken, each with one such entry. */
const classes = [
  { reason: 'invalid', parameter: 'onInvalid', entry: (service: Service) => entryFor(service, 'no date') },
  {
    reason: 'no-match',
    parameter: 'onNoMatch',
    entry: (service: Service) => entryFor(service, service.nextDate(), { email: unknownEmail }),
  },
  {
    reason: 'conflict',
    parameter: 'onConflict',
    entry: async (service: Service) => {
      const entry = entryFor(service, service.nextDate())
      await put(service, [entry])
      return entry
    },
  },
] as const

const policies: Check[] = classes.flatMap(({ reason, parameter, entry }) => [
  {
    name: `${reason} entries cancel the whole request by default: nothing is created`,
    source: presencePage,
    run: async (service) => {
      const valid = entryFor(service, service.nextDate(), { email: bruno.email })
      const outcome = await outcomeOf(put(service, [valid, await entry(service)]))
      return compare([cancelled(`1 ${reason}`), 'free'], [outcome, await isTaken(service, valid)])
    },
  },
  {
    name: `${parameter} cancel cancels the whole request: nothing is created`,
    source: presencePage,
    run: async (service) => {
      const valid = entryFor(service, service.nextDate(), { email: bruno.email })
      const outcome = await outcomeOf(put(service, [await entry(service), valid], { [parameter]: 'cancel' }))
      return compare([cancelled(`0 ${reason}`), 'free'], [outcome, await isTaken(service, valid)])
    },
  },
  {
    name: `${parameter} skip leaves those out and creates all others`,
    source: presencePage,
    run: async (service) => {
      const before = entryFor(service, service.nextDate(), { email: bruno.email })
      const after = entryFor(service, service.nextDate(), { email: bruno.email })
      const outcome = await outcomeOf(put(service, [before, await entry(service), after], { [parameter]: 'skip' }))
      const states = [await isTaken(service, before), await isTaken(service, after)]
      return compare([created(2, `1 ${reason}`), 'taken', 'taken'], [outcome, ...states])
    },
  },
])

export const presenceChecks: readonly Check[] = [
  {
    name: 'valid entries are created and answered 200 {"created", "skipped"} as JSON',
    source: 'ours',
    run: async (service) => {
      const entries = [entryFor(service, service.nextDate()), entryFor(service, service.nextDate())]
      const answer = await put(service, entries)
      const expected = { created: 2, skipped: [] }
      return compare([200, 'application/json', expected], [answer.status, answer.mediaType, contentOf(answer)])
    },
  },
  {
    name: 'an entry that was created is there: a second one for the same occupant and date is a conflict',
    source: presencePage,
    run: async (service) => {
      const entry = entryFor(service, service.nextDate())
      await put(service, [entry])
      return compare('taken', await isTaken(service, entry))
    },
  },
  {
    name: 'a call without an Authorization header is refused and creates nothing',
    source: presencePage,
    run: async (service) => {
      const entry = entryFor(service, service.nextDate())
      const answer = await service.ask(presencePath, { body: { data: [entry] } })
      return compare(['refused', 'free'], [refusalOf(answer), await isTaken(service, entry)])
    },
  },
  {
    name: 'a wrong token is answered 401 and creates nothing',
    source: 'ours',
    run: async (service) => {
      const entry = entryFor(service, service.nextDate())
      const answer = await service.ask(presencePath, {
        body: { data: [entry] },
        headers: { authorization: 'a-wrong-token' },
      })
      return compare([401, 'free'], [answer.status, await isTaken(service, entry)])
    },
  },
  {
    name: 'data is required',
    source: presencePage,
    right: takesEntry,
    run: async (service) =>
      compare(
        'refused',
        refusalOf(
          await service.ask(presencePath, {
            body: { onInvalid: 'skip' },
            headers: { authorization: service.secret },
          }),
        ),
      ),
  },
  {
    name: 'a body that cannot be read is answered 400',
    source: 'ours',
    right: takesEntry,
    run: async (service) => {
      const headers = { authorization: service.secret, 'content-type': 'application/json' }
      const statuses: number[] = []
      for (const body of ['{"data":[', '"text"', '[]', '{}', '{"data":"text"}']) {
        statuses.push((await service.ask(presencePath, { body, headers })).status)
      }
      return compare([400, 400, 400, 400, 400], statuses)
    },
  },
  {
    name: 'a policy, match method or date format beside the documented words is answered 400 and creates nothing',
    source: 'ours',
    run: async (service) => {
      const entry = entryFor(service, service.nextDate())
      const statuses: number[] = []
      for (const parameter of ['onInvalid', 'onConflict', 'onNoMatch', 'matchBy', 'dateFormat']) {
        statuses.push((await put(service, [entry], { [parameter]: 'whatever' })).status)
      }
      return compare([400, 400, 400, 400, 400, 'free'], [...statuses, await isTaken(service, entry)])
    },
  },
  ...policies,
  {
    name: 'cancel in one class cancels although another says skip',
    source: 'ours',
    run: async (service) => {
      const valid = entryFor(service, service.nextDate(), { email: bruno.email })
      const data = [valid, entryFor(service, 'no date'), entryFor(service, service.nextDate(), { email: unknownEmail })]
      const answer = await put(service, data, { onInvalid: 'skip', onNoMatch: 'cancel' })
      const outcome = [answer.status, member(answer.json, 'created')]
      return compare([422, 0, 'free'], [...outcome, await isTaken(service, valid)])
    },
  },
  {
    name: 'a skipped entry is told as {index, reason, message}',
    source: 'ours',
    run: async (service) => {
      const answer = await put(service, [entryFor(service, 'no date')], { onInvalid: 'skip' })
      return compare(
        { status: 200, fault: faultShape('invalid') },
        { status: answer.status, fault: readFault(answer.json) },
      )
    },
  },
  {
    name: 'a cancelled request is answered 422 {"created": 0, "errors": [{index, reason, message}]}',
    source: 'ours',
    run: async (service) => {
      const answer = await put(service, [entryFor(service, 'no date')])
      return compare(
        { status: 422, created: 0, fault: faultShape('invalid') },
        { status: answer.status, created: member(answer.json, 'created'), fault: readFault(answer.json) },
      )
    },
  },
  {
    name: 'an entry is reported under the first that applies: invalid, then no match, then conflict',
    source: 'ours',
    run: async (service) => {
      const conflicting = await classes[2].entry(service)
      const data = [
        entryFor(service, 'no date', { email: unknownEmail }),
        { ...conflicting, email: unknownEmail },
        { ...conflicting, state: 'no state' },
        conflicting,
      ]
      const skipAll = { onInvalid: 'skip', onNoMatch: 'skip', onConflict: 'skip' }
      const outcome = await outcomeOf(put(service, data, skipAll))
      return compare(created(0, '0 invalid', '1 no-match', '2 invalid', '3 conflict'), outcome)
    },
  },
  {
    name: 'a second entry for the same occupant and date within one request is a conflict',
    source: 'ours',
    run: async (service) => {
      const entry = entryFor(service, service.nextDate())
      const outcome = await outcomeOf(put(service, [entry, { ...entry, state: 'remote' }], { onConflict: 'skip' }))
      return compare(created(1, '1 conflict'), outcome)
    },
  },
  {
    name: 'a repeat under onConflict skip is safe: all entries are conflicts, and none is created twice',
    source: 'ours',
    run: async (service) => {
      const data = [entryFor(service, service.nextDate()), entryFor(service, service.nextDate())]
      const first = await outcomeOf(put(service, data, { onConflict: 'skip' }))
      const second = await outcomeOf(put(service, data, { onConflict: 'skip' }))
      return compare([created(2), created(0, '0 conflict', '1 conflict')], [first, second])
    },
  },
]

function faultShape(reason: string) {
  return { index: 0, reason, message: 'a text', names: ['index', 'message', 'reason'] }
}

function readFault(json: unknown): unknown {
  const faults = member(json, 'skipped') ?? member(json, 'errors')
  const fault: unknown = Array.isArray(faults) && faults.length === 1 ? faults[0] : undefined
  if (typeof fault !== 'object' || fault === null) return as('one fault', json, false)
  return {
    index: member(fault, 'index'),
    reason: member(fault, 'reason'),
    message: asText(member(fault, 'message')),
    names: Object.keys(fault).sort(),
  }
}
