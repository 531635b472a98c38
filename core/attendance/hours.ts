/** Time worked today and this week, in the station's zone. */

/** A stretch of work. `endedMs` null: still open. Times in milliseconds since the epoch. */
export type WorkedPeriod = { startedMs: number; endedMs: number | null }

/** The local day and week around an instant. Ends are exclusive; a day is 23, 24 or 25 hours long. */
export type DayAndWeek = { localDate: string; dayStartMs: number; dayEndMs: number; weekStartMs: number }

/** The day and the week (from Monday, ISO 8601) that `atMs` falls into in `zone`. */
export function dayAndWeekOf(atMs: number, zone: string): DayAndWeek {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone)
  const dayStart = local.startOfDay()
  const monday = local.toPlainDate().subtract({ days: local.dayOfWeek - 1 })
  return {
    localDate: local.toPlainDate().toString(),
    dayStartMs: dayStart.epochMilliseconds,
    dayEndMs: local.toPlainDate().add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds,
    weekStartMs: monday.toZonedDateTime(zone).epochMilliseconds,
  }
}

/** `dayAndWeekOf` with the last answer kept: taps come in days, and a calendar is asked once for each. */
export function createDayAndWeek(zone: string): (atMs: number) => DayAndWeek {
  let last: DayAndWeek | null = null
  return (atMs) => {
    if (last === null || atMs < last.dayStartMs || atMs >= last.dayEndMs) last = dayAndWeekOf(atMs, zone)
    return last
  }
}

/** Worked time up to `atMs`, in milliseconds. A period over midnight counts for each day what lies in it. */
export function sumHours(
  periods: readonly WorkedPeriod[],
  calendar: DayAndWeek,
  atMs: number,
): { todayMs: number; weekMs: number } {
  let todayMs = 0
  let weekMs = 0
  for (const { startedMs, endedMs } of periods) {
    const untilMs = Math.min(endedMs ?? atMs, atMs)
    todayMs += Math.max(0, untilMs - Math.max(startedMs, calendar.dayStartMs))
    weekMs += Math.max(0, untilMs - Math.max(startedMs, calendar.weekStartMs))
  }
  return { todayMs, weekMs }
}
