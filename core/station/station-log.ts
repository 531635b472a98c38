/** The station's log: JSON lines on stderr, for the journal of whatever runs it. Never a secret, never a card's holder. */
import pino from 'pino'

export type Log = pino.Logger

const linesKept = 200
/** A line of an error with its stack; what is longer is cut. */
const longestLine = 2000
const tail: string[] = []

/** The newest lines that this process has written, the oldest first: for whoever looks after the station. */
export function readLogTail(): string[] {
  return [...tail]
}

/** FOYER_LOG: `debug`, `info`, `warn` (unless set), `error` or `silent`. */
export function createLog(stationId: string): Log {
  const wanted = process.env.FOYER_LOG ?? 'warn'
  const level = wanted in pino.levels.values || wanted === 'silent' ? wanted : 'warn'
  const stderr = pino.destination({ dest: 2, sync: true })
  // It may lead to a file, on the very disk of whose being full it is told. The tail has the line nevertheless.
  stderr.on('error', () => {})
  const write = (line: string): void => {
    stderr.write(line)
    tail.push(line.trimEnd().slice(0, longestLine))
    if (tail.length > linesKept) tail.shift()
  }
  return pino({ level, base: { station: stationId } }, { write })
}
