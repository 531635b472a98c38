/** What Sonoran CMS documents of clocking in and out, and what is ours within the same fields. */

import { type Check, compare } from './check.ts'
import {
  bringOut,
  clockBody,
  clockPage,
  clockPath,
  isFoundIn,
  notLinked,
  punch,
  readBack,
  said,
} from './clock-calls.ts'
import { alma, bare, bruno, firstOfTwo, inactive, secondOfTwo } from './expected-people.ts'
import { takesPunch } from './right-requests.ts'
import { as, member, refusalOf, type Service } from './service.ts'

const nobody = { apiId: 'fc-api-nobody-has-this' }
const byApiId = { apiId: alma.apiId }
const byUsername = { username: alma.username }

const identifiers = ['apiId', 'username', 'accId', 'discord', 'uniqueId'] as const

const foundByEach: Check[] = identifiers.map((name) => ({
  name: `an account is found by ${name} alone`,
  source: clockPage,
  run: async (service) => {
    const other = name === 'username' ? byApiId : byUsername
    await bringOut(service, other)
    const first = said(await punch(service, { [name]: alma[name] }))
    return compare(['200 CLOCKED IN', 'in'], [first, await isFoundIn(service, other)])
  },
}))

/** Sends a call that must be refused while somebody is out, and shows that they still are. */
async function refusedWhileOut(service: Service, body: unknown): Promise<[string, string]> {
  await bringOut(service, byApiId)
  const answer = said(await service.ask(clockPath, { body }))
  return [answer, await isFoundIn(service, byApiId)]
}

