/**
 * Which key is which: HID usage ↔ character ↔ the DOM's `event.code`, all by position on a US keyboard, because a reader
 * sends positions whatever layout the computer is set to.
 * Source: USB-IF, “HID Usage Tables”, Keyboard/Keypad Page (0x07); W3C, “UI Events KeyboardEvent code Values”.
 */

type Key = {
  usage: number
  code: string
  /** What it types without and with Shift; null for a key that types nothing. */
  plain: string | null
  shifted: string | null
}

export type Stroke = { usage: number; shift: boolean }

export const enterUsage = 0x28
const keypadEnterUsage = 0x58
export const capsLockUsage = 0x39
const numLockUsage = 0x53
const scrollLockUsage = 0x47

/** Position 102 of ISO keyboards: a key that a US keyboard does not have, hence one without a character here. */
export const keyWithoutCharacter = 0x64

/** Bits of the modifier byte (USB-IF, “Device Class Definition for HID”, appendix B). */
export const modifierBits = {
  ControlLeft: 0x01,
  ShiftLeft: 0x02,
  AltLeft: 0x04,
  MetaLeft: 0x08,
  ControlRight: 0x10,
  ShiftRight: 0x20,
  AltRight: 0x40,
  MetaRight: 0x80,
} as const

export const shiftBits = modifierBits.ShiftLeft | modifierBits.ShiftRight

const keys: readonly Key[] = [
  ...[...'abcdefghijklmnopqrstuvwxyz'].map((letter, index) => {
    const capital = letter.toUpperCase()
    return key(0x04 + index, `Key${capital}`, letter, capital)
  }),
  ...[...'1234567890'].map((digit, index) => key(0x1e + index, `Digit${digit}`, digit, '!@#$%^&*()'.charAt(index))),
  key(enterUsage, 'Enter', '\n', '\n'),
  key(0x29, 'Escape'),
  key(0x2a, 'Backspace'),
  key(0x2b, 'Tab', '\t', '\t'),
  key(0x2c, 'Space', ' ', ' '),
  key(0x2d, 'Minus', '-', '_'),
  key(0x2e, 'Equal', '=', '+'),
  key(0x2f, 'BracketLeft', '[', '{'),
  key(0x30, 'BracketRight', ']', '}'),
  key(0x31, 'Backslash', '\\', '|'),
  key(0x33, 'Semicolon', ';', ':'),
  key(0x34, 'Quote', "'", '"'),
  key(0x35, 'Backquote', '`', '~'),
  key(0x36, 'Comma', ',', '<'),
  key(0x37, 'Period', '.', '>'),
  key(0x38, 'Slash', '/', '?'),
  key(capsLockUsage, 'CapsLock'),
  ...Array.from({ length: 12 }, (_, index) => key(0x3a + index, `F${index + 1}`)),
  key(0x46, 'PrintScreen'),
  key(scrollLockUsage, 'ScrollLock'),
  key(0x48, 'Pause'),
  key(0x49, 'Insert'),
  key(0x4a, 'Home'),
  key(0x4b, 'PageUp'),
  key(0x4c, 'Delete'),
  key(0x4d, 'End'),
  key(0x4e, 'PageDown'),
  key(0x4f, 'ArrowRight'),
  key(0x50, 'ArrowLeft'),
  key(0x51, 'ArrowDown'),
  key(0x52, 'ArrowUp'),
  key(numLockUsage, 'NumLock'),
  key(0x54, 'NumpadDivide', '/', '/'),
  key(0x55, 'NumpadMultiply', '*', '*'),
  key(0x56, 'NumpadSubtract', '-', '-'),
  key(0x57, 'NumpadAdd', '+', '+'),
  key(keypadEnterUsage, 'NumpadEnter', '\n', '\n'),
  ...[...'1234567890'].map((digit, index) => key(0x59 + index, `Numpad${digit}`, digit, digit)),
  key(0x63, 'NumpadDecimal', '.', '.'),
  key(keyWithoutCharacter, 'IntlBackslash'),
]

const keysByUsage = new Map(keys.map((each) => [each.usage, each]))
const usagesByCode = new Map(keys.map((each) => [each.code, each.usage]))
const strokesByCharacter = mapStrokes()

function key(usage: number, code: string, plain: string | null = null, shifted: string | null = null): Key {
  return { usage, code, plain, shifted }
}

function mapStrokes(): Map<string, Stroke> {
  const strokes = new Map<string, Stroke>()
  // Backwards, so that the main block and the stroke without Shift win over the keypad's second way to type the same.
  for (const { usage, plain, shifted } of keys.toReversed()) {
    if (shifted !== null && shifted !== plain) strokes.set(shifted, { usage, shift: true })
    if (plain !== null) strokes.set(plain, { usage, shift: false })
  }
  strokes.set('\r', { usage: enterUsage, shift: false })
  return strokes
}

/** What the key types, `\n` for either Enter; null for a key that types nothing, or that nobody knows. */
export function usageToCharacter(usage: number, shift: boolean): string | null {
  const found = keysByUsage.get(usage)
  if (found === undefined) return null
  return shift ? found.shifted : found.plain
}

/** The stroke that types a character, `\n` and `\r` as Enter; null where no key of a US keyboard does. */
export function characterToStroke(character: string): Stroke | null {
  return strokesByCharacter.get(character) ?? null
}

/** The usage of the DOM's `event.code`; null for modifiers (see `modifierBits`) and for keys that this table lacks. */
export function codeToUsage(code: string): number | null {
  return usagesByCode.get(code) ?? null
}

/** The bit of a modifier's `event.code` in a report's first byte; 0 for every other key. */
export function codeToModifier(code: string): number {
  return Object.hasOwn(modifierBits, code) ? modifierBits[code as keyof typeof modifierBits] : 0
}

/** Whether a key changes only how the computer reads keys: readers press Num Lock by themselves for the keypad. */
export function isLock(usage: number): boolean {
  return usage === capsLockUsage || usage === numLockUsage || usage === scrollLockUsage
}
