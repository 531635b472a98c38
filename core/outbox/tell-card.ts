/** What is told of a card that was handed out at this station. Pure. */
import type { NewOutboxRow } from './outbox-row.ts'

/** A card that was handed out at this station. */
export type CardFact = {
  /** New for each check-in. */
  key: string
  cardId: number
  personId: number
  atMs: number
  card: {
    systemId: string | null
    facilityCode: number | null
    internalNumber: number | null
    externalNumber: string | null
    cardType: number | null
  }
  isSystemEnforced: boolean
}

/**
 * The payload of a `cards` row, in the words of BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”. Whom the service knows the
 * person as is looked up when it is sent.
 */
export type CardPayload = {
  NewCardInternalCardNumber: number | null
  NewCardExternalCardNumber: string | null
  NewCardFacilityCode: number | null
  NewCardCardType: number | null
  NewCardCardACSystemId: string | null
  NewCardEnforceOccupancySystem: boolean
}

/** Check-ins of one card leave in order. */
export function cardFence(cardId: number): string {
  return `card:${cardId}`
}

/** The row that goes with a card check-in, to be enqueued in its transaction. */
export function tellCardCheckIn({ key, cardId, personId, atMs, card, isSystemEnforced }: CardFact): NewOutboxRow {
  const payload: CardPayload = {
    NewCardInternalCardNumber: card.internalNumber,
    NewCardExternalCardNumber: card.externalNumber,
    NewCardFacilityCode: card.facilityCode,
    NewCardCardType: card.cardType,
    NewCardCardACSystemId: card.systemId,
    NewCardEnforceOccupancySystem: isSystemEnforced,
  }
  return { upstream: 'cards', fence: cardFence(cardId), key, personId, payload, enqueuedAtMs: atMs, dueAtMs: atMs }
}
