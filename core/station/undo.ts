/** Taking back a tap: a further event that refers to the first, with everything that the first one led to. */
import { appendEvent, newestPeriod } from '../attendance/attendance-store.ts'
import { readEvent, type StoredEvent } from '../attendance/supervision-store.ts'
import { findUndoRefusal, type UndoRefusal } from '../attendance/undo-rules.ts'
import type { WritableDb } from '../store/database.ts'
import { takeBack } from './change-attendance.ts'
import type { ClockReading } from './clock.ts'
import { freeFromGuard } from './guard-repeat.ts'
import type { TapContext } from './tap-context.ts'

export type UndoOutcome = { type: 'undone'; eventId: string } | { type: 'not-undone'; why: UndoRefusal }

type UndoRequest = { eventId: string; clock: ClockReading; undoUntilMs: number | null; cause: 'screen' | 'tap' }

/**
 * Undoes the tap `eventId`. `undoUntilMs`: the deadline, which is the tap's own unless the screen was asked in time.
 * What a supervisor wrote, or what would leave time counted twice, is not for whoever tapped to undo.
 */
export function undoTap(context: TapContext, request: UndoRequest): UndoOutcome {
  const result = context.store.transact<TakenTap, UndoOutcome>((db) => {
    const taken = takeTapBack(context, db, request)
    return taken.type === 'taken' ? { ok: true, value: taken } : { ok: false, refusal: taken }
  })
  if (!result.ok) return result.refusal
  // Only now: an undo that is refused or not stored leaves the repeat guard as it is.
  freeFromGuard(context, result.value.event)
  return { type: 'undone', eventId: result.value.undoId }
}

export type TakenTap = { type: 'taken'; undoId: string; event: StoredEvent & { personId: number } }

/** The undo within a transaction of whoever asks, who ends it and then frees the card. */
export function takeTapBack(
  context: TapContext,
  db: WritableDb,
  request: UndoRequest,
): TakenTap | { type: 'not-undone'; why: UndoRefusal } {
  const { eventId, clock, cause } = request
  const { settings } = context
  const stored = readEvent(db, eventId)
  if (stored === null || stored.personId === null || stored.act !== null)
    return { type: 'not-undone', why: 'not-a-tap' }
  const { personId, kind } = stored
  const event = { ...stored, personId }
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
  if (why !== null) return { type: 'not-undone', why }

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
  const reshaping = takeBack(db, context, { event, undoId, clock, aroundMs: event.atMs, restores: null })
  if (reshaping.type === 'refused') return { type: 'not-undone', why: 'superseded' }
  return { type: 'taken', undoId, event }
}
