/** Instants on the command line. */

export type InstantReading = { type: 'instant'; atMs: number } | { type: 'wrong'; message: string }

/**
 * Reads `2026-03-02T08:00:00+01:00`, or without an offset the time that clocks show in `zone`. A clock time that the zone
 * leaves out or shows twice on that day needs its offset.
 */
export function readInstant(text: string, zone: string): InstantReading {
  try {
    return { type: 'instant', atMs: Temporal.Instant.from(text).epochMilliseconds }
  } catch {
    return readLocal(text, zone)
  }
}

function readLocal(text: string, zone: string): InstantReading {
  let local: Temporal.PlainDateTime
  try {
    local = Temporal.PlainDateTime.from(text)
  } catch {
    return { type: 'wrong', message: `${JSON.stringify(text)} is no instant such as 2026-03-02T08:00:00+01:00.` }
  }
  try {
    return { type: 'instant', atMs: local.toZonedDateTime(zone, { disambiguation: 'reject' }).epochMilliseconds }
  } catch {
    return {
      type: 'wrong',
      message: `On that day clocks in ${zone} do not show ${text} exactly once; add an offset such as +01:00.`,
    }
  }
}
