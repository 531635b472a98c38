/** What the door will make of a card that was just handed out, where that is not what was meant. */
import type { BadgeNumber } from '../badge/badge-number.ts'
import { formatEm4100 } from '../badge/em4100.ts'
import { say } from '../contract/sentences.ts'
import type { CardView } from '../people/card-store.ts'
import { findHeldCards } from '../people/held-card-store.ts'
import { storedAs } from '../people/stored-number.ts'
import type { ReadableDb } from '../store/database.ts'

/** Sentences for whoever handed it out. Of a card without a number, or of another format, there is nothing to say. */
export function warnOfCard(db: ReadableDb, card: CardView, atMs: number): string[] {
  const { internalNumber, facilityCode, format } = card
  if (internalNumber === null || (format !== null && format !== 'em4100')) return []
  const whole = findWhole(internalNumber, facilityCode)
  if (whole === null) {
    return [say('no-em4100', { facility: facilityCode ?? '', number: internalNumber })]
  }
  const warnings: string[] = []
  if (facilityCode !== null && whole !== internalNumber) {
    warnings.push(say('whole-em4100', { whole: print(whole), number: print(internalNumber) }))
  }
  const namesakes = findHeldCards(db, toBadge(whole), atMs).filter((other) => other.card.cardId !== card.cardId)
  if (namesakes.length === 0) return warnings
  const others = namesakes
    .map(({ card: other, holder }) => `id:${other.cardId}${holder ? ` (${holder.employeeNumber})` : ''}`)
    .join(', ')
  const isTheirs = namesakes.every(({ holder }) => holder !== null && holder.personId === card.holder?.personId)
  warnings.push(say(isTheirs ? 'reads-as-theirs' : 'reads-as-ambiguous', { others }))
  return warnings
}

/** The number that an EM4100 reader types for such a card; null: none would be taken for it. */
function findWhole(internalNumber: number, facilityCode: number | null): number | null {
  const halves = facilityCode === null ? [] : [facilityCode * 0x10000 + internalNumber]
  const isMeant = (whole: number): boolean =>
    whole <= 0xffff_ffff && storedAs(toBadge(whole)).isMeant(internalNumber, facilityCode)
  return [internalNumber, ...halves].find(isMeant) ?? null
}

function toBadge(cardNumber: number): BadgeNumber {
  return { format: 'em4100', facilityCode: null, cardNumber, serial: null }
}

function print(cardNumber: number): string {
  return formatEm4100(toBadge(cardNumber))
}
