/** Undo as the door offers it: of the result on screen, and from Ready with the same badge again. */
import type { Answer, Listener } from '../contract/contract.ts'
import type { ClockReading } from './clock.ts'
import { identifyCard } from './tap.ts'
import type { DecidedTap, Presentation, TapContext } from './tap-context.ts'
import { undoTap } from './undo.ts'

/** `cardId` null: a tap by number and PIN, which no badge can take back from Ready. */
type LastTap = { eventId: string; cardId: number | null; undoUntilMs: number; displayName: string | null }

/** The last tap is kept in memory: Ready offers nothing after a restart, while a result that is still on screen can be undone. */
export function createUndoOffer(context: TapContext, readClock: () => ClockReading, publish: Listener) {
  let last: LastTap | null = null
  let armed: (LastTap & { armedUntilMs: number }) | null = null

  const undo = (eventId: string, undoUntilMs: number | null, cause: 'screen' | 'tap'): Answer<'undoTap'> => {
    const outcome = undoTap(context, { eventId, clock: readClock(), undoUntilMs, cause })
    if (outcome.type === 'not-undone') return outcome
    publish('undone', { eventId, displayName: last?.eventId === eventId ? last.displayName : null })
    if (last?.eventId === eventId) last = null
    armed = null
    return { type: 'undone' }
  }

  return {
    remember: ({ decision, cardId }: DecidedTap): void => {
      if (decision.eventId === null || decision.undoUntilMs === null) return
      const { eventId, undoUntilMs } = decision
      last = { eventId, undoUntilMs, cardId, displayName: decision.person?.displayName ?? null }
      armed = null
    },
    /** That tap was turned round: nothing of it is left to undo. */
    forget: (eventId: string): void => {
      if (last?.eventId !== eventId) return
      last = null
      armed = null
    },
    fromScreen: (eventId: string) => undo(eventId, null, 'screen'),
    arm: (): Answer<'armUndo'> => {
      const { atMs } = readClock()
      if (last === null || last.cardId === null || atMs > last.undoUntilMs) return { type: 'nothing-to-undo' }
      // Asked for in time; the hand has as long again to bring the badge.
      const armedUntilMs = atMs + context.settings.rules.undoSeconds * 1000
      armed = { ...last, armedUntilMs }
      return { type: 'armed', untilMs: armedUntilMs }
    },
    /** Whether this presentation was the badge that an armed undo waits for; any other badge disarms it. */
    takeArmed: (presentation: Presentation): boolean => {
      const waiting = armed
      armed = null
      if (waiting === null || presentation.clock.atMs > waiting.armedUntilMs) return false
      if (identifyCard(context, presentation)?.card.cardId !== waiting.cardId) return false
      return undo(waiting.eventId, waiting.armedUntilMs, 'tap').type === 'undone'
    },
  }
}
