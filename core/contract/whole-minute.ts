/**
 * The minute of a clock that an instant lies in. Hours are counted between the minutes that are shown, so that a period and
 * its length agree, and what is shown adds up (ours; docs/decisions/0033).
 */
export function floorToMinute(atMs: number): number {
  return Math.floor(atMs / 60_000) * 60_000
}
