import { cardFormatNames } from '../contract/card-format-names.ts'
import { formatBadge } from './read-badge.ts'

/** A stored card's internal number as it is printed on the card; without a format, as it was given. Null: it has none. */
export function printStoredNumber(card: {
  format: string | null
  facilityCode: number | null
  internalNumber: number | null
}): string | null {
  const { format, facilityCode, internalNumber } = card
  if (internalNumber === null) return null
  const known = cardFormatNames.find((name) => name === format)
  if (known !== undefined) return formatBadge({ format: known, facilityCode, cardNumber: internalNumber, serial: null })
  return facilityCode === null ? String(internalNumber) : `${facilityCode}-${internalNumber}`
}
