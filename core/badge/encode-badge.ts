/** A card's number → everything that a reader may make of it: the reverse of `read-badge.ts`. */
import type { CardFormat } from '../contract/reader-settings.ts'
import type { BadgeNumber } from './badge-number.ts'
import { cardLimits, isBitFormat } from './card-formats.ts'
import { isSerialLength, listSerialForms } from './chip-serial.ts'
import { encodeBits } from './code-bits.ts'
import { em4100Bits, frameOf, listEm4100Forms, readEm4100Hex, readEm4100Pair } from './em4100.ts'
import { bitsToHex, bitsToPacs, hexToBits } from './hex-bits.ts'
import { formatBadge } from './read-badge.ts'

/** What a card is said to be. */
export type BadgeParts = { facilityCode: number | null; cardNumber: number | null; serial: string | null }

export type EncodedBadge =
  | {
      type: 'encoded'
      number: BadgeNumber
      /** Parity included; of a format without parity, the bytes of the number. */
      bits: string
      /** The bits right-aligned. */
      hex: string
      /** Null for a format that is not read as PACS bits. */
      pacs: string | null
      /** What readers type, and cards have printed on them, by the forms' names. */
      text: Record<string, string>
    }
  | { type: 'refused'; why: string }

/** Refused in words: a number that is missing, does not fit, or is none of the format's. */
export function encodeBadge(format: CardFormat, parts: BadgeParts): EncodedBadge {
  if (format === 'csn') return encodeSerial(parts)
  if (format === 'em4100') return encodeEm4100(parts)
  return isBitFormat(format) ? encodeNumber(format, parts) : (format satisfies never)
}

function encodeNumber(format: Exclude<CardFormat, 'em4100' | 'csn'>, parts: BadgeParts): EncodedBadge {
  if (parts.serial !== null) return refused(`A card of format ${format} has numbers, and no serial.`)
  const { facilityCode, cardNumber } = parts
  const encoded = encodeBits(format, parts)
  if (encoded.type === 'refused') return encoded
  const { bits } = encoded
  const number: BadgeNumber = { format, facilityCode, cardNumber, serial: null }
  const text: Record<string, string> =
    facilityCode === null
      ? { card: String(cardNumber), printed: formatBadge(number) }
      : { 'facility,card': `${facilityCode},${cardNumber}`, printed: formatBadge(number) }
  return { type: 'encoded', number, bits, hex: bitsToHex(bits), pacs: bitsToPacs(bits), text }
}

function encodeEm4100({ facilityCode, cardNumber, serial }: BadgeParts): EncodedBadge {
  if (serial !== null && (facilityCode !== null || cardNumber !== null)) {
    return refused('An EM4100 card is encoded from its serial (its whole id) or from its number, not from both.')
  }
  const limit = cardLimits.em4100
  let number: BadgeNumber | null
  if (serial !== null) {
    number = /^[0-9A-Fa-f]{10}$/.test(serial) ? readEm4100Hex(serial) : null
    if (number === null) return refused('The serial of an EM4100 card is its id of ten hex digits.')
  } else if (cardNumber === null) {
    return refused('An EM4100 card needs a card number or a serial.')
  } else if (facilityCode === null) {
    if (!isWhole(cardNumber, limit.cardNumber)) {
      return refused(`The card number ${cardNumber} does not fit format em4100: it goes from 0 to ${limit.cardNumber}.`)
    }
    number = { format: 'em4100', facilityCode, cardNumber, serial }
  } else {
    number = readEm4100Pair(String(facilityCode), String(cardNumber))
    if (number === null) {
      return refused(`${facilityCode},${cardNumber} does not fit format em4100: each of the two goes from 0 to 65535.`)
    }
  }
  const bits = em4100Bits(number)
  const forms = listEm4100Forms(number)
  const text = number.serial === null ? forms : { ...forms, frame: bitsToHex(frameOf(number.serial)) }
  return { type: 'encoded', number, bits, hex: bitsToHex(bits), pacs: null, text }
}

function encodeSerial({ facilityCode, cardNumber, serial }: BadgeParts): EncodedBadge {
  if (facilityCode !== null) return refused('A serial has no facility code.')
  if (serial !== null && cardNumber !== null) return refused('A serial is given as hex or as a number, not as both.')
  if (serial === null && cardNumber === null) return refused('A card of format csn needs a serial.')
  if (cardNumber !== null && !isWhole(cardNumber, 0xffff_ffff)) {
    return refused(`The serial ${cardNumber} has more than four bytes: a longer one is given as hex.`)
  }
  const hex = (serial ?? (cardNumber ?? 0).toString(16).padStart(8, '0')).toUpperCase()
  if (!/^([0-9A-F]{2})+$/.test(hex) || !isSerialLength(hex.length / 2)) {
    return refused('A serial has 4, 7, 8 or 10 bytes, two hex digits each.')
  }
  const number: BadgeNumber = { format: 'csn', facilityCode: null, cardNumber: null, serial: hex }
  return { type: 'encoded', number, bits: hexToBits(hex), hex, pacs: null, text: listSerialForms(hex) }
}

function isWhole(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max
}

function refused(why: string): EncodedBadge {
  return { type: 'refused', why }
}
