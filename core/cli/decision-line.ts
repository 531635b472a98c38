/** A decision as the command line prints it: the keys that scripts rely on, and no others. */
import type { BadgeNumber } from '../badge/badge-number.ts'
import type { Decision } from '../contract/decision.ts'

export type DecisionLine = {
  /** RFC 3339 in the station's zone. */
  at: string
  reader: string
  badge: BadgeNumber | null
  employeeNumber: string | null
  outcome: Decision['outcome']
  reason: Decision['reason']
  eventId: string | null
}

export function decisionToLine(decision: Decision): DecisionLine {
  return {
    at: formatInstant(decision.atMs, decision.zone),
    reader: decision.reader,
    badge: decision.badge,
    employeeNumber: decision.person?.employeeNumber ?? null,
    outcome: decision.outcome,
    reason: decision.reason,
    eventId: decision.eventId,
  }
}

/** For people, such as `2026-03-02 08:00:07`: the time that clocks in `zone` show. */
export function sayInstant(atMs: number, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDateTime()
  return local.toString({ smallestUnit: 'second' }).replace('T', ' ')
}

/** Such as `2026-03-02T08:00:00+01:00`, with as many decimals as there are. */
export function formatInstant(atMs: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toString({ timeZoneName: 'never' })
}
