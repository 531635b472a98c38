/** Bits of a card ↔ its numbers, by the layouts of `card-formats.ts`. Bits are text of `0` and `1`, the first received first. */
import type { BadgeNumber } from './badge-number.ts'
import { type BitFormat, bitLayouts, type Check, cardLimits, widthOf } from './card-formats.ts'

export type DecodedBits =
  | { type: 'decoded'; number: BadgeNumber }
  /** Not of this format's length. */
  | { type: 'other-length'; why: string }
  | { type: 'failed'; why: string }

export type EncodedBits = { type: 'encoded'; bits: string } | { type: 'refused'; why: string }

/** Reads all bits of a card, parity included. */
export function decodeBits(format: BitFormat, bits: string): DecodedBits {
  const { length, checks } = bitLayouts[format]
  if (bits.length !== length) {
    return { type: 'other-length', why: `A card of format ${format} has ${length} bits, not ${bits.length}.` }
  }
  const failed = checks.find((check) => !isMet(check, bits))
  if (failed !== undefined) return { type: 'failed', why: `Of format ${format} ${sayFailed(failed)}` }
  return { type: 'decoded', number: readFields(format, bits) }
}

/** How many bits are left where a reader has taken those of the checks away. */
export function strippedLength(format: BitFormat): number {
  const { facility, card } = bitLayouts[format]
  return widthOf(facility) + widthOf(card)
}

/** Reads a card's bits from which the reader has taken parity and the like away, unchecked. */
export function decodeStrippedBits(format: BitFormat, bits: string): DecodedBits {
  const { facility } = bitLayouts[format]
  const length = strippedLength(format)
  if (bits.length !== length) {
    return {
      type: 'other-length',
      why: `A card of format ${format} has ${length} bits without parity, not ${bits.length}.`,
    }
  }
  const split = widthOf(facility)
  return {
    type: 'decoded',
    number: {
      format,
      facilityCode: facility && Number.parseInt(bits.slice(0, split), 2),
      cardNumber: Number.parseInt(bits.slice(split), 2),
      serial: null,
    },
  }
}

/** The bits of a card, parity included. Refused in words where a number does not fit the format, or is missing. */
export function encodeBits(
  format: BitFormat,
  { facilityCode, cardNumber }: Pick<BadgeNumber, 'facilityCode' | 'cardNumber'>,
): EncodedBits {
  const why = findMisfit(format, facilityCode, cardNumber)
  if (why !== null || cardNumber === null) return { type: 'refused', why: why ?? '' }
  const { length, facility, card, checks } = bitLayouts[format]
  const bits = new Array<string>(length).fill('0')
  if (facility !== null) put(bits, facility.first, toBits(facilityCode ?? 0, widthOf(facility)))
  put(bits, card.first, toBits(cardNumber, widthOf(card)))
  for (const check of checks) put(bits, check.type === 'parity' ? check.at : check.first, makeCheck(check, bits))
  return { type: 'encoded', bits: bits.join('') }
}

/** A whole number as so many bits, zeros in front. */
export function toBits(value: number, width: number): string {
  return value.toString(2).padStart(width, '0')
}

function readFields(format: BitFormat, bits: string): BadgeNumber {
  const { facility, card } = bitLayouts[format]
  return {
    format,
    facilityCode: facility && Number.parseInt(bits.slice(facility.first, facility.last + 1), 2),
    cardNumber: Number.parseInt(bits.slice(card.first, card.last + 1), 2),
    serial: null,
  }
}

function isMet(check: Check, bits: string): boolean {
  switch (check.type) {
    case 'parity':
      return (isOdd(bits, check.over) !== (bits.charCodeAt(check.at) === one)) === (check.kind === 'odd')
    case 'constant':
      return bits.startsWith(check.bits, check.first)
    case 'xor':
      return bits.slice(check.first, check.first + 8) === xorBytes(check, bits)
  }
}

const one = 0x31

function isOdd(bits: string, over: readonly number[]): boolean {
  let odd = false
  for (const at of over) if (bits.charCodeAt(at) === one) odd = !odd
  return odd
}

function makeCheck(check: Check, bits: readonly string[]): string {
  const text = bits.join('')
  switch (check.type) {
    case 'parity':
      return isOdd(text, check.over) === (check.kind === 'even') ? '1' : '0'
    case 'constant':
      return check.bits
    case 'xor':
      return xorBytes(check, text)
  }
}

function xorBytes({ first, bytes }: { first: number; bytes: number }, bits: string): string {
  let sum = 0
  for (let index = 1; index <= bytes; index += 1) {
    sum ^= Number.parseInt(bits.slice(first - 8 * index, first - 8 * index + 8), 2)
  }
  return toBits(sum, 8)
}

function put(bits: string[], first: number, text: string): void {
  for (const [index, bit] of [...text].entries()) bits[first + index] = bit
}

/** Bits are counted from 1 in words, as in the makers' tables. */
function sayFailed(check: Check): string {
  switch (check.type) {
    case 'parity':
      return `the ${check.kind} parity bit ${check.at + 1} does not fit the bits that it stands for: the card was misread, or is of another format.`
    case 'constant':
      return `the bits from ${check.first + 1} on are not ${check.bits}: the card was misread, or is of another format.`
    case 'xor':
      return `the last byte is not the xor of the ${check.bytes} before it: the card was misread, or is of another format.`
  }
}

function findMisfit(format: BitFormat, facilityCode: number | null, cardNumber: number | null): string | null {
  const limits = cardLimits[format]
  if (cardNumber === null) return `A card of format ${format} needs a card number.`
  if (!isWhole(cardNumber, limits.cardNumber)) {
    return `The card number ${cardNumber} does not fit format ${format}: it goes from 0 to ${limits.cardNumber}.`
  }
  if (limits.facilityCode === null) {
    return facilityCode === null ? null : `A card of format ${format} has no facility code.`
  }
  if (facilityCode === null) return `A card of format ${format} needs a facility code.`
  if (isWhole(facilityCode, limits.facilityCode)) return null
  return `The facility code ${facilityCode} does not fit format ${format}: it goes from 0 to ${limits.facilityCode}.`
}

function isWhole(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max
}
