/**
 * Streams of keys as one window hears them: badges from readers of several makes, and people who type meanwhile, each key with
 * its press and its release. Paces are those of readers that were measured (rf IDEAS pcProx: 40 ms a character; others 4
 * to 20) and of people (80 to 300 ms, two keys in a roll 30 to 60 ms, a key down for 50 to 140 ms).
 */
import { characterToStroke } from '../../core/badge/key-usages.ts'
import { codeOfCharacter } from '../badge/code-of-character.ts'
import type { Random } from '../ordeal/random.ts'

export type KeyEvent = {
  type: 'down' | 'up'
  code: string
  /** On a US keyboard, as the browser names it. */
  key: string
  shift: boolean
  atMs: number
  by: 'person' | 'reader'
}

export type ReaderMake = {
  name: string
  /** From press to press, and how far off it may be. */
  charMs: number
  jitterMs: number
  holdMs: number
  terminator: 'Enter' | 'NumpadEnter' | 'Tab' | 'Enter Enter'
  isKeypad: boolean
  /** Ten digits, or as many hex digits with capitals, hence with Shift. */
  digits: 'decimal' | 'hex'
  prefix: string
}

const plain = { jitterMs: 1, isKeypad: false, digits: 'decimal', prefix: '', terminator: 'Enter' } as const

export const readerMakes: readonly ReaderMake[] = [
  { ...plain, name: 'fast', charMs: 4, holdMs: 2 },
  { ...plain, name: 'usual', charMs: 10, holdMs: 5, jitterMs: 3 },
  { ...plain, name: 'keypad', charMs: 12, holdMs: 6, isKeypad: true, terminator: 'NumpadEnter' },
  { ...plain, name: 'capitals', charMs: 16, holdMs: 6, digits: 'hex' },
  { ...plain, name: 'with Tab', charMs: 20, holdMs: 10, jitterMs: 5, terminator: 'Tab' },
  { ...plain, name: 'two Enters', charMs: 8, holdMs: 4, terminator: 'Enter Enter' },
  { ...plain, name: 'pcProx', charMs: 40, holdMs: 20, jitterMs: 4 },
]

export type Scene = {
  events: KeyEvent[]
  /** In the order of their ends. */
  badges: { text: string; make: string; startMs: number; enterMs: number; endMs: number }[]
  /** What the person typed. */
  typed: string
  endMs: number
}

type Draft = Omit<KeyEvent, 'shift' | 'key'> & { character: string }

const readerKey = (make: ReaderMake, character: string): string =>
  make.isKeypad && /\d/.test(character) ? `Numpad${character}` : codeOfCharacter(character)

/** One presentation; answers its keys, when its first Enter or Tab went down, and when the last key came up. */
export function typeBadge(
  random: Random,
  make: ReaderMake,
  text: string,
  startMs: number,
): { keys: Draft[]; enterMs: number; endMs: number } {
  const keys: Draft[] = []
  let atMs = startMs
  const stroke = (code: string, character: string, needsShift: boolean): void => {
    const spare = random.between(-make.jitterMs, make.jitterMs)
    if (needsShift) keys.push({ type: 'down', code: 'ShiftLeft', character: '', atMs: atMs - 1, by: 'reader' })
    keys.push({ type: 'down', code, character, atMs, by: 'reader' })
    keys.push({ type: 'up', code, character, atMs: atMs + make.holdMs, by: 'reader' })
    if (needsShift)
      keys.push({ type: 'up', code: 'ShiftLeft', character: '', atMs: atMs + make.holdMs + 1, by: 'reader' })
    // Never before the key has come up.
    atMs += Math.max(make.holdMs + (needsShift ? 3 : 1), make.charMs + spare)
  }
  for (const character of make.prefix + text) {
    stroke(readerKey(make, character), character, characterToStroke(character)?.shift === true)
  }
  const enterMs = atMs
  for (const code of make.terminator.split(' ')) stroke(code, '', false)
  return { keys, enterMs, endMs: keys.at(-1)?.atMs ?? atMs }
}

