/** A card is read for the console: the next badge at this station, which clocks nobody. */
import type { Answer, Listener } from '../contract/contract.ts'
import type { ClockReading } from './clock.ts'
import { readForEnrolment } from './read-for-enrolment.ts'
import type { Presentation, TapContext } from './tap-context.ts'

/** How long the station waits for the card (ours): it may lie in a drawer. */
const cardWithinMs = 60_000

export type CardDesk = ReturnType<typeof createCardDesk>

/** @param isSignedIn Whether somebody may still ask there; without them the badge is a tap like any other. */
export function createCardDesk(
  context: TapContext,
  readClock: () => ClockReading,
  publish: Listener,
  isSignedIn: (callerId: string) => boolean,
) {
  /** One at a time: there is one badge in the hand. By the clock that nobody can set. */
  let waiting: { callerId: string; untilMs: number } | null = null
  const leave = (callerId: string): void => {
    if (waiting?.callerId === callerId) waiting = null
  }
  return {
    begin: (callerId: string): Answer<'beginCardRead'> => {
      const { atMs, monotonicMs } = readClock()
      waiting = { callerId, untilMs: monotonicMs + cardWithinMs }
      return { type: 'waiting', untilMs: atMs + cardWithinMs }
    },
    cancel: (callerId: string): Answer<'cancelCardRead'> => {
      leave(callerId)
      return { type: 'cancelled' }
    },
    /** Whether this presentation was read for the console; then it clocks nobody. */
    takeBadge: (presentation: Presentation): boolean => {
      const asked = waiting
      if (asked === null) return false
      waiting = null
      if (presentation.clock.monotonicMs > asked.untilMs || !isSignedIn(asked.callerId)) return false
      publish('badgeRead', readForEnrolment(context, presentation, true))
      return true
    },
    leave,
  }
}
