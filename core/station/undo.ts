/** Taking back a tap: a further event that refers to the first, with everything that the first one led to. */
import { appendEvent, newestPeriod } from '../attendance/attendance-store.ts'
import { readEvent } from '../attendance/supervision-store.ts'
import { findUndoRefusal, type UndoRefusal } from '../attendance/undo-rules.ts'
import { takeBack } from './change-attendance.ts'
import type { ClockReading } from './clock.ts'
import type { TapContext } from './tap-context.ts'

export type UndoOutcome = { type: 'undone'; eventId: string } | { type: 'not-undone'; why: UndoRefusal }

/**
 * Undoes the tap `eventId`. `undoUntilMs`: the deadline, which is the tap's own unless the screen was asked in time.
 * What a supervisor wrote, or what would leave time counted twice, is not for whoever tapped to undo.
 */
export function undoTap(
  context: TapContext,
  request: { eventId: string; clock: ClockReading; undoUntilMs: number | null; cause: 'screen' | 'tap' },
): UndoOutcome {
  const { eventId, clock, cause } = request
  const { settings } = context
  let freed: number | null = null
  const result = context.store.transact<UndoOutcome, UndoOutcome>((db) => {
    const event = readEvent(db, eventId)
    if (event === null || event.personId === null || event.act !== null) {
      return { ok: false, refusal: { type: 'not-undone', why: 'not-a-tap' } }
    }
    const { personId, kind } = event
    const newest = newestPeriod(db, personId)
    const why = findUndoRefusal({
      kind,
      isUndone: event.isUndone,
      isNewest:
        newest !== null &&
        (kind === 'in' ? newest.state === 'open' && newest.inEvent === eventId : newest.outEvent === eventId),
      nowMs: clock.atMs,
      undoUntilMs: request.undoUntilMs ?? event.atMs + settings.rules.undoSeconds * 1000,
    })
    if (why !== null) return { ok: false, refusal: { type: 'not-undone', why } }

    const undoId = context.newEventId(clock.atMs)
    appendEvent(db, {
      eventId: undoId,
      stationId: settings.station.id,
      kind: 'undo',
      atMs: clock.atMs,
      zone: settings.station.zone,
      reader: null,
      badge: null,
      cardId: event.cardId,
      personId,
      reason: null,
      detail: null,
      cause,
      refersTo: eventId,
      isClockTrusted: clock.isTrusted,
    })
    const reshaping = takeBack(db, context, {
      event: { ...event, personId },
      undoId,
      clock,
      aroundMs: event.atMs,
      restores: null,
    })
    if (reshaping.type === 'refused') return { ok: false, refusal: { type: 'not-undone', why: 'superseded' } }
    freed = event.cardId
    return { ok: true, value: { type: 'undone', eventId: undoId } }
  })
  // Only now: an undo that is refused or not stored leaves the repeat guard as it is.
  if (result.ok && freed !== null) context.countedByCard.delete(freed)
  return result.ok ? result.value : result.refusal
}
