/** How a card is checked in (BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”), as JSON, XML or a form. */
import { systemId } from './expected-people.ts'
import { type Answer, contentOf, member, type Service } from './service.ts'

export const checkInPage = { vendor: 'BluB0X BluSKY', page: 'POST api/v1/Users/SP1CheckIn' }

export const checkInPath = '/api/v1/Users/SP1CheckIn'
export const cardTypesPath = '/api/v1/Card/GetAllCardTypes'

export const facilityCode = 95

export type CheckIn = Record<string, string | number | boolean | null>

/** In the order of the page's XML samples, of which the answer has one property more than the JSON. */
const requestOrder = [
  'MatchUserByByEmail',
  'MatchUserByEmployeeNumber',
  'MatchUserByInternalCardNumber',
  'MatchUserByUserId',
  'NewCardCardACSystemId',
  'NewCardCardType',
  'NewCardEnforceOccupancySystem',
  'NewCardExternalCardNumber',
  'NewCardFacilityCode',
  'NewCardInternalCardNumber',
]
export const resultOrder = [
  'Description',
  'HttpStatusCode',
  'ResultCode',
  'Value',
  'CardType',
  'CurrentUserId',
  'ExternalCardNumber',
  'FacilityCode',
  'InternalCardNumber',
  'PreviousUserId',
]

/** A card that nobody has: new at every call, and in all likelihood in every run. */
export function newCard(service: Service): CheckIn {
  const number = Number.parseInt(service.run, 36) * 1000 + service.nextNumber()
  return {
    NewCardInternalCardNumber: number,
    NewCardFacilityCode: facilityCode,
    NewCardCardACSystemId: systemId,
  }
}

/** As JSON, with the answer as JSON. */
export function checkIn(service: Service, request: CheckIn): Promise<Answer> {
  return checkInAs(service, request, 'application/json', 'application/json')
}

export function checkInAs(service: Service, request: CheckIn, contentType: string, accept: string): Promise<Answer> {
  const headers = { ...cardAuthorization(service), 'content-type': contentType, accept }
  return service.ask(checkInPath, { body: write(request, contentType), headers })
}

export function cardAuthorization(service: Service): Record<string, string> {
  return { authorization: `Bearer ${service.secret}` }
}

function write(request: CheckIn, contentType: string): string {
  if (contentType.endsWith('/xml')) return writeXml(request)
  if (contentType === 'application/x-www-form-urlencoded') {
    const entries = Object.entries(request).map(([name, value]) => [name, String(value)])
    return new URLSearchParams(entries).toString()
  }
  return JSON.stringify(request)
}

export function writeXml(request: CheckIn): string {
  const elements = requestOrder
    .filter((name) => request[name] !== undefined && request[name] !== null)
    .map((name) => `<${name}>${escapeXml(String(request[name]))}</${name}>`)
  const namespaces =
    'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/APIWebRole.Controllers"'
  return `<SP1CheckInRequest ${namespaces}>${elements.join('')}</SP1CheckInRequest>`
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** What an XML answer holds: the root, its namespace, and each element's name and text in order; null: nil or empty. */
export function readXml(text: string) {
  const root = /<(?![?!])([\w:.-]+)([^>]*)>/.exec(text)
  const namespace = /\sxmlns="([^"]*)"/.exec(root?.[2] ?? '')?.[1] ?? null
  const elements = [...text.matchAll(/<(\w+)([^<>]*?)(?:\/>|>([^<]*)<\/\1>)/g)].map(
    ([, name = '', attributes = '', content]) => ({
      name,
      value: content === undefined || /\bnil="(true|1)"/.test(attributes) ? null : content,
    }),
  )
  return { root: root?.[1] ?? null, namespace, elements }
}

/** Result code and users of an answer in JSON; or the answer, if it is no such. */
export function resultOf(answer: Answer): unknown {
  const code = member(answer.json, 'ResultCode')
  if (answer.status !== 200 || typeof code !== 'number') return { status: answer.status, content: contentOf(answer) }
  return {
    code,
    previous: lower(member(answer.json, 'PreviousUserId')),
    current: lower(member(answer.json, 'CurrentUserId')),
  }
}

/** A GUID's digits have no case that counts. */
export function lower(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : (value ?? null)
}

export function codeOf(answer: Answer): unknown {
  return member(resultOf(answer), 'code') ?? resultOf(answer)
}
