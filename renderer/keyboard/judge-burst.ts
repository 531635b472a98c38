/**
 * Whether keys that came fast, one after the other, are a reader's, and which reader's. A reader types evenly and lets go of
 * every key at once; a finger stays on its key for a while. So a key that a person pressed in the middle of a badge is found
 * by how long it was down, and belongs to the person.
 */
import type { WindowReader } from '../../core/contract/contract.ts'

/** One key between its press and its release; `upAtMs` null: still down. */
export type Stroke = {
  usage: number
  /** On a US keyboard. */
  character: string
  shift: boolean
  downAtMs: number
  upAtMs: number | null
}

/** `others`: keys of a person that came in between, in their order. */
export type Judgement<S extends Stroke> =
  | { type: 'badge'; reader: string; strokes: S[]; others: S[] }
  /** As fast as a reader, and as nobody's badge. */
  | { type: 'garbled'; others: S[] }
  | { type: 'person' }

/** Of these, a reader lets go of no key later, and hardly a finger sooner (ours; readers hold a key for 4 to 20 ms). */
const longestHoldMs = 45
/** A finger outlasts what a reader types meanwhile; a key that does so by less than this came up in the same report. */
const sameReportMs = 2
const shortestFingerMs = 30
/** Nobody types as many in a row at the pace of a reader (ours). */
export const machineKeys = 6

/** The Enter or Tab that ended a burst; null: silence did. */
export type Terminator = { character: '\n' | '\t'; downAtMs: number; upAtMs: number | null } | null

/** `nowMs`: when it is judged, for the keys that are still down. */
export function judgeBurst<S extends Stroke>(
  strokes: readonly S[],
  terminator: Terminator,
  nowMs: number,
  readers: readonly WindowReader[],
): Judgement<S> {
  const { machine, others, doubtful } = splitHands(strokes, terminator, nowMs)
  const ended = terminator?.character ?? null
  const [first, second] = [machine.slice(0, doubtful), machine.slice(doubtful)]
  const whole = isOfTwoKinds(first, second) ? null : findBadge(machine, ended, readers)
  if (whole !== null) return { ...whole, others }
  const rest = doubtful > 0 ? findBadge(second, ended, readers) : null
  if (rest !== null) {
    return { ...rest, others: strokes.filter((stroke) => first.includes(stroke) || others.includes(stroke)) }
  }
  return machine.length >= machineKeys ? { type: 'garbled', others } : { type: 'person' }
}

/** Letters of prose in front of a number. */
function isOfTwoKinds(first: readonly Stroke[], second: readonly Stroke[]): boolean {
  const isHex = ({ character }: Stroke) => /[0-9A-Fa-f]/.test(character)
  return first.length > 0 && !first.some(isHex) && second.every(isHex)
}

function findBadge<S extends Stroke>(
  strokes: readonly S[],
  terminator: '\n' | '\t' | null,
  readers: readonly WindowReader[],
): { type: 'badge'; reader: string; strokes: S[] } | null {
  const text = strokes.map(({ character }) => character).join('')
  for (const { id, prefix, suffix, minLength, maxLength } of readers.toSorted(byLongestPrefix)) {
    const suffixLength = matchSuffix(text, terminator, suffix)
    if (suffixLength === null || !text.startsWith(prefix)) continue
    const number = text.slice(prefix.length, text.length - suffixLength)
    if (number.length < minLength || number.length > maxLength) continue
    if (readers.some((other) => isTelling(other.prefix) && number.includes(other.prefix))) continue
    return { type: 'badge', reader: id, strokes: strokes.slice(prefix.length, text.length - suffixLength) }
  }
  return null
}

function byLongestPrefix(one: WindowReader, other: WindowReader): number {
  return other.prefix.length - one.prefix.length
}

/** Whether a number could begin with these keys, or these are a part of it. */
export function canBegin(text: string, { prefix }: WindowReader): boolean {
  return text.startsWith(prefix) || prefix.startsWith(text)
}

/** Milliseconds for which a key was down, until now if it still is. */
export function holdMs({ downAtMs, upAtMs }: Stroke, nowMs: number): number {
  return (upAtMs ?? nowMs) - downAtMs
}

/** How long a key may be down at most for a reader that holds its keys as long as these, and no longer than its own pace. */
export function longestHold(strokes: readonly Stroke[]): number {
  const holds = strokes.flatMap((stroke) => (stroke.upAtMs === null ? [] : [stroke.upAtMs - stroke.downAtMs]))
  const median = holds.sort((a, b) => a - b)[holds.length >> 1] ?? 0
  const [first, last] = [strokes[0]?.downAtMs ?? 0, strokes.at(-1)?.downAtMs ?? 0]
  const paceMs = strokes.length < 2 ? 0 : (last - first) / (strokes.length - 1)
  return Math.max(longestHoldMs, Math.min(2 * median, paceMs))
}

/**
 * `doubtful`: so many of the first keys were down for long while nothing else happened, as a finger's, or as a reader's that a busy
 * computer held up. In the middle it can only be the latter, because a finger is around what a reader types meanwhile.
 */
function splitHands<S extends Stroke>(
  strokes: readonly S[],
  terminator: Terminator,
  nowMs: number,
): { machine: S[]; others: S[]; doubtful: number } {
  const limitMs = longestHold(strokes)
  const machine: S[] = []
  const others: S[] = []
  let doubtful = 0
  for (const [index, stroke] of strokes.entries()) {
    const upAtMs = stroke.upAtMs ?? nowMs
    const heldMs = holdMs(stroke, nowMs)
    const later = [...strokes.slice(index + 1), ...(terminator === null ? [] : [terminator])]
    const isOverlapping = heldMs > limitMs && later.some(({ downAtMs }) => downAtMs < upAtMs)
    const isAround =
      heldMs >= shortestFingerMs && later.some((other) => other.upAtMs !== null && other.upAtMs + sameReportMs < upAtMs)
    if (isOverlapping || isAround) others.push(stroke)
    else {
      if (heldMs > limitMs && machine.length === doubtful) doubtful += 1
      machine.push(stroke)
    }
  }
  return { machine, others, doubtful }
}

/** How many characters of the text are the suffix; null: the suffix is another one. */
function matchSuffix(text: string, terminator: '\n' | '\t' | null, suffix: string | null): number | null {
  if (suffix === null) return terminator === null ? null : 0
  const isTerminated = /[\n\t]$/.test(suffix)
  if (isTerminated && terminator !== suffix.at(-1)) return null
  const characters = isTerminated ? suffix.slice(0, -1) : suffix
  return text.endsWith(characters) ? characters.length : null
}

/** A prefix of hex digits may stand inside of a number as well. */
function isTelling(prefix: string): boolean {
  return !/^[0-9A-Fa-f]*$/.test(prefix)
}
