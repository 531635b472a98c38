/** How the console speaks of a card. */
import type { TFunction } from 'i18next'
import { printStoredNumber } from '../../../core/badge/print-stored-number.ts'
import type { Answer } from '../../../core/contract/contract.ts'

export type CardView = Extract<Answer<'getCard'>, { type: 'card' }>['card']

/** What was read, and the card where it is known. */
export type ReadCard = Extract<Answer<'identifyBadge'>, { type: 'read' }>['cards'][number]

/** Its number as people know it. */
export function cardName(
  card: Pick<CardView, 'format' | 'facilityCode' | 'internalNumber' | 'externalNumber'>,
): string {
  return [printStoredNumber(card), card.externalNumber].filter((part) => part !== null).join(' / ')
}

/** Its state and its holder, in a few words. */
export function cardWords({ state, hasDiedWithHolder, holder }: CardView, t: TFunction): string {
  const whose = holder ? `${holder.displayName} (${holder.employeeNumber})` : t('console.cards.nobodys')
  return `${t(`console.cards.states.${hasDiedWithHolder ? 'diedWithHolder' : state}`)} · ${whose}`
}

/** What `checkInCard` needs to mean this card: all that is known of it. */
export function cardToRequest(
  card: Pick<CardView, 'systemId' | 'facilityCode' | 'internalNumber' | 'externalNumber'>,
): Record<string, string | number> {
  const request = {
    NewCardInternalCardNumber: card.internalNumber,
    NewCardExternalCardNumber: card.externalNumber,
    NewCardFacilityCode: card.facilityCode,
    NewCardCardACSystemId: card.systemId,
  }
  return Object.fromEntries(Object.entries(request).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
}