export const clockChecks: readonly Check[] = [
  {
    name: 'a first call is answered 200 CLOCKED IN as text',
    source: clockPage,
    run: async (service) => {
      await bringOut(service, byApiId)
      const answer = await punch(service, byApiId)
      await bringOut(service, byApiId)
      return compare(['200 CLOCKED IN', 'text/plain'], [said(answer), answer.mediaType])
    },
  },
  {
    name: 'a second call is answered 200 CLOCKED OUT as text',
    source: clockPage,
    run: async (service) => {
      await bringOut(service, byApiId)
      await punch(service, byApiId)
      const answer = await punch(service, byApiId)
      return compare(['200 CLOCKED OUT', 'text/plain'], [said(answer), answer.mediaType])
    },
  },
  {
    name: 'forceClockIn is answered 200 FORCE CLOCKED IN as text',
    source: clockPage,
    run: async (service) => {
      await bringOut(service, byApiId)
      await punch(service, byApiId)
      const answer = await punch(service, { ...byApiId, forceClockIn: true })
      await bringOut(service, byApiId)
      return compare(['200 FORCE CLOCKED IN', 'text/plain'], [said(answer), answer.mediaType])
    },
  },
  {
    name: 'forceClockIn replaces the open clock in, so that one clock out closes it',
    source: clockPage,
    run: async (service) => {
      await bringOut(service, byApiId)
      await punch(service, byApiId)
      await punch(service, { ...byApiId, forceClockIn: true })
      const answers = [said(await punch(service, byApiId)), said(await punch(service, byApiId))]
      await bringOut(service, byApiId)
      return compare(['200 CLOCKED OUT', '200 CLOCKED IN'], answers)
    },
  },
  {
    name: 'forceClockIn starts a new clock in: the read-back shows another row',
    source: clockPage,
    run: async (service) => {
      await bringOut(service, byApiId)
      await punch(service, byApiId)
      const before = member((await readBack(service, byApiId)).json, 'id')
      await punch(service, { ...byApiId, forceClockIn: true })
      const after = member((await readBack(service, byApiId)).json, 'id')
      await bringOut(service, byApiId)
      return compare('another id', as('another id', { before, after }, after !== undefined && after !== before))
    },
  },
  {
    name: 'forceClockIn without an open clock in is answered FORCE CLOCKED IN too',
    source: 'ours',
    run: async (service) => {
      await bringOut(service, byApiId)
      const answer = said(await punch(service, { ...byApiId, forceClockIn: true }))
      return compare(['200 FORCE CLOCKED IN', 'in'], [answer, await isFoundIn(service, byApiId)])
    },
  },
  {
    name: 'forceClockIn false is a toggle',
    source: clockPage,
    run: async (service) => {
      await bringOut(service, byApiId)
      const answers = [
        said(await punch(service, { ...byApiId, forceClockIn: false })),
        said(await punch(service, { ...byApiId, forceClockIn: false })),
      ]
      return compare(['200 CLOCKED IN', '200 CLOCKED OUT'], answers)
    },
  },
  {
    name: 'forceClockIn is a boolean: anything else is refused with 400',
    source: 'ours',
    run: async (service) => {
      const body = clockBody(service, [{ ...byApiId, forceClockIn: 'yes' }])
      const [answer, state] = await refusedWhileOut(service, body)
      return compare(['400', 'out'], [answer.slice(0, 3), state])
    },
  },
  ...foundByEach,
  {
    name: 'all identifiers of one account together find it',
    source: 'ours',
    run: async (service) => {
      await bringOut(service, byApiId)
      const all = Object.fromEntries(identifiers.map((name) => [name, alma[name]]))
      return compare(['200 CLOCKED IN', 'in'], [said(await punch(service, all)), await isFoundIn(service, byApiId)])
    },
  },
  {
    name: 'identifiers of two accounts are answered 400 with the sentence of the page, and clock neither',
    source: 'ours',
    run: async (service) => {
      await bringOut(service, { apiId: bruno.apiId })
      const body = clockBody(service, [{ accId: bruno.accId, username: alma.username }])
      const [answer, state] = await refusedWhileOut(service, body)
      const other = await isFoundIn(service, { apiId: bruno.apiId })
      return compare([`400 ${notLinked}`, 'out', 'out'], [answer, state, other])
    },
  },
  {
    name: 'an identifier that two accounts share is answered 400 with the sentence of the page, and clocks neither',
    source: 'ours',
    run: async (service) => {
      const both = [{ username: firstOfTwo.username }, { username: secondOfTwo.username }]
      for (const person of both) await bringOut(service, person)
      const answer = said(await punch(service, { apiId: firstOfTwo.apiId }))
      const states = [await isFoundIn(service, { ...both[0] }), await isFoundIn(service, { ...both[1] })]
      return compare([`400 ${notLinked}`, 'out', 'out'], [answer, ...states])
    },
  },
  {
    name: 'an unknown account is answered 404 with the sentence of the page',
    source: clockPage,
    right: takesPunch,
    run: async (service) => compare(`404 ${notLinked}`, said(await punch(service, nobody))),
  },
  {
    name: 'identifiers are matched exactly, letter case included',
    source: 'ours',
    right: takesPunch,
    run: async (service) =>
      compare(`404 ${notLinked}`, said(await punch(service, { apiId: alma.apiId.toUpperCase() }))),
  },
  {
    name: 'somebody without a username is known by the employee number',
    source: 'ours',
    run: async (service) => {
      const person = { username: bare.employeeNumber }
      await bringOut(service, person)
      return compare(['200 CLOCKED IN', 'in'], [said(await punch(service, person)), await isFoundIn(service, person)])
    },
  },
  {
    name: 'somebody inactive is clocked like everybody: who may badge is decided at the door',
    source: 'ours',
    run: async (service) => {
      const person = { apiId: inactive.apiId }
      await bringOut(service, person)
      return compare(['200 CLOCKED IN', 'in'], [said(await punch(service, person)), await isFoundIn(service, person)])
    },
  },
  {
    name: 'a wrong key is answered 400 INVALID API KEY and changes nothing',
    source: clockPage,
    run: async (service) => {
      const found = await refusedWhileOut(service, clockBody(service, [byApiId], { key: 'a wrong key' }))
      return compare(['400 INVALID API KEY', 'out'], found)
    },
  },
  {
    name: 'a missing key is as wrong as a wrong one',
    source: 'ours',
    run: async (service) => {
      const found = await refusedWhileOut(service, clockBody(service, [byApiId], { key: undefined }))
      return compare(['400 INVALID API KEY', 'out'], found)
    },
  },
  {
    name: 'a wrong community is answered 400 INVALID COMMUNITY ID and changes nothing',
    source: clockPage,
    run: async (service) => {
      const found = await refusedWhileOut(service, clockBody(service, [byApiId], { id: 'no-such-community' }))
      return compare(['400 INVALID COMMUNITY ID', 'out'], found)
    },
  },
  {
    name: 'a wrong type is refused and changes nothing',
    source: clockPage,
    run: async (service) => {
      const [answer, state] = await refusedWhileOut(service, clockBody(service, [byApiId], { type: 'CLOCK_OUT' }))
      return compare(['4', 'out'], [answer[0], state])
    },
  },
  {
    name: 'data has to be an array of request objects: what is none, or empty, is refused with 400',
    source: 'ours',
    run: async (service) => {
      await bringOut(service, byApiId)
      const statuses: number[] = []
      for (const data of [byApiId, [], undefined, [null], ['text']]) {
        statuses.push((await service.ask(clockPath, { body: clockBody(service, data) })).status)
      }
      return compare([400, 400, 400, 400, 400, 'out'], [...statuses, await isFoundIn(service, byApiId)])
    },
  },
  {
    name: 'a request object must have one of the five identifiers',
    source: clockPage,
    right: takesPunch,
    run: async (service) => compare('refused', refusalOf(await punch(service, { forceClockIn: true }))),
  },
  {
    name: 'a field that nobody knows is refused with 400, so that a mistyped forceClockIn is no toggle',
    source: 'ours',
    run: async (service) => {
      const [answer, state] = await refusedWhileOut(service, clockBody(service, [{ ...byApiId, forceClockin: true }]))
      return compare(['400', 'out'], [answer.slice(0, 3), state])
    },
  },
  {
    name: 'the textual identifiers are texts: a number is refused with 400',
    source: 'ours',
    right: takesPunch,
    run: async (service) => {
      const statuses: number[] = []
      for (const name of ['apiId', 'username', 'accId', 'discord']) {
        statuses.push((await punch(service, { [name]: 1234 })).status)
      }
      return compare([400, 400, 400, 400], statuses)
    },
  },
  {
    name: 'uniqueId is taken as numeric text too',
    source: 'ours',
    run: async (service) => {
      await bringOut(service, byApiId)
      const answer = said(await punch(service, { uniqueId: String(alma.uniqueId) }))
      return compare(['200 CLOCKED IN', 'in'], [answer, await isFoundIn(service, byApiId)])
    },
  },
]
