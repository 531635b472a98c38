/**
 * What keys type on a computer that is set to another layout than US: readers are sold set up for one, and then press the keys
 * that type their number there. By position; a space stands for a dead key and for no character, either of which makes a
 * number unreadable.
 * Source: the layouts as systems have them (X.Org, “xkeyboard-config”); where systems disagree about a key it has none here.
 */
import type { KeyboardLayout } from '../contract/reader-settings.ts'
import { usageToCharacter } from './key-usages.ts'

export type TypedKey = { usage: number; shift: boolean; altGr: boolean; capsLock: boolean }

/** What a key types, `\n` for Enter; null where it types nothing, or not the same on every system. */
export type ReadKey = (key: TypedKey) => string | null

/** Four rows of the main block from its top left; 0x64 is the key left of Z that US keyboards lack. */
const rowUsages: readonly (readonly number[])[] = [
  [0x35, 0x1e, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2d, 0x2e],
  [0x14, 0x1a, 0x08, 0x15, 0x17, 0x1c, 0x18, 0x0c, 0x12, 0x13, 0x2f, 0x30],
  [0x04, 0x16, 0x07, 0x09, 0x0a, 0x0b, 0x0d, 0x0e, 0x0f, 0x33, 0x34, 0x31],
  [0x64, 0x1d, 0x1b, 0x06, 0x19, 0x05, 0x11, 0x10, 0x36, 0x37, 0x38],
]
/** “Non-US # and ~” is the same key as the backslash of the third row (USB-IF, “HID Usage Tables”, footnote 2 of page 0x07). */
const nonUsHash = 0x32
const backslash = 0x31
const keypadDecimal = 0x63

type Rows = readonly [string, string, string, string]
type Layout = { plain: Rows; shifted: Rows; altGr: Rows }

const noAltGr: Rows = [' '.repeat(13), ' '.repeat(12), ' '.repeat(12), ' '.repeat(11)]

const layouts: Record<Exclude<KeyboardLayout, 'us'>, Layout> = {
  uk: {
    plain: ['`1234567890-=', 'qwertyuiop[]', "asdfghjkl;'#", '\\zxcvbnm,./'],
    shifted: ['¬!"£$%^&*()_+', 'QWERTYUIOP{}', 'ASDFGHJKL:@~', '|ZXCVBNM<>?'],
    altGr: ['    €        ', noAltGr[1], noAltGr[2], noAltGr[3]],
  },
  de: {
    plain: [' 1234567890ß ', 'qwertzuiopü+', 'asdfghjklöä#', '<yxcvbnm,.-'],
    shifted: ['°!"§$%&/()=? ', 'QWERTZUIOPÜ*', "ASDFGHJKLÖÄ'", '>YXCVBNM;:_'],
    altGr: ['  ²³   {[]}\\ ', '@ €        ~', noAltGr[2], '|      µ   '],
  },
  ch: {
    plain: ["§1234567890' ", 'qwertzuiopü ', 'asdfghjklöä$', '<yxcvbnm,.-'],
    shifted: ['°+"*ç%&/()=? ', 'QWERTZUIOPè!', 'ASDFGHJKLéà£', '>YXCVBNM;:_'],
    altGr: ['  @#  ¬      ', '  €       []', '          {}', '\\          '],
  },
  fr: {
    plain: ['²&é"\'(-è_çà)=', 'azertyuiop $', 'qsdfghjklmù*', '<wxcvbn,;:!'],
    shifted: [' 1234567890°+', 'AZERTYUIOP £', 'QSDFGHJKLM%µ', '>WXCVBN?./§'],
    altGr: ['   #{[| \\^@]}', '  €        ¤', noAltGr[2], noAltGr[3]],
  },
  be: {
    plain: ['²&é"\'(§è!çà)-', 'azertyuiop $', 'qsdfghjklmùµ', '<wxcvbn,;:='],
    shifted: ['³1234567890°_', 'AZERTYUIOP *', 'QSDFGHJKLM%£', '>WXCVBN?./+'],
    altGr: [' |@#  ^  {}  ', '  €       []', noAltGr[2], '\\          '],
  },
  es: {
    plain: ["º1234567890'¡", 'qwertyuiop +', 'asdfghjklñ ç', '<zxcvbnm,.-'],
    shifted: ['ª!"·$%&/()=?¿', 'QWERTYUIOP *', 'ASDFGHJKLÑ Ç', '>ZXCVBNM;:_'],
    altGr: ['\\|@# €¬      ', '  €       []', '          {}', noAltGr[3]],
  },
  it: {
    plain: ["\\1234567890'ì", 'qwertyuiopè+', 'asdfghjklòàù', '<zxcvbnm,.-'],
    shifted: ['|!"£$%&/()=?^', 'QWERTYUIOPé*', 'ASDFGHJKLç°§', '>ZXCVBNM;:_'],
    altGr: ['     €       ', '  €       []', '         @# ', noAltGr[3]],
  },
}

