/** Time worked today and this week, in the station's zone, between whole minutes. */
import { floorToMinute } from '../contract/whole-minute.ts'

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

/** Worked time up to the minute of `atMs`, in milliseconds. A period over midnight counts for each day what lies in it. */
export function sumHours(
  periods: readonly WorkedPeriod[],
  calendar: DayAndWeek,
  atMs: number,
): { todayMs: number; weekMs: number } {
  const stretches = mergeStretches(periods, atMs)
  return {
    todayMs: sumWithin(stretches, calendar.dayStartMs, floorToMinute(atMs)),
    weekMs: sumWithin(stretches, calendar.weekStartMs, floorToMinute(atMs)),
  }
}

export type Stretch = { startMs: number; endMs: number }

/**
 * The periods as stretches of time between whole minutes that do not overlap, in order; an open one lasts until `atMs`. Taps that are told later
 * than others of a later time (a replayed file, a clock that was set back) can leave periods that overlap: nobody works an
 * hour twice.
 */
export function mergeStretches(periods: readonly WorkedPeriod[], atMs: number): Stretch[] {
  const merged: Stretch[] = []
  for (const { startedMs, endedMs } of [...periods].sort((left, right) => left.startedMs - right.startedMs)) {
    const startMs = floorToMinute(startedMs)
    const endMs = floorToMinute(endedMs ?? atMs)
    const last = merged.at(-1)
    if (last !== undefined && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs)
    else if (endMs > startMs) merged.push({ startMs, endMs })
  }
  return merged
}

/** Milliseconds of the stretches that lie in the time from `fromMs` up to `untilMs`. */
export function sumWithin(stretches: readonly Stretch[], fromMs: number, untilMs: number): number {
  let sumMs = 0
  for (const { startMs, endMs } of stretches) sumMs += Math.max(0, Math.min(endMs, untilMs) - Math.max(startMs, fromMs))
  return sumMs
}
