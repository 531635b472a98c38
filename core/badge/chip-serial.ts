/**
 * A chip's serial (csn, UID). No maker says in which order its bytes become a number, so readers differ: NXP's
 * E43AC9D2 is typed as E43AC9D2, as D2C93AE4, and as either of the two numbers that these are (buysmartcard.blog; Suprema, “CSN byte order”).
 */
import type { ByteOrder } from '../contract/reader-settings.ts'
import type { BadgeNumber } from './badge-number.ts'

/** ISO/IEC 14443-3: single, double and triple size; ISO/IEC 15693-3: eight bytes. */
const serialBytes: readonly number[] = [4, 7, 8, 10]

export function isSerialLength(bytes: number): boolean {
  return serialBytes.includes(bytes)
}

/** In upper-case hex, in the order or the orders that are meant. */
export function readSerialHex(hex: string, byteOrder: ByteOrder): BadgeNumber[] {
  if (hex.length % 2 !== 0 || !isSerialLength(hex.length / 2)) return []
  const asSent = hex.toUpperCase()
  if (byteOrder === 'as-sent') return [toNumber(asSent)]
  const reversed = reverseBytes(asSent)
  if (byteOrder === 'reversed') return [toNumber(reversed)]
  return asSent === reversed ? [toNumber(asSent)] : [toNumber(asSent), toNumber(reversed)]
}

/** A serial of four bytes, typed as one number. */
export function readSerialDigits(digits: string, byteOrder: ByteOrder): BadgeNumber[] {
  const value = Number(digits)
  if (digits.length > 10 || value > 0xffff_ffff) return []
  return readSerialHex(value.toString(16).padStart(8, '0'), byteOrder)
}

/** The number that a serial of four bytes is; null for a longer one. */
export function serialToNumber(serial: string): number | null {
  return serial.length === 8 ? Number.parseInt(serial, 16) : null
}

export function reverseBytes(hex: string): string {
  let reversed = ''
  for (let at = hex.length - 2; at >= 0; at -= 2) reversed += hex.slice(at, at + 2)
  return reversed
}

/** Every form, by name. */
export function listSerialForms(serial: string): Record<string, string> {
  const reversed = reverseBytes(serial)
  const [number, reversedNumber] = [serialToNumber(serial), serialToNumber(reversed)]
  const hex = { hex: serial, hexReversed: reversed }
  if (number === null || reversedNumber === null) return hex
  const print = (value: number): string => String(value).padStart(10, '0')
  return { ...hex, decimal: print(number), decimalReversed: print(reversedNumber) }
}

function toNumber(serial: string): BadgeNumber {
  return { format: 'csn', facilityCode: null, cardNumber: null, serial }
}