const blockUsages = new Set([...rowUsages.flat(), nonUsHash])

/** How a keyboard of this layout is read. */
export function readKeysOf(layout: KeyboardLayout): ReadKey {
  return layout === 'us' ? readUsKey : readKeysByLayout[layout]
}

const readKeysByLayout: Record<keyof typeof layouts, ReadKey> = {
  uk: readKeysIn(layouts.uk),
  de: readKeysIn(layouts.de),
  ch: readKeysIn(layouts.ch),
  fr: readKeysIn(layouts.fr),
  be: readKeysIn(layouts.be),
  es: readKeysIn(layouts.es),
  it: readKeysIn(layouts.it),
}

function readKeysIn({ plain, shifted, altGr }: Layout): ReadKey {
  const plainByUsage = mapRows(plain)
  const shiftedByUsage = mapRows(shifted)
  const altGrByUsage = mapRows(altGr)
  return (key) => {
    const { usage } = key
    // A comma on some keypads, a full stop on others.
    if (usage === keypadDecimal) return null
    if (!blockUsages.has(usage)) return readUsKey(key)
    const low = plainByUsage.get(usage) ?? null
    const high = shiftedByUsage.get(usage) ?? null
    if (key.altGr) return key.shift || key.capsLock ? null : (altGrByUsage.get(usage) ?? null)
    if (!key.capsLock) return key.shift ? high : low
    // On some systems Caps Lock shifts digits and signs too, on others it does not.
    return isLetter(low, high) ? (key.shift ? low : high) : null
  }
}

function readUsKey({ usage, shift, altGr, capsLock }: TypedKey): string | null {
  if (altGr) return null
  if (!capsLock) return usageToCharacter(usage, shift)
  const low = usageToCharacter(usage, false)
  return usageToCharacter(usage, isLetter(low, usageToCharacter(usage, true)) ? !shift : shift)
}

/** The key that types a character on this layout, `\n` as Enter; null where none does. For replays and tests. */
export function characterToKey(layout: KeyboardLayout, character: string): Omit<TypedKey, 'capsLock'> | null {
  const read = readKeysOf(layout)
  // The keypad comes last: a reader that is set up for a layout goes by its main block.
  for (const usages of [rowUsages.flat(), otherUsages]) {
    for (const [shift, altGr] of holds) {
      const usage = usages.find((each) => read({ usage: each, shift, altGr, capsLock: false }) === character)
      if (usage !== undefined) return { usage, shift, altGr }
    }
  }
  return null
}

const otherUsages = Array.from({ length: 0x64 - 0x28 + 1 }, (_, index) => 0x28 + index)
const holds = [
  [false, false],
  [true, false],
  [false, true],
] as const

function mapRows(rows: Rows): Map<number, string> {
  const byUsage = new Map<number, string>()
  for (const [row, usages] of rowUsages.entries()) {
    const characters = [...(rows[row] ?? '')]
    for (const [column, usage] of usages.entries()) {
      const character = characters[column] ?? ' '
      if (character !== ' ') byUsage.set(usage, character)
    }
  }
  const sameKey = byUsage.get(backslash)
  if (sameKey !== undefined) byUsage.set(nonUsHash, sameKey)
  return byUsage
}

function isLetter(low: string | null, high: string | null): boolean {
  return low !== null && high !== null && low !== high && low.toUpperCase() === high
}
