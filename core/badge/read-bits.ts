/** Bits, serials and hex → every number that they could mean. */
import type { CardFormat, CardFormatSetting, ReadingSettings } from '../contract/reader-settings.ts'
import type { BadgeNumber, BadgeReading } from './badge-number.ts'
import { type BitFormat, bitFormats, bitLayouts, isBitFormat } from './card-formats.ts'
import { readSerialHex, reverseBytes } from './chip-serial.ts'
import { decodeBits, decodeStrippedBits, strippedLength } from './code-bits.ts'
import { readEm4100Frame, readEm4100Hex, readEm4100Pair } from './em4100.ts'
import { addDecoded, addUnchecked, concludeReading, type Gathered, gatherNothing } from './gathered.ts'
import { bitsToHex, hexToBits, takePacs, takeProxRaw, takeRightAligned } from './hex-bits.ts'

/** Formats that may be meant: the one that is set, or all. */
function meantBits(format: CardFormatSetting): readonly BitFormat[] {
  if (format === 'auto') return bitFormats
  return isBitFormat(format) ? [format] : []
}

function isMeant(format: CardFormat, setting: CardFormatSetting): boolean {
  return setting === 'auto' || setting === format
}

/**
 * A card's own bits. A serial and an EM4100 number also come between the two parity bits of H10306; 26 bits are taken for the
 * low part of an EM4100 number where that format is set, because 24 bits are too few to meet nobody else's card.
 */
export function readBits(bits: string, isParityStripped: boolean, settings: ReadingSettings): BadgeReading {
  const gathered = gatherNothing()
  if (isParityStripped) gatherStripped(gathered, bits, settings)
  else gatherBits(gathered, bits, settings)
  const what = isParityStripped ? 'bits without parity' : 'bits'
  return concludeReading(gathered, sayNone(settings.format, `${bits.length} ${what}`))
}

function gatherBits(gathered: Gathered, bits: string, { format, byteOrder }: ReadingSettings): void {
  for (const each of meantBits(format)) {
    if (bits.length === bitLayouts[each].length) addDecoded(gathered, each, decodeBits(each, bits))
  }
  if (isMeant('em4100', format)) {
    const frame = readEm4100Frame(bits)
    if (frame.type === 'read') addDecoded(gathered, 'em4100', { type: 'decoded', number: frame.number })
    if (frame.type === 'failed') addDecoded(gathered, 'em4100', frame)
  }
  if (bits.length === bitLayouts.H10306.length && (format === 'auto' || format === 'em4100' || format === 'csn')) {
    const carried = decodeBits('H10306', bits)
    if (carried.type === 'decoded') gatherBytes(gathered, bitsToHex(bits.slice(1, -1)), format, byteOrder, true)
    else if (format !== 'auto') addDecoded(gathered, format, carried)
  }
  if (format === 'em4100' && bits.length === bitLayouts.H10301.length) {
    const low = decodeBits('H10301', bits)
    addDecoded(gathered, format, low.type === 'decoded' ? { ...low, number: { ...low.number, format: 'em4100' } } : low)
  }
  if (format === 'em4100' || format === 'csn') gatherStripped(gathered, bits, { format, byteOrder })
  else if (format === 'auto' && uncheckedLengths.includes(bits.length)) {
    gatherBytes(gathered, bitsToHex(bits), format, byteOrder, false)
  }
}

/** Serials of 4, 7 and 10 bytes: bits of these lengths have no parity in any format, so that none can have failed. */
const uncheckedLengths: readonly number[] = [32, 56, 80]

/** Bits that nothing checks: a format's numbers, or the bytes of a serial or of an EM4100 number. */
function gatherStripped(
  gathered: Gathered,
  bits: string,
  { format, byteOrder }: Pick<ReadingSettings, 'format' | 'byteOrder'>,
): void {
  for (const each of meantBits(format)) {
    if (bits.length === strippedLength(each)) addDecoded(gathered, each, decodeStrippedBits(each, bits), false)
  }
  if (bits.length % 8 !== 0) return
  gatherBytes(gathered, bitsToHex(bits), format, byteOrder, false)
  if (format === 'em4100' && bits.length === 24) gatherLowPart(gathered, bits)
}

/** 24 bits of an EM4100 number. */
function gatherLowPart(gathered: Gathered, bits: string): void {
  const [upper, lower] = [Number.parseInt(bits.slice(0, 8), 2), Number.parseInt(bits.slice(8), 2)]
  addUnchecked(gathered, [readEm4100Pair(String(upper), String(lower))])
}

function gatherBytes(
  gathered: Gathered,
  hex: string,
  format: CardFormatSetting,
  byteOrder: ReadingSettings['byteOrder'],
  isChecked: boolean,
): void {
  const numbers = [
    ...(isMeant('em4100', format) ? [readEm4100Hex(byteOrder === 'reversed' ? reverseBytes(hex) : hex)] : []),
    ...(isMeant('csn', format) ? readSerialHex(hex, byteOrder) : []),
  ]
  for (const number of numbers) {
    if (number !== null) addDecoded(gathered, number.format, { type: 'decoded', number }, isChecked)
  }
}

