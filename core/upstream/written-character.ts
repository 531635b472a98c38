/** The ways in which one character of a text comes back from whoever escaped it: JSON, XML, an address, a form. Pure. */

/** Where the character may end, if it begins at `at` in whatever way; none: another one stands there. */
export type ReadCharacter = (text: string, at: number) => number[]

const readers = new Map<string, ReadCharacter>()

export function readerOf(character: string): ReadCharacter {
  const known = readers.get(character)
  if (known) return known
  const reader = isPlain(character) ? readPlain(character) : readEscaped(character)
  readers.set(character, reader)
  return reader
}

/** Letters and digits nobody escapes. */
export function isPlain(character: string): boolean {
  return /^[A-Za-z0-9]$/.test(character)
}

/** In either case: a service may shout. */
function readPlain(character: string): ReadCharacter {
  const cases = [character.toLowerCase(), character.toUpperCase()]
  return (text, at) => (cases.includes(text.charAt(at)) ? [at + 1] : [])
}

function readEscaped(character: string): ReadCharacter {
  const ways = writtenAs(character).map((way) => new RegExp(way, 'iy'))
  return (text, at) => {
    const ends = new Set<number>()
    for (const way of ways) {
      way.lastIndex = at
      if (way.test(text)) ends.add(way.lastIndex)
    }
    return [...ends]
  }
}

/** An escaping backslash, perhaps escaped itself in another language. */
const backslash = String.raw`(?:\\|%(?:25){0,2}5c|&(?:amp;)?#(?:92|x5c);)`
/** What was escaped may have been escaped again: each depth is a way of its own, as a secret may begin with an escape itself. */
const depths = [0, 1, 2]
/** Before what JSON escapes; each time that JSON is put into JSON there are more of them. */
const backslashes = `${backslash}{1,8}`

function writtenAs(character: string): string[] {
  const units = writtenAsUnits(character)
  if (character === '\\') return [...[1, 2, 4, 8].map((times) => `${backslash}{${times}}`), units]
  const directly = writtenDirectly(character)
  const short = shortEscapes[character]
  return [
    ...directly,
    units,
    ...(character === '"' || character === '/' ? directly.map((way) => `${backslashes}${way}`) : []),
    ...(short === undefined ? [] : [`${backslashes}${short}`]),
  ]
}

/** Without a backslash before it. */
function writtenDirectly(character: string): string[] {
  const code = character.codePointAt(0) ?? 0
  const bytes = [...Buffer.from(character)].map((byte) => toHex(byte, 2))
  const entities = [`#0*${code}`, `#x0*${toHex(code, 1)}`, ...(entityNames[character] ?? [])]
  return [
    quote(character),
    ...depths.map((times) => bytes.map((byte) => `%(?:25){${times}}${byte}`).join('')),
    ...depths.map((times) => `&(?:amp;){${times}}(?:${entities.join('|')});`),
    ...(character === ' ' ? [String.raw`\+`] : []),
    // UTF-8 that somebody took for Latin-1.
    ...(code > 127 ? [quote(Buffer.from(character).toString('latin1'))] : []),
  ]
}

function writtenAsUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => toHex(character.charCodeAt(at), 4))
  return units.map((unit) => `${backslashes}u${unit}`).join('')
}

const entityNames: Record<string, string[]> = { '"': ['quot'], "'": ['apos'], '<': ['lt'], '>': ['gt'], '&': ['amp'] }
const shortEscapes: Record<string, string> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' }

function toHex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0')
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}
