/** What a reader types → every number that it could mean. */
import type { ReadingSettings } from '../contract/reader-settings.ts'
import type { BadgeNumber, BadgeReading } from './badge-number.ts'
import { bitFormats, bitLayouts, cardLimits, isBitFormat, widthOf } from './card-formats.ts'
import { readSerialDigits } from './chip-serial.ts'
import { readEm4100Digits, readEm4100Pair } from './em4100.ts'
import { addUnchecked, concludeReading, gatherNothing } from './gathered.ts'
import { listStrictHex, readBits, readHex } from './read-bits.ts'

const digitsOnly = /^[0-9]+$/
const hexOnly = /^[0-9A-Fa-f]+$/
const bitsOnly = /^[01]+$/
const pairOfNumbers = /^([0-9]{1,10})[,:/-]([0-9]{1,10})$/
const bitLengths = new Set(bitFormats.map((format) => bitLayouts[format].length))

/**
 * A text without its terminator. `auto` takes digits for a decimal number wherever there is a decimal form of that length: hex
 * that happens to have no letter would otherwise be somebody else's card, where numbers are given out one after the other. Only hex
 * whose zeros and parity are hard to hit by chance is added to it.
 */
export function readText(text: string, settings: ReadingSettings): BadgeReading {
  switch (settings.text) {
    case 'auto':
      return guessText(text, settings)
    case 'decimal':
      return digitsOnly.test(text)
        ? readDigits(text, settings)
        : unreadable('The reader is set to type digits, and it typed something else.')
    case 'hex':
      return hexOnly.test(text)
        ? readHex(text, settings, ['plain'])
        : unreadable('The reader is set to type hex digits, and it typed something else.')
    case 'pacs':
      return hexOnly.test(text)
        ? readHex(text, settings, ['pacs'])
        : unreadable('The reader is set to type PACS bytes, and it typed something else than hex digits.')
    case 'bits':
      return bitsOnly.test(text)
        ? readBits(text, false, settings)
        : unreadable('The reader is set to type bits, and it typed something else than 0 and 1.')
    case 'facility-card':
      return (
        readPair(text, settings) ??
        unreadable('The reader is set to type a facility code and a card number, and it typed something else.')
      )
    default:
      return settings.text satisfies never
  }
}

function guessText(text: string, settings: ReadingSettings): BadgeReading {
  if (digitsOnly.test(text)) {
    if (bitLengths.has(text.length) && bitsOnly.test(text)) return readBits(text, false, settings)
    const decimal = readDigits(text, settings)
    if (decimal.type === 'read') {
      const asHex = settings.format === 'auto' ? listStrictHex(text) : []
      return asHex.length === 0 ? decimal : { ...decimal, candidates: [...decimal.candidates, ...asHex] }
    }
    const hex = readHex(text, settings, ['pacs', 'plain'])
    return hex.type === 'read' ? hex : decimal
  }
  if (hexOnly.test(text)) return readHex(text, settings, ['pacs', 'plain'])
  return (
    readPair(text, settings) ??
    unreadable('A badge is digits, hex digits, or a facility code and a card number; this is none of them.')
  )
}

/**
 * A decimal number. `auto` knows those of a fixed length alone; where the reader's format is one of bits, its card number, or
 * the facility code and the card number joined bit by bit.
 */
function readDigits(digits: string, { format, byteOrder }: ReadingSettings): BadgeReading {
  const gathered = gatherNothing()
  if (format === 'auto' || format === 'em4100') addUnchecked(gathered, [readEm4100Digits(digits)])
  if (format === 'csn' || (format === 'auto' && digits.length === 10)) {
    addUnchecked(gathered, readSerialDigits(digits, byteOrder))
  }
  if (format !== 'auto' && isBitFormat(format)) {
    const limits = cardLimits[format]
    const value = Number(digits)
    const facilityCode = Math.floor(value / (limits.cardNumber + 1))
    const isJoined = facilityCode > 0
    if (!isJoined) addUnchecked(gathered, [{ format, facilityCode: null, cardNumber: value, serial: null }])
    else if (limits.facilityCode !== null && facilityCode <= limits.facilityCode) {
      addUnchecked(gathered, [{ format, facilityCode, cardNumber: value % (limits.cardNumber + 1), serial: null }])
    }
  }
  return concludeReading(gathered, sayNoNumber(digits, format))
}

function sayNoNumber(digits: string, format: ReadingSettings['format']): string {
  const what = digits.length === 1 ? '1 digit' : `${digits.length} digits`
  if (format === 'auto') return `No card format is known whose numbers are typed as these ${what}.`
  if (format === 'em4100')
    return `An EM4100 number has 10 digits (or 8, or 13) and is no greater than 4294967295; this one has ${what}.`
  if (format === 'csn') return 'A serial that is typed as a number is no greater than 4294967295.'
  const { facility, card } = bitLayouts[format]
  return `A number of format ${format} is less than 2^${widthOf(facility) + widthOf(card)}; this one is greater.`
}

/** Facility code and card number; null where the text is no such pair. */
function readPair(text: string, { format }: ReadingSettings): BadgeReading | null {
  const [, facility, card] = pairOfNumbers.exec(text) ?? []
  if (facility === undefined || card === undefined) return null
  const gathered = gatherNothing()
  if (format === 'auto' || format === 'em4100') addUnchecked(gathered, [readEm4100Pair(facility, card)])
  const [facilityCode, cardNumber] = [Number(facility), Number(card)]
  const meant = bitFormats.filter((each) => format === 'auto' || format === each)
  addUnchecked(
    gathered,
    meant.flatMap((each): BadgeNumber[] => {
      const limits = cardLimits[each]
      const fits =
        limits.facilityCode !== null && facilityCode <= limits.facilityCode && cardNumber <= limits.cardNumber
      return fits ? [{ format: each, facilityCode, cardNumber, serial: null }] : []
    }),
  )
  return concludeReading(
    gathered,
    format === 'auto'
      ? 'The facility code and the card number fit no card format.'
      : `The facility code and the card number do not fit a card of format ${format}.`,
  )
}

function unreadable(why: string): BadgeReading {
  return { type: 'unreadable', why, failed: [] }
}
