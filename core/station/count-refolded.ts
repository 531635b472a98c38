/** Writes a tap that counts where its periods cannot simply go on: told late, or of somebody who is in elsewhere. */
import { appendEvent, readPeriods } from '../attendance/attendance-store.ts'
import type { Direction } from '../attendance/direction.ts'
import type { Punch } from '../attendance/fold-periods.ts'
import { sumHours } from '../attendance/hours.ts'
import type { PersonRow } from '../people/people-store.ts'
import { eventOf, finishTap, type KnownTap, workedPeriods } from './count-tap.ts'
import { planRefold, writeRefold } from './refold.ts'
import type { DecidedTap } from './tap-context.ts'

export function countRefolded(known: KnownTap & { holder: PersonRow }, decided: Direction): DecidedTap {
  const { context, db, presentation, cardId, number, holder, calendar } = known
  const { atMs } = presentation.clock
  const { personId } = holder
  const eventId = context.newEventId(atMs)
  const punch: Punch = {
    eventId,
    // Its own number is not given yet: it is the newest of this station.
    sequence: Number.MAX_SAFE_INTEGER,
    touch: Number.MAX_SAFE_INTEGER,
    stationId: context.settings.station.id,
    kind: decided.outcome,
    atMs,
    occurredMs: atMs,
    isForced: false,
    completedBy: null,
    isApart: false,
    isAdded: false,
    shownBy: null,
  }
  const isMoved = planRefold(db, context, personId, { aroundMs: atMs, added: punch }).moved.has(eventId)
  const direction: Direction = isMoved ? { outcome: 'in', reason: null, open: 'none' } : decided
  const sequence = appendEvent(db, {
    ...eventOf(context, presentation, eventId),
    kind: direction.outcome,
    badge: number,
    cardId,
    personId,
    reason: direction.reason,
  })
  const added = { ...punch, sequence, touch: sequence }
  const refold = planRefold(db, context, personId, { aroundMs: atMs, added })
  writeRefold(db, context, personId, refold, atMs)
  const ended = refold.after.find(({ outEvent, state }) => outEvent === eventId && state === 'closed')
  const longestShiftMs = context.settings.rules.longestShiftHours * 3_600_000
  const worked = workedPeriods(readPeriods(db, personId, calendar.weekStartMs - longestShiftMs))
  return finishTap(known, direction, eventId, {
    startedBy: ended?.firstEvent ?? null,
    hours: sumHours(worked, calendar, atMs),
  })
}
