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

/** When a burst is judged, and when the Enter or Tab that ended it came up; null: it is down, or there was none. */
export type BurstEnd = { atMs: number; terminatorUpAtMs: number | null }

/** `terminator`: the Enter or Tab that ended it; null: silence did. */
export function judgeBurst<S extends Stroke>(
  strokes: readonly S[],
  terminator: '\n' | '\t' | null,
  end: BurstEnd,
  readers: readonly WindowReader[],
): Judgement<S> {
  const { machine, others } = splitHands(strokes, end)
  const text = machine.map(({ character }) => character).join('')
  for (const reader of readers.toSorted((a, b) => b.prefix.length - a.prefix.length)) {
    const suffixLength = matchSuffix(text, terminator, reader.suffix)
    if (suffixLength === null || !text.startsWith(reader.prefix)) continue
    const length = text.length - reader.prefix.length - suffixLength
    if (length < reader.minLength || length > reader.maxLength) continue
    const number = text.slice(reader.prefix.length, text.length - suffixLength)
    if (readers.some(({ prefix }) => isTelling(prefix) && number.includes(prefix))) continue
    return {
      type: 'badge',
      reader: reader.id,
      strokes: machine.slice(reader.prefix.length, -suffixLength || undefined),
      others,
    }
  }
  return machine.length >= machineKeys ? { type: 'garbled', others } : { type: 'person' }
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

function splitHands<S extends Stroke>(strokes: readonly S[], end: BurstEnd): { machine: S[]; others: S[] } {
  const limitMs = longestHold(strokes)
  const machine: S[] = []
  const others: S[] = []
  for (const [index, stroke] of strokes.entries()) {
    const upAtMs = stroke.upAtMs ?? end.atMs
    const later = strokes.slice(index + 1)
    const heldMs = holdMs(stroke, end.atMs)
    // A reader that is held up in the middle, by a busy computer, holds everything up: nothing comes while its key is down.
    const isLong =
      heldMs > limitMs && (machine.length === 0 || later.length === 0 || later.some((other) => other.downAtMs < upAtMs))
    const outlasted = [...later.map((other) => other.upAtMs), end.terminatorUpAtMs]
    const isAround =
      heldMs >= shortestFingerMs && outlasted.some((otherMs) => otherMs !== null && otherMs + sameReportMs < upAtMs)
    if (isLong || isAround) others.push(stroke)
    else machine.push(stroke)
  }
  return { machine, others }
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
