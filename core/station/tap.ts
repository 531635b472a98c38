/**
 * One presentation of a badge, from the typed text to a durable decision: gather what is known, decide, and write event,
 * period, presence and outbox rows in one transaction. Nothing is answered before the commit.
 */
import {
  appendEvent,
  findEvent,
  findOpenPeriod,
  listPeriodsSince,
  type PeriodRow,
} from '../attendance/attendance-store.ts'
import { decideDirection } from '../attendance/direction.ts'
import { sumHours } from '../attendance/hours.ts'
import { hasBesidePeriods } from '../attendance/shared-punch-store.ts'
import type { BadgeNumber, BadgeReading } from '../badge/badge-number.ts'
import { readPresented } from '../badge/read-badge.ts'
import type { Decision, TapReason } from '../contract/decision.ts'
import type { ClockingUse, ReaderSettings } from '../contract/reader-settings.ts'
import type { StationSettings } from '../contract/settings.ts'
import { findKnownCards, type KnownCard } from '../people/held-card-store.ts'
import type { PersonRow } from '../people/people-store.ts'
import { sayBadgeTime } from '../schedule/say-badge-time.ts'
import type { ReadableDb, WritableDb } from '../store/database.ts'
import { countRefolded } from './count-refolded.ts'
import { countTap, decisionOf, eventOf, type KnownTap, workedPeriods } from './count-tap.ts'
import { type CountedTap, findRefusal, findRepeat, judgeReading } from './decide-tap.ts'
import { findOpenBefore } from './refold.ts'
import type { DecidedTap, Presentation, TapContext } from './tap-context.ts'

/**
 * Decides a presentation. When this returns, the decision is durable. Throws only if the database cannot be written, and for a
 * reader that clocks nobody: whoever hears a reader asks `clocksPeople` first.
 */
export function decideTap(context: TapContext, presentation: Presentation): DecidedTap {
  const reader = findReader(context.settings, presentation.reader)
  if (!clocksPeople(reader)) throw new Error(`a tap at the reader "${reader.id}", which clocks nobody`)
  const reading = readPresented(presentation.presented, reader)
  const result = context.store.transact<DecidedTap, DecidedTap>((db) => {
    const verdict = judgeReading(reading, findMeantCards(db, reading, presentation), presentation.clock.atMs)
    if (verdict.type === 'refused') {
      return { ok: true, value: refuse(context, db, presentation, { ...verdict, cardId: null, holder: null }) }
    }
    return decideKnownCard(context, db, presentation, reader, verdict)
  })
  const decided = result.ok ? result.value : result.refusal
  rememberCounted(context, presentation, decided)
  return decided
}

/** A reader that is on the counter but not in `station.json` is taken as it comes: toggling, any format. */
export function findReader(settings: StationSettings, id: string): ReaderSettings {
  const asItComes = { use: 'toggle', format: 'auto', text: 'auto', byteOrder: 'auto', kind: 'auto' } as const
  return settings.readers.find((reader) => reader.id === id) ?? { id, ...asItComes }
}

/** A reader that clocks people in or out, and does not just read their cards. */
export function clocksPeople(reader: ReaderSettings): reader is ReaderSettings & { use: ClockingUse } {
  return reader.use !== 'enrol'
}

/** The known card that a presentation means, without deciding anything; null where it is none or not one. */
export function identifyCard(context: TapContext, presentation: Presentation): KnownCard | null {
  const reading = readPresented(presentation.presented, findReader(context.settings, presentation.reader))
  const verdict = judgeReading(
    reading,
    findMeantCards(context.store.read, reading, presentation),
    presentation.clock.atMs,
  )
  return verdict.type === 'card' ? verdict : null
}

export function findMeantCards(db: ReadableDb, reading: BadgeReading, { clock, cause }: Presentation): KnownCard[] {
  return reading.type === 'unreadable' ? [] : findKnownCards(db, reading.candidates, clock.atMs, cause === 'replay')
}

