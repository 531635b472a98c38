/** Decisions as a station tells them, for results that would take days to bring about at the door. */
import type { StatusView } from '../../../core/contract/contract.ts'
import type { Decision, TapReason } from '../../../core/contract/decision.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

export const longName = 'Maximiliane-Friederike Sommerfeld-Horváthová'

export function toldDecision(zone: string, more: Partial<Decision> = {}): Decision {
  const atMs = Date.now()
  return {
    atMs,
    zone,
    reader: 'front',
    outcome: 'in',
    reason: null,
    eventId: '019c9f4e-7d2a-7c31-9a55-0b6f3f2e8a10',
    badge: { format: 'em4100', facilityCode: null, cardNumber: 2_453_340, serial: null },
    person: { employeeNumber: 'E1002', displayName: 'Jonas Lindqvist', language: null },
    hours: { todayMs: 3 * hourMs + 5 * minuteMs, weekMs: 27 * hourMs + 41 * minuteMs },
    counted: null,
    // As long as a scene is looked at.
    undoUntilMs: atMs + 5 * minuteMs,
    detail: null,
    ...more,
  }
}

const withoutPerson: readonly TapReason[] = ['unknown-card', 'unassigned-card', 'ambiguous-card', 'unreadable']

export function toldRefusal(zone: string, reason: TapReason): Decision {
  const isUnread = reason === 'unreadable' || reason === 'ambiguous-card'
  return toldDecision(zone, {
    outcome: 'refused',
    reason,
    hours: null,
    undoUntilMs: null,
    ...(withoutPerson.includes(reason) && { person: null }),
    ...(isUnread && { badge: null }),
    ...(reason === 'unknown-card' && {
      badge: { format: 'em4100', facilityCode: null, cardNumber: 41_999_999, serial: null },
    }),
  })
}

/** A station of which there is nothing to say. */
export function quietStatus(): StatusView {
  return {
    readers: [
      { id: 'front', name: 'Front reader', state: 'ready', why: null },
      { id: 'side', name: 'Side door', state: 'ready', why: null },
    ],
    network: 'online',
    waiting: 0,
    oldestWaitingAtMs: null,
    refused: 0,
    heldUp: [],
    rosterAtMs: Date.now() - 2 * hourMs,
    people: 248,
    isClockTrusted: true,
    notice: null,
  }
}

/** A week up to now, with a day off, a missed end, and a day that was cut into pieces. */
export function tellTimes(zone: string) {
  const today = Temporal.Now.zonedDateTimeISO(zone).startOfDay()
  const at = (daysAgo: number, time: string): number =>
    today.subtract({ days: daysAgo }).withPlainTime(time).epochMilliseconds
  const day = (daysAgo: number, periods: [string, string | null][]) => ({
    localDate: today.subtract({ days: daysAgo }).toPlainDate().toString(),
    workedMs: periods.reduce((sum, [from, to]) => sum + (to === null ? 0 : at(daysAgo, to) - at(daysAgo, from)), 0),
    periods: periods.map(([from, to]) => ({
      state: to !== null ? ('closed' as const) : daysAgo === 0 ? ('open' as const) : ('missed-out' as const),
      startedMs: at(daysAgo, from),
      endedMs: to === null ? null : at(daysAgo, to),
    })),
  })
  const days = [
    day(6, [['07:02', '15:31']]),
    day(5, [
      ['06:55', '11:58'],
      ['12:31', '13:02'],
      ['13:40', '16:04'],
    ]),
    day(4, []),
    day(3, [['07:11', null]]),
    day(2, [['07:01', '15:44']]),
    day(1, [['06:58', '15:20']]),
    day(0, [['00:03', null]]),
  ]
  const weekMs = days.reduce((sum, { workedMs }) => sum + workedMs, 0)
  return { type: 'times' as const, atMs: Date.now(), zone, weekMs, days }
}
