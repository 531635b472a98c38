/** What BluB0X BluSKY documents of card check-in, and what is ours of its result codes and criteria. */

import {
  cardAuthorization,
  cardTypesPath,
  checkIn,
  checkInPage,
  checkInPath,
  codeOf,
  facilityCode,
  lower,
  newCard,
  resultOf,
} from './card-calls.ts'
import { type Check, compare } from './check.ts'
import { alma, bare, bruno, clara, otherSystemId } from './expected-people.ts'
import { takesCard } from './right-requests.ts'
import { as, asGuid, contentOf, member } from './service.ts'

const toAlma = { MatchUserByEmployeeNumber: alma.employeeNumber }
const toBruno = { MatchUserByEmployeeNumber: bruno.employeeNumber }

const isAlmas = { code: 0, previous: null, current: alma.userId }

const criteria = {
  MatchUserByUserId: alma.userId,
  MatchUserByEmployeeNumber: alma.employeeNumber,
  MatchUserByByEmail: alma.email,
  MatchUserByInternalCardNumber: alma.cardNumber,
} as const

const foundByEach: Check[] = Object.entries(criteria).map(([name, value]) => ({
  name: `a user is looked up by ${name}`,
  source: checkInPage,
  run: async (service) => compare(isAlmas, resultOf(await checkIn(service, { [name]: value, ...newCard(service) }))),
}))

