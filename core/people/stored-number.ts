import type { BadgeNumber } from '../badge/badge-number.ts'

/** A number under which a card may be stored, and which stored facility codes go with it. */
export type StoredNumber = { internalNumber: number; isFacility: (stored: number | null) => boolean }

/**
 * Under which numbers a card may be stored. An EM4100 number is one number without a facility code, and stored so; where a
 * roster names no format, its facility code and card number may have meant the two halves.
 */
export function badgeToStoredNumbers({
  format,
  facilityCode,
  cardNumber,
}: BadgeNumber): [] | [StoredNumber] | [StoredNumber, StoredNumber] {
  if (cardNumber === null) return []
  if (format !== 'em4100') {
    const isFacility = (stored: number | null) => stored === facilityCode || stored === null || facilityCode === null
    return [{ internalNumber: cardNumber, isFacility }]
  }
  const whole = facilityCode !== null && cardNumber <= 0xffff ? facilityCode * 0x10000 + cardNumber : cardNumber
  const upper = Math.floor(whole / 0x10000)
  return [
    // A facility code beside the whole number is at least its upper half: 118/1603 is not the card 0000001603.
    { internalNumber: whole, isFacility: (stored) => stored === null || stored === upper },
    { internalNumber: whole % 0x10000, isFacility: (stored) => stored === upper },
  ]
}
