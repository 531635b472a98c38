/**
 * A card check-in as XML: root elements, namespaces and the order of the elements are those of the samples on BluB0X
 * BluSKY, “POST api/v1/Users/SP1CheckIn”. Pure, for whoever asks and whoever answers. Reading is the service's alone,
 * because it needs a parser.
 */
import type { SP1CheckInRequest, SP1CheckInResult } from './card-check-in.ts'

export const cardNamespace = 'http://schemas.datacontract.org/2004/07/APIWebRole.Controllers'
export const instanceNamespace = 'http://www.w3.org/2001/XMLSchema-instance'
export const requestRoot = 'SP1CheckInRequest'
const resultRoot = 'SP1CheckInResult'

export const requestElements = [
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
] as const satisfies readonly (keyof SP1CheckInRequest)[]

/** The JSON answer has no `HttpStatusCode`; the sample of the XML answer has. */
export const resultElements = [
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
] as const satisfies readonly ('HttpStatusCode' | keyof SP1CheckInResult)[]

type Value = string | number | boolean | null | undefined

/** What is not said is left out: a vendor's number need not take `nil`. */
export function writeRequestXml(request: SP1CheckInRequest): string {
  const elements = requestElements.flatMap((name) => {
    const value = request[name]
    return value == null ? [] : [writeElement(name, value)]
  })
  return wrap(requestRoot, elements)
}

/** `httpStatusCode` in the words of .NET's `HttpStatusCode`, such as `OK`. */
export function writeResultXml(result: SP1CheckInResult, httpStatusCode: string): string {
  const values: Record<(typeof resultElements)[number], Value> = { ...result, HttpStatusCode: httpStatusCode }
  return wrap(
    resultRoot,
    resultElements.map((name) => writeElement(name, values[name])),
  )
}

function wrap(root: string, elements: readonly string[]): string {
  return `<${root} xmlns:i="${instanceNamespace}" xmlns="${cardNamespace}">${elements.join('')}</${root}>`
}

function writeElement(name: string, value: Value): string {
  return value == null ? `<${name} i:nil="true"/>` : `<${name}>${escapeText(String(value))}</${name}>`
}

/** What XML 1.0 cannot carry, not even escaped, becomes U+FFFD, so that the rest stays readable. */
function escapeText(text: string): string {
  return (
    text
      .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // A parser would make a line feed of it.
      .replaceAll('\r', '&#13;')
  )
}
