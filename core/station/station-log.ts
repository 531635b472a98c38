/** The station's log: JSON lines on stderr, for the journal of whatever runs it. Never a secret, never a card's holder. */
import pino from 'pino'

export type Log = pino.Logger

/** FOYER_LOG: `debug`, `info`, `warn` (unless set), `error` or `silent`. */
export function createLog(stationId: string): Log {
  const wanted = process.env.FOYER_LOG ?? 'warn'
  const level = wanted in pino.levels.values || wanted === 'silent' ? wanted : 'warn'
  return pino({ level, base: { station: stationId } }, pino.destination({ dest: 2, sync: true }))
}