function decideKnownCard(
  context: TapContext,
  db: WritableDb,
  presentation: Presentation,
  reader: { use: ClockingUse },
  { card, number, holder, hasTimeProfiles }: KnownCard,
): { ok: true; value: DecidedTap } | { ok: false; refusal: DecidedTap } {
  const { rules } = context.settings
  const { atMs, monotonicMs } = presentation.clock
  const longestShiftMs = rules.longestShiftHours * 3_600_000
  const calendar = context.dayAndWeek(atMs)
  const open = holder && findOpenPeriod(db, holder.personId)
  const recent = holder ? listPeriodsSince(db, holder.personId, calendar.weekStartMs - longestShiftMs) : []
  const known = { context, db, presentation, card, number, holder, calendar, open, recent }

  const windowMs = rules.repeatGuardSeconds * 1000
  const counted = findRepeat(findCounted(db, recent, card.cardId, atMs, windowMs), atMs, windowMs)
  const guarded = context.countedByCard.get(card.cardId)
  const repeated =
    counted ??
    (guarded && presentation.cause === 'tap' && monotonicMs - guarded.monotonicMs < windowMs ? guarded.tap : null)
  // Nothing changes, so nothing is written.
  if (repeated) return { ok: false, refusal: answerRepeat(known, repeated) }

  const isAllowed = holder === null || !hasTimeProfiles || context.schedules.isAllowed(db, holder.personId, atMs)
  const refusal = findRefusal(card, holder, { isAllowed }, atMs)
  if (refusal !== null || holder === null) {
    const detail = refusal === 'outside-schedule' && holder ? sayWhenNext(known, holder) : null
    const refused = { reason: refusal ?? 'unassigned-card', number, detail, cardId: card.cardId, holder }
    return { ok: true, value: refuse(context, db, presentation, refused) }
  }
  // Others of a later time are known: the periods are folded anew. What is replayed is decided by how things stood then; at
  // the door they stand as they do, and a clock that was set back matters only where other stations fold the same punches.
  const isReplay = presentation.cause === 'replay'
  const isLate =
    (isReplay || context.settings.pull !== undefined) &&
    (recent.some(({ anchorMs, endedMs }) => anchorMs >= atMs || (endedMs ?? 0) >= atMs) ||
      hasBesidePeriods(db, holder.personId, atMs))
  const { id: stationId } = context.settings.station
  const openThen = isLate && isReplay ? findOpenBefore(db, holder.personId, { atMs, stationId }) : open
  const direction = decideDirection({ use: reader.use, open: openThen, atMs, longestShiftMs })
  // An in of somebody who is in, at an in reader: where that began at another station, the period goes on.
  const mayMove = direction.outcome === 'in' && direction.open === 'missed' && context.settings.pull !== undefined
  const gathered = { ...known, holder, open: openThen }
  return { ok: true, value: isLate || mayMove ? countRefolded(gathered, direction) : countTap(gathered, direction) }
}

function sayWhenNext({ context, db, presentation }: KnownTap, { personId }: PersonRow): string {
  const { atMs } = presentation.clock
  return sayBadgeTime(context.schedules.judge(db, personId, atMs), atMs, context.settings.station.zone)
}

/** The taps of this card that the person's periods remember around `atMs`. */
function findCounted(
  db: ReadableDb,
  recent: readonly PeriodRow[],
  cardId: number,
  atMs: number,
  windowMs: number,
): CountedTap[] {
  const isNear = (ms: number | null): ms is number => ms !== null && Math.abs(atMs - ms) < windowMs
  // A period without length may have ended before it began, by a clock that was set back: then only its event knows when.
  const mayEndNear = ({ startedMs, endedMs }: PeriodRow): boolean =>
    isNear(endedMs) || (endedMs !== null && endedMs === startedMs)
  const eventIds = recent.flatMap((period) => [
    ...(isNear(period.startedMs) && period.inEvent !== null ? [period.inEvent] : []),
    ...(mayEndNear(period) && period.outEvent !== null ? [period.outEvent] : []),
  ])
  const events = eventIds.flatMap((eventId) => findEvent(db, eventId) ?? [])
  return events.flatMap(({ kind, atMs: tapAtMs, eventId, cardId: tappedCardId }) =>
    tappedCardId === cardId && (kind === 'in' || kind === 'out') ? [{ atMs: tapAtMs, outcome: kind, eventId }] : [],
  )
}

function answerRepeat(known: KnownTap, repeated: CountedTap): DecidedTap {
  const { calendar, presentation, card } = known
  const decision: Decision = {
    ...decisionOf(known, 'repeat', null),
    hours: sumHours(workedPeriods(known), calendar, presentation.clock.atMs),
    counted: { atMs: repeated.atMs, outcome: repeated.outcome },
  }
  return { decision, cardId: card.cardId }
}

function refuse(
  context: TapContext,
  db: WritableDb,
  presentation: Presentation,
  refused: {
    reason: TapReason
    number: BadgeNumber | null
    detail: string | null
    cardId: number | null
    holder: PersonRow | null
  },
): DecidedTap {
  const { reason, number, detail, cardId, holder } = refused
  const eventId = context.newEventId(presentation.clock.atMs)
  const personId = holder?.personId ?? null
  appendEvent(db, {
    ...eventOf(context, presentation, eventId),
    kind: 'refused',
    badge: number,
    cardId,
    personId,
    reason,
    detail,
  })
  const decision = { ...decisionOf({ context, presentation, number, holder }, 'refused', reason), eventId, detail }
  return { decision, cardId }
}

function rememberCounted(context: TapContext, presentation: Presentation, decided: DecidedTap): void {
  const { decision, cardId } = decided
  const { outcome, eventId } = decision
  if (cardId === null || eventId === null || (outcome !== 'in' && outcome !== 'out')) return
  if (presentation.cause !== 'tap') return
  const { countedByCard } = context
  const { monotonicMs, atMs } = presentation.clock
  const windowMs = context.settings.rules.repeatGuardSeconds * 1000
  // Oldest first, since each card is put back at the end: what the window has left behind is forgotten.
  for (const [other, { monotonicMs: otherMs }] of countedByCard) {
    if (monotonicMs - otherMs < windowMs) break
    countedByCard.delete(other)
  }
  countedByCard.delete(cardId)
  countedByCard.set(cardId, { monotonicMs, tap: { atMs, outcome, eventId } })
}
