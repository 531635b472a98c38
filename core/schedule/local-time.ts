/** What the clock on the wall shows at an instant, and for how long that can be told without asking a calendar. */

export const dayMs = 86_400_000

/**
 * Part of one local date in which the zone's offset stays: a whole day on most days, two parts where the clock is
 * changed. `day` is counted from 1970-01-01; `untilMs` is exclusive.
 */
export type Stretch = { day: number; offsetMs: number; fromMs: number; untilMs: number }

/** More than a search touches at once, and few enough to look through. */
const remembered = 16

/** Answers the stretch around an instant in `zone`; the last ones are remembered, since taps come in days. */
export function createStretchFinder(zone: string): (atMs: number) => Stretch {
  let stretches: Stretch[] = []
  let last: Stretch | null = null
  return (atMs) => {
    if (last === null || atMs < last.fromMs || atMs >= last.untilMs) {
      last = stretches.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs) ?? null
      if (last === null) {
        last = findStretch(atMs, zone)
        stretches = [last, ...stretches.slice(0, remembered - 1)]
      }
    }
    return last
  }
}

/** The local date as days since 1970-01-01, and the milliseconds of that day which the wall clock shows. */
export function readWall(atMs: number, offsetMs: number): { day: number; msOfDay: number } {
  const day = Math.floor((atMs + offsetMs) / dayMs)
  return { day, msOfDay: atMs + offsetMs - day * dayMs }
}

function findStretch(atMs: number, zone: string): Stretch {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone)
  const offsetMs = local.offsetNanoseconds / 1_000_000
  const { day } = readWall(atMs, offsetMs)
  // “Previous” is strictly before, and the instant itself may be where the clock was changed.
  const before = local.add({ milliseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds ?? -Infinity
  const after = local.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity
  const fromMs = Math.max(day * dayMs - offsetMs, before)
  return { day, offsetMs, fromMs, untilMs: Math.min((day + 1) * dayMs - offsetMs, after) }
}