export const cardChecks: readonly Check[] = [
  {
    name: 'a card that does not exist is created and assigned, and Value is its key',
    source: checkInPage,
    run: async (service) => {
      const answer = await checkIn(service, { ...toAlma, ...newCard(service) })
      return compare([isAlmas, 'a GUID'], [resultOf(answer), asGuid(member(answer.json, 'Value'))])
    },
  },
  {
    name: 'the answer has exactly the properties of the page',
    source: checkInPage,
    run: async (service) => {
      const { json } = await checkIn(service, { ...toAlma, ...newCard(service) })
      const expected = [
        'CardType',
        'CurrentUserId',
        'Description',
        'ExternalCardNumber',
        'FacilityCode',
        'InternalCardNumber',
        'PreviousUserId',
        'ResultCode',
        'Value',
      ]
      return compare(expected, typeof json === 'object' && json !== null ? Object.keys(json).sort() : json)
    },
  },
  {
    name: 'the numbers and the type of the card are in the answer',
    source: checkInPage,
    run: async (service) => {
      const card = newCard(service)
      const external = `FC${service.run}${service.nextNumber()}`
      const { json } = await checkIn(service, {
        ...toAlma,
        ...card,
        NewCardExternalCardNumber: external,
        NewCardCardType: 1,
      })
      const names = ['InternalCardNumber', 'FacilityCode', 'ExternalCardNumber', 'CardType']
      return compare(
        [card.NewCardInternalCardNumber, facilityCode, external, 1],
        names.map((name) => member(json, name)),
      )
    },
  },
  {
    name: 'a card of somebody else is assigned anew: PreviousUserId had it before, CurrentUserId has it now',
    source: checkInPage,
    run: async (service) => {
      const card = newCard(service)
      await checkIn(service, { ...toAlma, ...card })
      const answer = await checkIn(service, { ...toBruno, ...card })
      return compare(
        [{ code: 0, previous: alma.userId, current: bruno.userId }, null],
        [resultOf(answer), member(answer.json, 'Value') ?? null],
      )
    },
  },
  {
    name: 'a card that was assigned anew is its former holder’s no more',
    source: checkInPage,
    run: async (service) => {
      const card = newCard(service)
      await checkIn(service, { ...toAlma, ...card })
      await checkIn(service, { ...toBruno, ...card })
      const byCard = { MatchUserByInternalCardNumber: card.NewCardInternalCardNumber ?? null }
      const answer = await checkIn(service, { ...byCard, ...newCard(service) })
      return compare(bruno.userId, member(resultOf(answer), 'current'))
    },
  },
  ...foundByEach,
  {
    name: 'MatchUserByByEmail is without regard to case, MatchUserByEmployeeNumber is exact',
    source: 'ours',
    run: async (service) => {
      const codes = [
        codeOf(await checkIn(service, { MatchUserByByEmail: alma.email.toUpperCase(), ...newCard(service) })),
        codeOf(await checkIn(service, { MatchUserByEmployeeNumber: 'fc-01', ...newCard(service) })),
      ]
      return compare([0, 2], codes)
    },
  },
  {
    name: 'all criteria that are given have to agree, and together they find the user',
    source: 'ours',
    run: async (service) => compare(isAlmas, resultOf(await checkIn(service, { ...criteria, ...newCard(service) }))),
  },
  {
    name: 'ResultCode 1: a repeat finds the card theirs already, and creates none',
    source: 'ours',
    run: async (service) => {
      const request = { ...toAlma, ...newCard(service) }
      await checkIn(service, request)
      const answer = await checkIn(service, request)
      return compare(
        [1, alma.userId, null],
        [codeOf(answer), lower(member(answer.json, 'CurrentUserId')), member(answer.json, 'Value') ?? null],
      )
    },
  },
  {
    name: 'NewCardEnforceOccupancySystem lets the system of the occupancy through, and looks only when asked',
    source: checkInPage,
    run: async (service) => {
      const codes = [
        codeOf(await checkIn(service, { ...toAlma, ...newCard(service), NewCardEnforceOccupancySystem: true })),
        codeOf(
          await checkIn(service, {
            MatchUserByEmployeeNumber: clara.employeeNumber,
            ...newCard(service),
            NewCardEnforceOccupancySystem: false,
          }),
        ),
      ]
      return compare([0, 0], codes)
    },
  },
  {
    name: 'a refused check-in assigns nothing',
    source: 'ours',
    run: async (service) => {
      const card = newCard(service)
      await checkIn(service, { ...toAlma, MatchUserByByEmail: bruno.email, ...card })
      const answer = await checkIn(service, { ...toBruno, ...card })
      return compare(
        [{ code: 0, previous: null, current: bruno.userId }, 'a GUID'],
        [resultOf(answer), asGuid(member(answer.json, 'Value'))],
      )
    },
  },
  {
    name: 'a card is identified by system, facility code and internal number',
    source: 'ours',
    run: async (service) => {
      const card = newCard(service)
      await checkIn(service, { ...toAlma, ...card })
      const others = [
        { ...card, NewCardFacilityCode: facilityCode + 1 },
        { ...card, NewCardCardACSystemId: otherSystemId },
      ]
      const found: unknown[] = []
      for (const other of others) {
        const answer = await checkIn(service, { ...toBruno, ...other })
        found.push(resultOf(answer), asGuid(member(answer.json, 'Value')))
      }
      const created = { code: 0, previous: null, current: bruno.userId }
      return compare([created, 'a GUID', created, 'a GUID'], found)
    },
  },
  {
    name: 'somebody without a user id is answered with CurrentUserId null',
    source: 'ours',
    run: async (service) => {
      const answer = await checkIn(service, { MatchUserByEmployeeNumber: bare.employeeNumber, ...newCard(service) })
      return compare({ code: 0, previous: null, current: null }, resultOf(answer))
    },
  },
  {
    name: 'blank, null and a GUID of zeros are as good as absent',
    source: 'ours',
    run: async (service) => {
      const answer = await checkIn(service, {
        ...toAlma,
        MatchUserByByEmail: '',
        MatchUserByInternalCardNumber: null,
        MatchUserByUserId: '00000000-0000-0000-0000-000000000000',
        ...newCard(service),
      })
      return compare(isAlmas, resultOf(answer))
    },
  },
  {
    name: 'without a bearer token, or with a wrong one, the answer is 401',
    source: 'ours',
    right: takesCard,
    run: async (service) => {
      const statuses: number[] = []
      for (const headers of [{}, { authorization: 'Bearer a-wrong-token' }]) {
        const answer = await service.ask(checkInPath, { body: { ...toAlma, ...newCard(service) }, headers })
        statuses.push(answer.status)
      }
      return compare([401, 401], statuses)
    },
  },
  {
    name: 'a body that cannot be read is answered 400',
    source: 'ours',
    right: takesCard,
    run: async (service) => {
      const headers = { ...cardAuthorization(service), 'content-type': 'application/json' }
      const statuses: number[] = []
      for (const body of ['{"MatchUserByEmployeeNumber":', '[]', '{"NewCardInternalCardNumber":"many"}']) {
        statuses.push((await service.ask(checkInPath, { body, headers })).status)
      }
      return compare([400, 400, 400], statuses)
    },
  },
  {
    name: 'the email property is doubled as on the page: a property that nobody knows is answered 400',
    source: 'ours',
    right: takesCard,
    run: async (service) =>
      compare(400, (await checkIn(service, { MatchUserByEmail: alma.email, ...newCard(service) })).status),
  },
  {
    name: 'card types are listed at /api/v1/Card/GetAllCardTypes as [{CardType, Name}]',
    source: 'ours',
    run: async (service) => {
      const answer = await service.ask(cardTypesPath, { method: 'GET', headers: cardAuthorization(service) })
      const types: unknown[] = Array.isArray(answer.json) ? answer.json : []
      const isList =
        types.length > 0 &&
        types.every((type) => Number.isInteger(member(type, 'CardType')) && typeof member(type, 'Name') === 'string')
      return compare(
        [200, 'a list of card types'],
        [answer.status, as('a list of card types', contentOf(answer), isList)],
      )
    },
  },
]
