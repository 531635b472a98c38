/** Holds `isAllowed` and `nextAllowed` against the oracle, one minute after the other. */
import { createBadgeHours } from '../../core/schedule/badge-hours.ts'
import type { TimeProfileItem } from '../../core/schedule/time-profile.ts'
import { createOracle, readWall } from './oracle.ts'

export type Comparison = { minutes: number; differences: string[] }

const minuteMs = 60_000

/**
 * Compares every minute from `fromMs` up to `untilMs`, for each profile alone. `nextAllowed` is compared where its answer
 * lies in between; the profiles' times must be whole minutes.
 */
export function compareMinutes(
  profiles: readonly [string, TimeProfileItem][],
  zone: string,
  fromMs: number,
  untilMs: number,
): Comparison {
  const hours = createBadgeHours(zone)
  const walls: number[] = []
  for (let atMs = fromMs; atMs < untilMs; atMs += minuteMs) walls.push(readWall(atMs, zone))
  const differences: string[] = []
  for (const [name, item] of profiles) {
    const isDue = createOracle(item, zone)
    const due = walls.map(isDue)
    const nextDue: (number | null)[] = []
    for (let i = due.length - 1; i >= 0; i -= 1) nextDue[i] = due[i] ? i : (nextDue[i + 1] ?? null)
    for (let i = 0; i < due.length; i += 1) {
      const atMs = fromMs + i * minuteMs
      const place = `${name} in ${zone} at ${new Date(atMs).toISOString()}`
      if (hours.isAllowed([item], atMs) !== due[i]) differences.push(`${place}: should be ${due[i]}`)
      const next = nextDue[i] ?? null
      const found = hours.nextAllowed([item], atMs)
      const isRight = next === null ? found === null || found >= untilMs : found === fromMs + next * minuteMs
      if (!isRight) differences.push(`${place}: next is ${found === null ? 'never' : new Date(found).toISOString()}`)
    }
  }
  return { minutes: walls.length * profiles.length, differences }
}
