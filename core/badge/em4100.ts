/**
 * EM4100: a tag's id has 40 bits, ten hex digits. It is printed and typed in many forms, most of which leave its top byte out.
 * Its one number is the low 32 bits; where a form holds 24 of them only, it is the last 8 bits of the upper half as a facility code
 * beside the lower half. Source: RfidResearchGroup/proxmark3, `cmdlfem410x.c`; i-keys.de, “Chip-Codes”.
 */
import type { BadgeNumber } from './badge-number.ts'
import { toBits } from './code-bits.ts'
import { hexToBits } from './hex-bits.ts'

const idDigits = 10
const half = 0x1_0000

/** Decimal forms: 8H10D (10 digits, low 32 bits), 6H8D (8 digits, low 24), 10H13D (13 digits, all 40). Null: none of them. */
export function readEm4100Digits(digits: string): BadgeNumber | null {
  const value = Number(digits)
  switch (digits.length) {
    case 8:
      return value <= 0xff_ffff ? lowPart(Math.floor(value / half), value % half) : null
    case 10:
      return value <= 0xffff_ffff ? wholeNumber(value, null) : null
    case 11:
    case 12:
      // 13 digits that were not filled with zeros.
      return digits[0] === '0' ? null : readId(value)
    case 13:
      return readId(value)
    default:
      return null
  }
}

/** Two decimal numbers: “2.4” (up to three digits and five; 24 bits) or “4.4” (five and five; 32 bits). Null: neither. */
export function readEm4100Pair(facility: string, card: string): BadgeNumber | null {
  const [facilityCode, cardNumber] = [Number(facility), Number(card)]
  if (facilityCode >= half || cardNumber >= half || facility.length > 5 || card.length > 5) return null
  if (facility.length <= 3 && facilityCode <= 0xff) return lowPart(facilityCode, cardNumber)
  return wholeNumber(facilityCode * half + cardNumber, null)
}

/** Ten hex digits are the id, eight its low 32 bits. Null: neither. */
export function readEm4100Hex(hex: string): BadgeNumber | null {
  if (hex.length === idDigits) return readId(Number.parseInt(hex, 16))
  return hex.length === 8 ? wholeNumber(Number.parseInt(hex, 16), null) : null
}

/** 64 bits as the tag sends them: nine ones, ten digits each with its even parity, four column parities, a zero. */
const frameLength = 64
const frameStart = '111111111'

export type EmFrame = { type: 'read'; number: BadgeNumber } | { type: 'failed'; why: string } | { type: 'none' }

/** Source of the layout: nigh.github.io, “RFID packet” (EM4100). */
export function readEm4100Frame(bits: string): EmFrame {
  if (bits.length !== frameLength || !bits.startsWith(frameStart)) return { type: 'none' }
  const nibbles = Array.from({ length: idDigits }, (_, index) => bits.slice(9 + 5 * index, 13 + 5 * index))
  const id = nibbles.map((nibble) => Number.parseInt(nibble, 2).toString(16)).join('')
  const whole = frameOf(id)
  if (whole === bits) return { type: 'read', number: readId(Number.parseInt(id, 16)) as BadgeNumber }
  const wrong = [...whole].findIndex((bit, index) => bit !== bits[index])
  return {
    type: 'failed',
    why: `Of format em4100 the parity bit ${wrong + 1} of 64 does not fit: the card was misread, or is of another format.`,
  }
}

/** The 64 bits of an id of ten hex digits. */
export function frameOf(id: string): string {
  const nibbles = [...id].map(hexToBits)
  const evenOf = (text: string): string => ([...text].filter((bit) => bit === '1').length % 2 === 1 ? '1' : '0')
  const columns = [0, 1, 2, 3].map((column) => evenOf(nibbles.map((nibble) => nibble[column]).join('')))
  return `${frameStart}${nibbles.map((nibble) => nibble + evenOf(nibble)).join('')}${columns.join('')}0`
}

/** The number as it is printed on the card, leading zeros included: 8H10D, or “2.4” where no more is known. */
export function formatEm4100({ facilityCode, cardNumber }: BadgeNumber): string {
  const number = cardNumber ?? 0
  if (facilityCode === null) return String(number).padStart(10, '0')
  return `${String(facilityCode).padStart(3, '0')},${String(number).padStart(5, '0')}`
}

/** Every form of a number that its digits suffice for, by the forms' names; `id` is the whole of it. */
export function listEm4100Forms({ facilityCode, cardNumber, serial }: BadgeNumber): Record<string, string> {
  const number = cardNumber ?? 0
  const low24 = facilityCode === null ? number % 0x100_0000 : facilityCode * half + number
  const print = (value: number, digits: number): string => String(value).padStart(digits, '0')
  const pair = (upper: number, digits: number): string => `${print(upper, digits)},${print(low24 % half, 5)}`
  const ofLow24 = { '6H8D': print(low24, 8), '2.4D': pair(Math.floor(low24 / half), 3) }
  if (facilityCode !== null) return ofLow24
  const ofLow32 = { '8H10D': print(number, 10), ...ofLow24, '4.4D': pair(Math.floor(number / half), 5) }
  return serial === null ? ofLow32 : { ...ofLow32, '10H13D': print(Number.parseInt(serial, 16), 13) }
}

/** The bits that are known: 40, 32, or 24. */
export function em4100Bits({ facilityCode, cardNumber, serial }: BadgeNumber): string {
  if (serial !== null) return hexToBits(serial)
  return facilityCode === null ? toBits(cardNumber ?? 0, 32) : toBits(facilityCode * half + (cardNumber ?? 0), 24)
}

function readId(id: number): BadgeNumber | null {
  if (id > 0xff_ffff_ffff) return null
  return wholeNumber(id % 0x1_0000_0000, id.toString(16).toUpperCase().padStart(idDigits, '0'))
}

function wholeNumber(cardNumber: number, serial: string | null): BadgeNumber {
  return { format: 'em4100', facilityCode: null, cardNumber, serial }
}

function lowPart(facilityCode: number, cardNumber: number): BadgeNumber {
  return { format: 'em4100', facilityCode, cardNumber, serial: null }
}