/** Bytes as a reader gives them: a chip's serial, or the five of an EM4100 id or the last four. */
export function readBytes(bytes: Uint8Array, { format, byteOrder }: ReadingSettings): BadgeReading {
  const gathered = gatherNothing()
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const isEm4100 = format === 'em4100' || (format === 'auto' && bytes.length === 5)
  if (isEm4100) gatherBytes(gathered, hex, 'em4100', byteOrder, false)
  else if (isMeant('csn', format)) {
    gatherBytes(gathered, hex, 'csn', byteOrder, false)
    // As in hex that is typed: a known card of that format.
    if (format === 'auto' && bytes.length === 4) gatherBytes(gathered, hex, 'em4100', byteOrder, false)
  }
  return concludeReading(gathered, sayNone(format, `a serial of ${bytes.length} bytes`))
}

/** `plain`: right-aligned bits, an EM4100 id, or a serial. `raw`: what proxmark3 prints of a HID Prox card. */
export type HexForm = 'plain' | 'pacs' | 'raw'

/**
 * Hex, in the order in which its meanings are likely: those first whose length or parity is hardest to hit by chance.
 *
 * @param length How many bits it stands for, where that is known.
 */
export function readHex(
  hex: string,
  settings: ReadingSettings,
  forms: readonly HexForm[],
  length?: number,
): BadgeReading {
  const { format } = settings
  const gathered = gatherNothing()
  const isLong = (bits: string | null): bits is string => bits !== null && (length ?? bits.length) === bits.length
  const pacs = forms.includes('pacs') ? takePacs(hex) : null
  for (const each of meantBits(format)) {
    if (isLong(pacs)) addDecoded(gathered, each, decodeBits(each, pacs))
    if (forms.includes('raw')) {
      const bits = takeProxRaw(hex, bitLayouts[each].length)
      if (isLong(bits)) addDecoded(gathered, each, decodeBits(each, bits))
    }
  }
  if (forms.includes('plain')) gatherPlainHex(gathered, hex, settings, length)
  return concludeReading(
    gathered,
    sayNone(format, length === undefined ? `${hex.length} hex digits` : `${length} bits`),
  )
}

/** What digits that have a meaning as a decimal number could be as hex as well: only what is hard to hit by chance. */
export function listStrictHex(digits: string): BadgeNumber[] {
  const pacs = takePacs(digits)
  const h10301 = digits.length === 8 ? takeRightAligned(digits, bitLayouts.H10301.length) : null
  return bitFormats.flatMap((each) =>
    [pacs, each === 'H10301' ? h10301 : null].flatMap((bits) => {
      const decoded = bits?.length === bitLayouts[each].length ? decodeBits(each, bits) : null
      return decoded?.type === 'decoded' ? [decoded.number] : []
    }),
  )
}

function gatherPlainHex(
  gathered: Gathered,
  hex: string,
  { format, byteOrder, text }: ReadingSettings,
  length: number | undefined,
): void {
  const addAligned = (each: BitFormat): void => {
    if (length === undefined ? !isWidth(hex, bitLayouts[each].length) : length !== bitLayouts[each].length) return
    const bits = takeRightAligned(hex, bitLayouts[each].length)
    if (bits !== null) addDecoded(gathered, each, decodeBits(each, bits))
  }
  const meant = meantBits(format)
  const isStrict = (each: BitFormat): boolean => each === 'H10301' || each === 'P10001' || each === 'C1k48s'
  for (const each of meant) if (isStrict(each)) addAligned(each)
  if (length === undefined || length === hex.length * 4) {
    if (isMeant('em4100', format)) {
      const frame = readEm4100Frame(hexToBits(hex))
      if (frame.type === 'read') addDecoded(gathered, 'em4100', { type: 'decoded', number: frame.number })
      if (frame.type === 'failed' && format === 'em4100') addDecoded(gathered, 'em4100', frame)
    }
    const isId = hex.length === 10
    if (isId) gatherBytes(gathered, hex, format, byteOrder, false)
    if (!isId && isMeant('csn', format)) gatherBytes(gathered, hex, 'csn', byteOrder, false)
    if (!isId && isMeant('em4100', format)) gatherBytes(gathered, hex, 'em4100', byteOrder, false)
    // Six characters may also be somebody's typing.
    if (format === 'em4100' && text === 'hex' && hex.length === 6) gatherLowPart(gathered, hexToBits(hex))
  }
  for (const each of meant) if (!isStrict(each)) addAligned(each)
}

/** Whether hex has as many digits as so many bits are written with: no zeros in front, or up to a whole byte. */
function isWidth(hex: string, bits: number): boolean {
  return hex.length === Math.ceil(bits / 4) || hex.length === Math.ceil(bits / 8) * 2
}

function sayNone(format: CardFormatSetting, what: string): string {
  return format === 'auto'
    ? `No card format is known that has ${what}.`
    : `A card of format ${format} does not have ${what}.`
}
