/** A card as the command line shows it. */
import { formatBadge } from '../badge/read-badge.ts'
import { cardFormatNames } from '../contract/reader-settings.ts'
import type { CardView } from '../people/card-store.ts'
import { formatInstant, sayInstant } from './decision-line.ts'

export function cardToLine(card: CardView, zone: string) {
  const { cardId, systemId, facilityCode, internalNumber, externalNumber, cardType, state, diesAtMs, holder } = card
  return {
    id: `id:${cardId}`,
    ...{ systemId, facilityCode, internalNumber, externalNumber, cardType, state },
    until: diesAtMs === null ? null : formatInstant(diesAtMs, zone),
    holder: holder && { employeeNumber: holder.employeeNumber, displayName: holder.displayName },
  }
}

/** One line for people. */
export function cardToText(card: CardView, zone: string) {
  const { cardId, internalNumber, externalNumber, state, diesAtMs, holder } = card
  const number = [internalNumber === null ? null : printNumber(card), externalNumber]
    .filter((part) => part !== null)
    .join(' / ')
  const whose = holder === null ? 'nobody' : `${holder.employeeNumber} ${holder.displayName}`
  return `id:${cardId}  ${number}  ${state}  ${whose}${diesAtMs === null ? '' : `  until ${sayInstant(diesAtMs, zone)}`}`
}

/** As it is printed on the card; without a format, as it was given. */
function printNumber({ format, facilityCode, internalNumber }: CardView): string {
  const known = cardFormatNames.find((name) => name === format)
  if (known !== undefined) return formatBadge({ format: known, facilityCode, cardNumber: internalNumber, serial: null })
  return facilityCode === null ? String(internalNumber) : `${facilityCode}-${internalNumber}`
}
