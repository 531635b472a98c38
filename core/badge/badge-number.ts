/** What a card says of itself, whichever reader said it. */
export type BadgeNumber = {
  /** The layout that the number was read by. */
  format: 'em4100'
  /** Whole number, or null where the format has none. */
  facilityCode: number | null
  /** Internal (encoded) number, a whole number up to 2^48; null for a card known by its serial alone. */
  cardNumber: number | null
  /** External number: the chip's serial as upper-case hex; null where the format has none. */
  serial: string | null
}

/** The outcome of reading one presentation: every number that it could mean, or why it means none. */
export type BadgeReading =
  | { type: 'read'; candidates: [BadgeNumber, ...BadgeNumber[]] }
  | { type: 'unreadable'; why: string }
