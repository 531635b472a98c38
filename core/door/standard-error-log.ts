import type { DoorLog } from './serve-rpc.ts'

/** For a door that was given no log: one JSON line each on stderr, because stdout belongs to the commands. */
export const standardErrorLog: DoorLog = {
  warn: (fields, text) => process.stderr.write(`${JSON.stringify({ level: 'warn', text, ...fields })}\n`),
  error: (fields, text) => process.stderr.write(`${JSON.stringify({ level: 'error', text, ...fields })}\n`),
}
