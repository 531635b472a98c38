/** The formats of a card check-in that BluB0X BluSKY documents: JSON, XML and a form in, JSON and XML out. */

import {
  cardAuthorization,
  checkInAs,
  checkInPage,
  checkInPath,
  codeOf,
  newCard,
  readXml,
  resultOrder,
  writeXml,
} from './card-calls.ts'
import { type Check, compare } from './check.ts'
import { alma } from './expected-people.ts'
import { takesCard } from './right-requests.ts'
import { as } from './service.ts'

const toAlma = { MatchUserByEmployeeNumber: alma.employeeNumber }

const requestTypes = [
  'application/json',
  'text/json',
  'application/xml',
  'text/xml',
  'application/x-www-form-urlencoded',
] as const

const taken: Check[] = requestTypes.map((type) => ({
  name: `a request is taken as ${type}`,
  source: checkInPage,
  run: async (service) => {
    const request = {
      ...toAlma,
      ...newCard(service),
      NewCardCardType: 1,
      NewCardExternalCardNumber: `FC${service.run}${service.nextNumber()}`,
      NewCardEnforceOccupancySystem: true,
    }
    return compare(0, codeOf(await checkInAs(service, request, type, 'application/json')))
  },
}))

const answered: Check[] = (['application/json', 'text/json', 'application/xml', 'text/xml'] as const).map((type) => ({
  name: `an answer is given as ${type} by Accept`,
  source: checkInPage,
  run: async (service) => {
    const request = { ...toAlma, ...newCard(service) }
    const answer = await checkInAs(service, request, 'application/json', type)
    const code = type.endsWith('json')
      ? codeOf(answer)
      : Number(readXml(answer.text).elements.find(({ name }) => name === 'ResultCode')?.value ?? Number.NaN)
    return compare([200, type, 0], [answer.status, answer.mediaType, code])
  },
}))

export const cardFormatChecks: readonly Check[] = [
  ...taken,
  ...answered,
  {
    name: 'an XML answer has the root and the namespace of the page',
    source: checkInPage,
    run: async (service) => {
      const request = { ...toAlma, ...newCard(service) }
      const { root, namespace } = readXml(
        (await checkInAs(service, request, 'application/xml', 'application/xml')).text,
      )
      const expected = ['SP1CheckInResult', 'http://schemas.datacontract.org/2004/07/APIWebRole.Controllers']
      return compare(expected, [root, namespace])
    },
  },
  {
    name: 'an XML answer has the elements of the page in its order, HttpStatusCode among them',
    source: checkInPage,
    run: async (service) => {
      const request = { ...toAlma, ...newCard(service), NewCardCardType: 1 }
      const answer = await checkInAs(service, request, 'application/xml', 'application/xml')
      const { elements } = readXml(answer.text)
      const names = elements.map(({ name }) => name)
      // What has no value may be left out, as a .NET contract may be told to.
      const filled = new Set(['Description', 'HttpStatusCode', 'ResultCode', 'Value', 'CardType', 'CurrentUserId'])
      const expected = resultOrder.filter((name) => filled.has(name) || names.includes(name))
      const status = elements.find(({ name }) => name === 'HttpStatusCode')?.value ?? null
      return compare(
        [expected, 'a word'],
        [names, as('a word', status, typeof status === 'string' && /^[A-Za-z]+$/.test(status))],
      )
    },
  },
  {
    name: 'XML with a DOCTYPE is refused with 400',
    source: 'ours',
    right: takesCard,
    run: async (service) => {
      const xml = `<!DOCTYPE SP1CheckInRequest [<!ENTITY one "${alma.employeeNumber}">]>${writeXml({ ...toAlma, ...newCard(service) })}`
      const headers = { ...cardAuthorization(service), 'content-type': 'application/xml' }
      return compare(400, (await service.ask(checkInPath, { body: xml, headers })).status)
    },
  },
  {
    name: 'XML that cannot be read, or has another root, is answered 400',
    source: 'ours',
    right: takesCard,
    run: async (service) => {
      const headers = { ...cardAuthorization(service), 'content-type': 'application/xml' }
      const whole = writeXml({ ...toAlma, ...newCard(service) })
      const statuses: number[] = []
      for (const body of [whole.slice(0, -10), whole.replaceAll('SP1CheckInRequest', 'Request')]) {
        statuses.push((await service.ask(checkInPath, { body, headers })).status)
      }
      return compare([400, 400], statuses)
    },
  },
]
