/** A week of a schedule, day by day as the clocks of a zone have them. */
import { type BadgeHours, createBadgeHours, type Interval } from './badge-hours.ts'
import type { TimeProfileItem } from './time-profile.ts'

export type ScheduleDay = {
  /** YYYY-MM-DD. */
  date: string
  fromMs: number
  untilMs: number
  /** What is allowed of the day, in order, apart from each other. */
  allowed: Interval[]
}

/**
 * The local week of an instant, Monday first (ISO 8601), and what the profiles allow on each of its days: any of them does, and
 * none at all is no restriction.
 *
 * @param zone The station's, an IANA name.
 */
export function scheduleWeek(
  profiles: readonly TimeProfileItem[],
  atMs: number,
  zone: string,
  hours: Pick<BadgeHours, 'listAllowed'> = createBadgeHours(zone),
): ScheduleDay[] {
  const today = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDate()
  const monday = today.subtract({ days: today.dayOfWeek - 1 })
  return Array.from({ length: 7 }, (_, index) => {
    const date = monday.add({ days: index })
    const fromMs = date.toZonedDateTime(zone).epochMilliseconds
    const untilMs = date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds
    return { date: date.toString(), fromMs, untilMs, allowed: hours.listAllowed(profiles, fromMs, untilMs) }
  })
}