export function randomNumber(random: Random, digits: ReaderMake['digits']): string {
  const letters = digits === 'hex' ? '0123456789ABCDEF' : '0123456789'
  return Array.from({ length: 10 }, () => random.pick([...letters])).join('')
}

export type SceneOptions = {
  makes: readonly ReaderMake[]
  badges: number
  /** From the end of a badge to the start of the next. */
  pauseMs: [number, number]
  isPersonTyping: boolean
  /** For a field that takes nothing else; then the person rests while a badge comes. */
  isPersonTypingDigits?: boolean
}

/** A person types all the time, whatever the readers do. */
export function makeScene(random: Random, options: SceneOptions): Scene {
  const { makes, badges: count, pauseMs, isPersonTyping, isPersonTypingDigits = false } = options
  const badges: Scene['badges'] = []
  const drafts: Draft[] = []
  let atMs = 1000
  for (let index = 0; index < count; index += 1) {
    atMs += random.between(...pauseMs)
    const make = random.pick(makes)
    const text = randomNumber(random, make.digits)
    const { keys, enterMs, endMs } = typeBadge(random, make, text, atMs)
    drafts.push(...keys)
    badges.push({ text, make: make.name, startMs: atMs, enterMs, endMs })
    atMs = endMs
  }
  const endMs = atMs + 1500
  if (isPersonTyping) drafts.push(...typeAsPerson(random, badges, endMs - 500, isPersonTypingDigits))
  return { ...asWindowHears(drafts), badges, endMs }
}

const prose = [...'abcdefghijklmnopqrstuvwxyz      0123456789-.,']
const digits = [...'0123456789']
/** Keys that no reader presses: the same key of two keyboards at once is one key to the computer. */
const ownLetters = [...'ghijklmnopqrstuvwxyz ']

function typeAsPerson(random: Random, badges: Scene['badges'], untilMs: number, isDigits: boolean): Draft[] {
  const keys: Draft[] = []
  const upAtByCode = new Map<string, number>()
  let atMs = 400
  while (atMs < untilMs) {
    const isNearBadge = badges.some(({ startMs, endMs }) => atMs > startMs - 200 && atMs < endMs + 60)
    if (isNearBadge && isDigits) {
      atMs += 50
      continue
    }
    const character = random.pick(isDigits ? digits : isNearBadge ? ownLetters : prose)
    const code = codeOfCharacter(character)
    // A finger lifts before it presses the same key again.
    atMs = Math.max(atMs, (upAtByCode.get(code) ?? 0) + 25)
    const upAtMs = atMs + random.between(50, 140)
    upAtByCode.set(code, upAtMs)
    keys.push({ type: 'down', code, character, atMs, by: 'person' })
    keys.push({ type: 'up', code, character, atMs: upAtMs, by: 'person' })
    const isRoll = random.chance(0.15) && !isNearBadge
    atMs += isRoll ? random.between(30, 60) : random.between(80, 300)
    // Now and then the person thinks.
    if (random.chance(0.03)) atMs += random.between(500, 2000)
  }
  return keys
}

function asWindowHears(drafts: readonly Draft[]): { events: KeyEvent[]; typed: string } {
  const events: KeyEvent[] = []
  let typed = ''
  let shift = false
  for (const { character, ...draft } of drafts.toSorted((a, b) => a.atMs - b.atMs)) {
    if (draft.code === 'ShiftLeft') shift = draft.type === 'down'
    // One Shift for all keyboards of a computer, as the system has it.
    const key = keyOf(draft.code, character, shift)
    if (draft.type === 'down' && draft.by === 'person') typed += key
    events.push({ ...draft, key, shift })
  }
  return { events, typed }
}

function keyOf(code: string, character: string, shift: boolean): string {
  if (code === 'ShiftLeft') return 'Shift'
  if (character === '') return code === 'Tab' ? 'Tab' : 'Enter'
  return shift ? character.toUpperCase() : character
}
