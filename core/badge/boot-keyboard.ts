import { capsLockUsage, isLock, modifierBits, shiftBits } from './key-usages.ts'
import { type ReadKey, readKeysOf } from './keyboard-layouts.ts'
import { reportBytes } from './keyboard-report.ts'
import type { Presented } from './presented.ts'
import { type TextFrame, unframeText } from './text-frame.ts'

/** A keyboard types text, and nothing else. */
export type Typed = Extract<Presented, { type: 'text' | 'unreadable' }>

/** One reader's keyboard between two of its reports. */
export type KeyState = {
  /** Keys of the last report, so that a held key is not typed twice. */
  down: readonly number[]
  /** How this reader's reports begin: with a report id, or with the modifiers at once; null before the first one. */
  leading: { reportId: number | null } | null
  capsLock: boolean
  /** Characters since the last Enter; empty once the presentation is spoiled. */
  text: string
  /** Keys since the last Enter, characters or not: tells a badge from a brush against a key. */
  keyCount: number
  /** Why what is being typed can no longer be read; the next Enter presents it, once. */
  spoiled: Spoiled | null
}

type Spoiled = {
  /** Keys can be anybody's who touches a keyboard; a broken report is the device's own. */
  by: 'keys' | 'device'
  why: string
}

/** How one reader types. */
export type KeyRules = {
  /** The key that ends a number, beside Enter, which always does; `none`: silence ends it. */
  terminator: 'enter' | 'tab' | 'none'
  readKey: ReadKey
  frame: TextFrame
}

/** A reader as it is sold: US positions, Enter, and nothing else around the number. */
export const usualKeyRules: KeyRules = { terminator: 'enter', readKey: readKeysOf('us'), frame: {} }

export const initialKeyState: KeyState = {
  down: [],
  leading: null,
  capsLock: false,
  text: '',
  keyCount: 0,
  spoiled: null,
}

/** Longest text of one presentation (ours; it has room for a 48-bit card typed in binary digits). */
export const longestText = 64

/** A key with one of these is a command to the computer; right Alt types signs on some layouts. */
const commandBits = 0xff & ~shiftBits & ~modifierBits.AltRight

/** Fewer keys than this, left without an Enter, are somebody who brushed a key (ours). */
const fewestKeys = 4

/** Takes one input report: 8 bytes, or 9 with a report id in front that stays the same. Never throws. */
export function pressKeys(
  state: KeyState,
  report: Uint8Array,
  rules: KeyRules = usualKeyRules,
): { state: KeyState; presented: Typed[] } {
  const framed = frameReport(state, report)
  if (framed.type === 'malformed') return { state: spoil(state, 'device', framed.why), presented: [] }

  const modifiers = framed.report[0] ?? 0
  const down = listKeys(framed.report)
  // 0x01–0x03 stand for “too many keys” and for failures, not for keys: what was down before still counts as down.
  if (down.some((usage) => usage <= 0x03)) return { state: framed.state, presented: [] }

  const presented: Typed[] = []
  let next = framed.state
  for (const usage of down.filter((each) => !state.down.includes(each))) {
    const typed = typeKey(next, usage, modifiers, rules)
    next = typed.state
    if (typed.presented !== null) presented.push(typed.presented)
  }
  return { state: { ...next, down }, presented }
}

/** The usages of the keys that are down, each once, in the order of their slots. */
function listKeys(report: Uint8Array): number[] {
  const down: number[] = []
  for (let slot = 2; slot < report.length; slot += 1) {
    const usage = report[slot] ?? 0
    if (usage !== 0 && !down.includes(usage)) down.push(usage)
  }
  return down
}

/**
 * Ends what a reader left half typed when it went silent. Keys that still count as down are forgotten too: a lost release
 * must not swallow the first digit of the next badge.
 */
export function flushKeys(
  state: KeyState,
  rules: KeyRules = usualKeyRules,
): { state: KeyState; presented: Typed | null } {
  const isWhole = rules.terminator === 'none' && state.spoiled === null && state.text !== ''
  return {
    state: initialKeyState,
    presented: isWhole ? unframeText(state.text, rules.frame) : unfinished(state, rules),
  }
}

