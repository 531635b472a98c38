import type { BadgeNumber, BadgeReading } from './badge-number.ts'

const digits = 10
const largest = 0xffff_ffff

/**
 * EM4100 as keyboard readers type it, the form “8H10D”: the low 32 bits of the 40-bit id as ten decimal digits. The top
 * byte is lost in this form, and the number stands without a facility code.
 * Source: RfidResearchGroup/proxmark3, `cmdlfem410x.c`; i-keys.de, “Chip-Codes”.
 */
export function readEm4100(text: string): BadgeReading {
  if (!/^[0-9]*$/.test(text)) return unreadable('An EM4100 number has digits only.')
  if (text.length !== digits) return unreadable(`An EM4100 number has ${digits} digits, not ${text.length}.`)
  const cardNumber = Number(text)
  if (cardNumber > largest) return unreadable(`An EM4100 number is no greater than ${largest}.`)
  return { type: 'read', candidates: [{ format: 'em4100', facilityCode: null, cardNumber, serial: null }] }
}

/** The number as it is printed on the card, leading zeros included. */
export function formatEm4100({ cardNumber }: BadgeNumber): string {
  return String(cardNumber ?? '').padStart(digits, '0')
}

function unreadable(why: string): BadgeReading {
  return { type: 'unreadable', why }
}
