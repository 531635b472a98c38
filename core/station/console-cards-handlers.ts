/** Answers the calls of `console-cards-calls.ts`. */
import { listUnknownTaps } from '../attendance/unknown-card-store.ts'
import { formatBadge } from '../badge/read-badge.ts'
import type { consoleCardsCalls } from '../contract/console-cards-calls.ts'
import type { Answer, Caller, Request } from '../contract/contract.ts'
import { readCard, readCardHistory, readCardStates, searchCards } from '../people/card-store.ts'
import { findHeldCards } from '../people/held-card-store.ts'
import { answerCardChange } from './answer-card-calls.ts'
import type { CardDesk } from './card-desk.ts'
import type { ClockReading } from './clock.ts'
import type { TapContext } from './tap-context.ts'

export type ConsoleCardsHandlers = {
  [N in keyof typeof consoleCardsCalls]: (request: Request<N>, caller: Caller) => Promise<Answer<N>>
}

/** A card that nobody asked about for so long is of no use to anybody (ours). */
const unknownForMs = 7 * 24 * 3_600_000
const mostUnknown = 200

export function createConsoleCardsHandlers(
  context: TapContext,
  readClock: () => ClockReading,
  desk: CardDesk,
): ConsoleCardsHandlers {
  const { read } = context.store
  return {
    listUnknownCards: async () => {
      const { atMs } = readClock()
      const cards = listUnknownTaps(read, atMs - unknownForMs, mostUnknown)
        .filter(({ badge }) => findHeldCards(read, badge, atMs).length === 0)
        .map((tap) => ({ ...tap, printed: formatBadge(tap.badge) }))
      const { station, upstreams } = context.settings
      const needsSystem = upstreams.cards !== undefined && station.cardSystemId === undefined
      return { type: 'unknown-cards', needsSystem, cards }
    },
    searchCards: async ({ after = null, ...asked }) => ({ type: 'cards', ...searchCards(read, { ...asked, after }) }),
    getCard: async ({ cardId }) => {
      const card = readCard(read, cardId)
      if (card === null) return { type: 'unknown-card' }
      const holders = readCardHistory(read, cardId).toReversed()
      return { type: 'card', card, holders, states: readCardStates(read, cardId).toReversed() }
    },
    beginCardRead: async (_request, { id }) => desk.begin(id),
    cancelCardRead: async (_request, { id }) => desk.cancel(id),
    identifyBadge: async ({ candidates }) => {
      const { atMs } = readClock()
      const cards = candidates.flatMap((badge) => {
        const printed = formatBadge(badge)
        const known = findHeldCards(read, badge, atMs).flatMap(({ card }) => readCard(read, card.cardId) ?? [])
        return known.map((card) => ({ badge, printed, card }))
      })
      // Each card is one, however many numbers lead to it; of a new one the likeliest number is taken, as a refused tap does.
      const known = [...new Map(cards.map((found) => [found.card.cardId, found])).values()]
      const unknown = candidates.slice(0, 1).map((badge) => ({ badge, printed: formatBadge(badge), card: null }))
      return { type: 'read', cards: known.length > 0 ? known : unknown }
    },
    changeCard: async (asked) => answerCardChange(context, asked, readClock().atMs),
  }
}
