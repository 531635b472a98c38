/** Puts a file of presence entries into the station's store: judged by the bulk rules and written in one transaction. */
import { findPeopleBy } from '../people/match-people-store.ts'
import { wholeDay } from '../presence/day-window.ts'
import {
  defaultStates,
  type PresenceFault,
  type PresenceResult,
  type PresenceRules,
  setPresence,
} from '../presence/presence-bulk.ts'
import { type PresenceFile, readPresenceFile } from '../presence/presence-file.ts'
import { type PresenceRequest, readPresenceRequest } from '../presence/presence-request.ts'
import { addPutEntries, findTakenDates } from '../presence/presence-store.ts'
import type { Store, WritableDb } from '../store/database.ts'

/** The parameters of a request; one that is absent is the file's own, else the page's default. */
export type PutOptions = { [Name in Exclude<keyof PresenceRequest, 'data'>]?: PresenceRequest[Name] | undefined }

export type PresencePut =
  /** `lines`: where each entry stands in a CSV, by its index; null for JSON. */
  | { type: 'put'; result: PresenceResult; lines: number[] | null; warning?: string }
  /** The file as a whole, or a parameter in it; nothing was judged. */
  | { type: 'wrong'; message: string }

/** What a station knows of the rules: its own zone; any location, the three states and the whole day. */
export function stationPresenceRules(zone: string): PresenceRules {
  return { zone, states: defaultStates, locations: [], window: wholeDay }
}

/**
 * Reads, judges and writes `file`. A cancelled request leaves nothing behind. What is put here is the station's own
 * knowledge: it is not told upstream, which hears of taps alone.
 */
export async function putPresence(given: {
  store: Pick<Store, 'transact'>
  rules: PresenceRules
  /** Path of a JSON array of entries, a JSON object with `data`, or a CSV. */
  file: string
  options: PutOptions
  /** Called in the transaction, with how many entries were created, where any were. */
  note?: (db: WritableDb, created: number) => void
}): Promise<PresencePut> {
  const { store, rules, file, options, note } = given
  const read = await readPresenceFile(file)
  if (read.type === 'wrong') return read
  const chosen = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const reading = readPresenceRequest({ ...read.parameters, ...chosen, data: read.data })
  if (reading.type === 'malformed') return { type: 'wrong', message: `The request cannot be read: ${reading.message}` }
  const result = putRequest(store, rules, reading.request, note)
  const early = reading.request.dateFormat === 'unixMS' ? reading.request.data.findIndex(isEarlyStamp) : -1
  const warning =
    early === -1 ? {} : { warning: `Entry ${early + 1} lies before 2000: are its stamps in seconds (unixS)?` }
  return { type: 'put', result: nameTornLines(result, read.torn), lines: read.lines, ...warning }
}

/** Stamps of our days in seconds, taken for milliseconds, are dates of January 1970. */
function isEarlyStamp(entry: unknown): boolean {
  const date = typeof entry === 'object' && entry !== null && 'date' in entry ? entry.date : null
  const stamp = typeof date === 'string' && date.trim() === '' ? null : date
  return stamp !== null && Number(stamp) < Date.UTC(2000, 0)
}

/** Judges and writes a request in one transaction. */
export function putRequest(
  store: Pick<Store, 'transact'>,
  rules: PresenceRules,
  request: PresenceRequest,
  note: (db: WritableDb, created: number) => void = () => {},
): PresenceResult {
  const outcome = store.transact<PresenceResult, PresenceResult>((db) => {
    const result = setPresence<number>(request, rules, {
      findOccupants: (matchBy, matchKeys) => findPeopleBy(db, matchBy, matchKeys),
      findTaken: (wanted) => findTakenDates(db, wanted),
      add: (entries) => addPutEntries(db, entries),
    })
    if (result.type === 'created' && result.created > 0) note(db, result.created)
    return result.type === 'created' ? { ok: true, value: result } : { ok: false, refusal: result }
  })
  return outcome.ok ? outcome.value : outcome.refusal
}

/** A line that could not be told apart was judged as no entry; why is known from the file. */
function nameTornLines(result: PresenceResult, torn: (PresenceFile & { type: 'read' })['torn']): PresenceResult {
  const name = (fault: PresenceFault) => ({ ...fault, message: torn.get(fault.index) ?? fault.message })
  return result.type === 'created'
    ? { ...result, skipped: result.skipped.map(name) }
    : { ...result, errors: result.errors.map(name) }
}
