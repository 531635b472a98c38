/**
 * Reads the body of a card check-in (BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”) in the three formats of the page. XML
 * and forms carry texts alone, so numbers and booleans are made of them by the property's name; whether the whole is such
 * a request is for `readCheckIn` to say.
 */
import { readCardXml, type TextsReading } from './card-request-xml.ts'

export const jsonTypes = ['application/json', 'text/json'] as const
export const xmlTypes = ['application/xml', 'text/xml'] as const
export const formType = 'application/x-www-form-urlencoded'

export type BodyReading = { type: 'read'; body: unknown } | { type: 'unreadable'; message: string }
/** @param contentType one of the types above, perhaps with parameters. */
export function readCardBody(contentType: string, bytes: Uint8Array): BodyReading {
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  const text = decode(bytes)
  if (text === null) return unreadable('it is not valid UTF-8')
  if (text.trim() === '') return unreadable('it is empty')
  if (jsonTypes.some((type) => type === mediaType)) return readJson(text)
  const reading = mediaType === formType ? readForm(text) : readCardXml(text)
  return reading.type === 'unreadable' ? reading : fromTexts(reading.texts)
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function readJson(text: string): BodyReading {
  try {
    return { type: 'read', body: JSON.parse(text) }
  } catch {
    return unreadable('it is not valid JSON')
  }
}

function readForm(text: string): TextsReading {
  const texts: [string, string | null][] = []
  for (const pair of text.trim().split('&')) {
    if (pair === '') continue
    const cut = pair.indexOf('=')
    const name = decodePart(cut < 0 ? pair : pair.slice(0, cut))
    const value = decodePart(cut < 0 ? '' : pair.slice(cut + 1))
    if (name === null || value === null) return unreadable('it is not a valid form')
    texts.push([name, value])
  }
  return { type: 'texts', texts }
}

function decodePart(part: string): string | null {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '))
  } catch {
    return null
  }
}

const integers = new Set([
  'MatchUserByInternalCardNumber',
  'NewCardInternalCardNumber',
  'NewCardFacilityCode',
  'NewCardCardType',
])
const booleans = new Set(['NewCardEnforceOccupancySystem'])

function fromTexts(texts: readonly [string, string | null][]): BodyReading {
  const values = new Map<string, unknown>()
  for (const [name, text] of texts) {
    if (values.has(name)) return unreadable(`${name}: is there more than once`)
    values.set(name, text === null ? null : toValue(name, text))
  }
  return { type: 'read', body: Object.fromEntries(values) }
}

/** A text that is no such value stays one, and is then refused for its type. */
function toValue(name: string, text: string): unknown {
  const word = text.trim()
  if (integers.has(name)) {
    if (word === '') return null
    return /^[+-]?\d{1,16}$/.test(word) && Number.isSafeInteger(Number(word)) ? Number(word) : text
  }
  if (booleans.has(name)) {
    if (word === '') return null
    // XML has 0 and 1 too, and .NET writes a capital.
    if (/^(true|1)$/i.test(word)) return true
    return /^(false|0)$/i.test(word) ? false : text
  }
  return text
}

function unreadable(why: string): { type: 'unreadable'; message: string } {
  return { type: 'unreadable', message: `The body cannot be read: ${why}` }
}
