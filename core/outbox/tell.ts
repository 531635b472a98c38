/**
 * Which upstream hears what of an attendance event, and of its undo (ours: none of the vendors' pages speaks of a station).
 * Pure: rows in, nothing is stored here. Only upstreams that are configured get rows.
 */
import { say } from '../contract/sentences.ts'
import type { Upstream } from '../upstream/connector.ts'
import type { NewOutboxRow } from './outbox-row.ts'

/**
 * `force-in`: an *in* while the service is believed to hold an open period, such as after a missed clock-out.
 * `out-without-period`: an *out* of somebody who is out ("missed clock-in").
 */
export type AttendanceKind = 'in' | 'force-in' | 'out' | 'out-without-period'

export type AttendanceFact = {
  eventId: string
  personId: number
  kind: AttendanceKind
  /** When it happened; the station's clock at the tap. */
  atMs: number
  /** For `out`: the event of the *in* that it ends. Null where there is none, or it was not this station's. */
  startedBy: string | null
  /** Set for the first *in* of a person on a local date at a location. `localDate` is YYYY-MM-DD in the station's zone. */
  firstPresence: { localDate: string; location: string } | null
  /** When it was written down, where that is later than when it happened. */
  recordedAtMs?: number
}

export type UndoFact = {
  /** The undo's own event. */
  eventId: string
  atMs: number
  /** The event that is taken back, as it was told. */
  undone: AttendanceFact
  /** The person is in, or is out, as before: the opposite of what is taken back would be wrong. */
  isStateKept?: boolean
}

export type TellRules = {
  /** A row stays this long, so that an undo normally finds it unsent. */
  undoSeconds: number
  upstreams: { clock: boolean; presence: boolean }
}

/** The payload of a `clock` row. Who the person is at the service is looked up when it is sent. */
export type ClockPayload = { want: ClockWish; occurredAtMs: number }
export type ClockWish = 'in' | 'out' | 'force-in'

/** The payload of a `presence` row. */
export type PresencePayload = { localDate: string; location: string; state: 'at_location' }

/** One thing to take back: withdraw the row; where it is too late for that, enqueue `instead`. */
export type UndoStep = { upstream: Upstream; key: string; instead: NewOutboxRow | null }

/** Why an *out* of somebody who is out does not go. */
export const missedClockIn = 'missed clock-in: an out without an in was not sent, because the service would clock in'

/** Rows of one person leave in order. */
export function personFence(personId: number): string {
  return `person:${personId}`
}

/** The rows that go with an attendance event, to be enqueued in its transaction. */
export function tellAttendance(fact: AttendanceFact, rules: TellRules): NewOutboxRow[] {
  const rows: NewOutboxRow[] = []
  const dueAtMs = (fact.recordedAtMs ?? fact.atMs) + rules.undoSeconds * 1000
  if (rules.upstreams.clock) rows.push(clockRow(fact, dueAtMs))
  if (rules.upstreams.presence && fact.firstPresence) {
    const payload: PresencePayload = { ...fact.firstPresence, state: 'at_location' }
    // The interface cannot take an entry back, so it too stays until an undo is no longer offered.
    rows.push({ ...commonOf(fact, 'presence'), payload, dueAtMs })
  }
  return rows
}

function clockRow(fact: AttendanceFact, dueAtMs: number): NewOutboxRow {
  const common = commonOf(fact, 'clock')
  const payloadOf = (want: ClockWish): ClockPayload => ({ want, occurredAtMs: fact.atMs })
  switch (fact.kind) {
    case 'in':
    case 'force-in':
      return { ...common, payload: payloadOf(fact.kind), dueAtMs }
    case 'out':
      return { ...common, ...(fact.startedBy && { follows: fact.startedBy }), payload: payloadOf('out'), dueAtMs }
    case 'out-without-period':
      return {
        ...common,
        payload: payloadOf('out'),
        dueAtMs,
        refusedBecause: missedClockIn,
      }
  }
}

function commonOf(fact: AttendanceFact, upstream: Upstream): Omit<NewOutboxRow, 'payload' | 'dueAtMs'> {
  return {
    upstream,
    fence: personFence(fact.personId),
    key: fact.eventId,
    personId: fact.personId,
    enqueuedAtMs: fact.recordedAtMs ?? fact.atMs,
  }
}

/** The presence row alone, for time that was added by hand: what the clock recorded of it is for a person to put right. */
export function tellPresence(fact: AttendanceFact, rules: TellRules): NewOutboxRow[] {
  return tellAttendance(fact, { ...rules, upstreams: { ...rules.upstreams, clock: false } })
}

/**
 * What an undo takes back, in its transaction: for each step `withdrawWaiting`, and where that answers `too-late`, enqueue
 * `instead`. A clock that heard of an *in* is told *out*, one that heard of an *out* is told *in*; a presence entry cannot
 * be taken back by the interface, so that waits for a person.
 */
export function tellUndo(undo: UndoFact, rules: TellRules): UndoStep[] {
  const { undone } = undo
  const steps: UndoStep[] = []
  const common = {
    fence: personFence(undone.personId),
    key: undo.eventId,
    personId: undone.personId,
    enqueuedAtMs: undo.atMs,
    dueAtMs: undo.atMs,
  }
  if (rules.upstreams.clock) {
    const instead: NewOutboxRow = {
      ...common,
      upstream: 'clock',
      ...(undo.isStateKept
        ? {
            payload: { want: toWish(undone.kind), occurredAtMs: undone.atMs } satisfies ClockPayload,
            refusedBecause: say('row-take-back'),
          }
        : {
            // What the service refused needs no opposite: the opposite is refused with it.
            follows: undone.eventId,
            payload: { want: oppositeOf(undone.kind), occurredAtMs: undo.atMs } satisfies ClockPayload,
          }),
    }
    steps.push({
      upstream: 'clock',
      key: undone.eventId,
      instead: undone.kind === 'out-without-period' ? null : instead,
    })
  }
  if (rules.upstreams.presence && undone.firstPresence) {
    steps.push({
      upstream: 'presence',
      key: undone.eventId,
      instead: {
        ...common,
        upstream: 'presence',
        payload: { ...undone.firstPresence, state: 'at_location' } satisfies PresencePayload,
        refusedBecause: say('row-take-back-presence'),
      },
    })
  }
  return steps
}

function toWish(kind: AttendanceKind): ClockWish {
  return kind === 'out-without-period' ? 'out' : kind
}

function oppositeOf(kind: AttendanceKind): ClockWish {
  switch (kind) {
    case 'in':
    case 'force-in':
      return 'out'
    case 'out':
    case 'out-without-period':
      return 'in'
  }
}
