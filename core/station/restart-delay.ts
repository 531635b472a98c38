/** How long to wait before something that died is started again: growing, so that a broken station does not spin. */

/** A run at least this long counts as healthy: the next failure is again the first one (ours). */
export const healthyRunMs = 60_000

const firstDelayMs = 500
const longestDelayMs = 30_000

/** The delay in milliseconds before the next start, after `failures` (1, 2, …) in a row: 0.5 s, doubled, at most 30 s. */
export function restartDelayMs(failures: number): number {
  const doublings = Math.max(0, Math.min(failures - 1, 16))
  return Math.min(firstDelayMs * 2 ** doublings, longestDelayMs)
}

/** Failures in a row, now that something which had `failures` behind it died after it had run for `ranMs`. */
export function countFailure(failures: number, ranMs: number): number {
  return ranMs >= healthyRunMs ? 1 : failures + 1
}
