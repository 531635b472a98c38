/** When a fact that could not be told is tried again. Pure: the clock and chance come in as parameters. */

const firstDelayMs = 1000
const longestDelayMs = 60_000
/** A server that asks for more than this is taken to mean this: a mistyped date must not silence a station for a year (ours). */
const longestObeyedMs = 3_600_000

/**
 * Milliseconds to wait after `attempts` failed attempts (1 or more): chance between nothing and 1 s·2ⁿ, at most 60 s.
 * Full jitter, so that thirty stations do not come back in the same second after an outage. `random` gives [0, 1).
 */
export function retryDelayMs(attempts: number, random: () => number): number {
  const capMs = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, attempts - 1))
  return Math.floor(random() * capMs) + 1
}

/**
 * What a `Retry-After` header asks for, in milliseconds from now: seconds or an HTTP date (RFC 9110, 10.2.3). Null when
 * there is none or it is neither.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null
  const text = header.trim()
  if (/^\d{1,12}$/.test(text)) return Math.min(Number(text) * 1000, longestObeyedMs)
  // Every form of an HTTP date begins with the day's name; `Date.parse` alone would also take "2" or "1 apple".
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d{2}:\d{2}:\d{2}/.test(text)) return null
  const atMs = Date.parse(text)
  if (Number.isNaN(atMs)) return null
  return Math.min(Math.max(0, atMs - nowMs), longestObeyedMs)
}
