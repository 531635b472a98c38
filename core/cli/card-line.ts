/** A card as the command line shows it. */
import { printStoredNumber } from '../badge/print-stored-number.ts'
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
  const { cardId, externalNumber, state, diesAtMs, holder } = card
  const number = [printStoredNumber(card), externalNumber].filter((part) => part !== null).join(' / ')
  const whose = holder === null ? 'nobody' : `${holder.employeeNumber} ${holder.displayName}`
  return `id:${cardId}  ${number}  ${state}  ${whose}${diesAtMs === null ? '' : `  until ${sayInstant(diesAtMs, zone)}`}`
}
