/** Taking back a tap: a further event that refers to the first, with everything that the first one led to. */
import { appendEvent, findEvent, isUndone, newestPeriod, revertPeriods } from '../attendance/attendance-store.ts'
import { findUndoRefusal, type UndoRefusal } from '../attendance/undo-rules.ts'
import { enqueue, withdrawWaiting } from '../outbox/outbox-store.ts'
import { tellUndo } from '../outbox/tell.ts'
import { removeEntryOf } from '../presence/presence-store.ts'
import type { ClockReading } from './clock.ts'
import { type TapContext, tellRulesOf, toAttendanceKind } from './tap.ts'

export type UndoOutcome = { type: 'undone'; eventId: string } | { type: 'not-undone'; why: UndoRefusal }

/**
 * Undoes the tap `eventId`. `undoUntilMs`: the deadline, which is the tap's own unless the screen was asked in time.
 * Rows that have not gone are withdrawn; for those that have, the opposite is told.
 */
export function undoTap(
  context: TapContext,
  request: { eventId: string; clock: ClockReading; undoUntilMs: number | null; cause: 'screen' | 'tap' },
): UndoOutcome {
  const { eventId, clock, cause } = request
  const { settings } = context
  const result = context.store.transact<UndoOutcome, UndoOutcome>((db) => {
    const event = findEvent(db, eventId)
    if (event === null || event.personId === null || (event.kind !== 'in' && event.kind !== 'out')) {
      return { ok: false, refusal: { type: 'not-undone', why: 'not-a-tap' } }
    }
    const { personId, kind } = event
    const newest = newestPeriod(db, personId)
    const why = findUndoRefusal({
      kind,
      isUndone: isUndone(db, eventId),
      isNewest: newest !== null && (kind === 'in' ? newest.inEvent : newest.outEvent) === eventId,
      nowMs: clock.atMs,
      undoUntilMs: request.undoUntilMs ?? event.atMs + settings.rules.undoSeconds * 1000,
    })
    if (why !== null) return { ok: false, refusal: { type: 'not-undone', why } }

    const undoId = context.newEventId(clock.atMs)
    const sequence = appendEvent(db, {
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
    revertPeriods(db, personId, eventId, { eventId: undoId, sequence })
    const firstPresence = removeEntryOf(db, personId, eventId)
    const undone = {
      eventId,
      personId,
      kind: toAttendanceKind(kind, event.reason),
      atMs: event.atMs,
      startedBy: null,
      firstPresence,
    }
    for (const step of tellUndo({ eventId: undoId, atMs: clock.atMs, undone }, tellRulesOf(settings))) {
      const withdrawal = withdrawWaiting(db, step.upstream, step.key)
      if (withdrawal === 'too-late' && step.instead) enqueue(db, [step.instead])
    }
    if (event.cardId !== null) context.countedByCard.delete(event.cardId)
    return { ok: true, value: { type: 'undone', eventId: undoId } }
  })
  return result.ok ? result.value : result.refusal
}