/** Whether nothing is half typed or held, so that forgetting the state would change nothing. */
export function isAtRest(state: KeyState): boolean {
  return state.down.length === 0 && !state.capsLock && state.text === '' && state.spoiled === null
}

/** Whether what is half typed is no badge that failed, but a hand on a keyboard: nothing worth a message. */
export function isBrush({ keyCount, spoiled }: KeyState): boolean {
  return keyCount < fewestKeys && spoiled?.by !== 'device'
}

function unfinished({ text, spoiled }: KeyState, { terminator }: KeyRules): Typed | null {
  if (spoiled !== null) return { type: 'unreadable', why: spoiled.why }
  if (text === '') return null
  const expected = terminator === 'tab' ? 'Tab' : 'Enter'
  return { type: 'unreadable', why: `The reader sent no ${expected} after ${text.length} characters.` }
}

type Framed = { type: 'framed'; state: KeyState; report: Uint8Array } | { type: 'malformed'; why: string }

function frameReport(state: KeyState, report: Uint8Array): Framed {
  if (report.length !== reportBytes && report.length !== reportBytes + 1) {
    return {
      type: 'malformed',
      why: `The reader sent a report of ${report.length} bytes, where a keyboard sends ${reportBytes}.`,
    }
  }
  const reportId = report.length === reportBytes ? null : (report[0] ?? 0)
  const isChanged = state.leading !== null && state.leading.reportId !== reportId
  const framed = { ...state, leading: { reportId } }
  return {
    type: 'framed',
    state:
      isChanged && state.text !== ''
        ? spoil(framed, 'device', 'The reader changed the form of its reports halfway.')
        : framed,
    report: reportId === null ? report : report.subarray(1),
  }
}

function typeKey(
  state: KeyState,
  usage: number,
  modifiers: number,
  rules: KeyRules,
): { state: KeyState; presented: Typed | null } {
  if (isLock(usage)) {
    // The computer's own Caps Lock is no concern of ours, but a reader may press the key around its letters.
    return { state: usage === capsLockUsage ? { ...state, capsLock: !state.capsLock } : state, presented: null }
  }
  const counted = { ...state, keyCount: state.keyCount + 1 }
  const shift = (modifiers & shiftBits) !== 0
  const altGr = (modifiers & modifierBits.AltRight) !== 0
  const character = rules.readKey({ usage, shift, altGr, capsLock: state.capsLock })
  if ((modifiers & commandBits) !== 0 || (altGr && character === null)) {
    return {
      state: spoil(counted, 'keys', 'A key was pressed together with Ctrl, Alt or the system key.'),
      presented: null,
    }
  }
  if (character === null) {
    const hex = usage.toString(16).padStart(2, '0')
    return {
      state: spoil(counted, 'keys', `A key was pressed that is no character (usage 0x${hex}).`),
      presented: null,
    }
  }
  if (character === '\n' || (character === '\t' && rules.terminator === 'tab')) return endText(state, rules)
  if (state.spoiled !== null) return { state: counted, presented: null }
  if (state.text.length === longestText) {
    return {
      state: spoil(counted, 'keys', `The reader sent more than ${longestText} characters without Enter.`),
      presented: null,
    }
  }
  return { state: { ...counted, text: state.text + character }, presented: null }
}

/** Enter alone presents nothing: somebody's second key press, or a reader that ends with two. */
function endText(state: KeyState, rules: KeyRules): { state: KeyState; presented: Typed | null } {
  const presented = state.text !== '' ? unframeText(state.text, rules.frame) : unfinished(state, rules)
  return { state: { ...state, text: '', keyCount: 0, spoiled: null }, presented }
}

/** The first reason stays: what follows a broken report is often broken because of it. */
function spoil(state: KeyState, by: Spoiled['by'], why: string): KeyState {
  return { ...state, text: '', spoiled: state.spoiled ?? { by, why } }
}
