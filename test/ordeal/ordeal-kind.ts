/** One kind of fact in the ordeal: how it comes about at the station, and what became of it by what either end has stored. */
import type { CallName } from '../../core/contract/contract.ts'
import type { Decision } from '../../core/contract/decision.ts'
import type { ReadableDb } from '../../core/store/database.ts'
import type { Upstream } from '../../core/upstream/connector.ts'
import type { LoggedChange } from './faulty-proxy.ts'
import type { Random } from './random.ts'

/** What a deed has to work with. Whatever it asks of the station comes out as null when that died before it answered. */
export type Deed = {
  random: Random
  /** Employee numbers. */
  people: readonly string[]
  /** Badge text of somebody's card. */
  badgeOf: (employeeNumber: string) => string
  call: (name: CallName, request: unknown) => Promise<unknown>
  tap: (badge: string) => Promise<Decision | null>
  /** Never the same twice. */
  serial: () => number
  /** A file with this content, for the time of the deed. */
  fileOf: (content: string) => string
  /** The station's wall clock. */
  nowMs: () => number
  /** The station answered that it is done: it must be found in its folder, however it died since. */
  remember: (upstream: Upstream, what: string) => void
}

export type Ends = {
  station: ReadableDb
  central: ReadableDb
  /** What the proxy saw the service answer about time profiles, in order. */
  changes: readonly LoggedChange[]
  /** What was answered as done. */
  answered: readonly string[]
}

/** Counts of facts. `faults` says of each that was lost, doubled or wrong what it is. */
export type Verdict = {
  made: number
  delivered: number
  refused: number
  withdrawn: number
  waiting: number
  lost: number
  doubled: number
  /** At the service in another order, or saying something else. */
  wrong: number
  faults: string[]
}

export type OrdealKind = {
  upstream: Upstream
  /** Its part of `station.json`. */
  settings: (url: string, secret: string) => object
  /** How often something of it is done, beside the others. */
  weight: number
  act: (deed: Deed) => Promise<void>
  judge: (ends: Ends) => Verdict
}

export type ToldRow = {
  key: string
  fence: string
  state: 'waiting' | 'in-flight' | 'delivered' | 'refused' | 'withdrawn'
  reason: string | null
  payload: Record<string, unknown>
  employeeNumber: string | null
}

/** The station's outbox of one upstream, in order. */
export function readTold(station: ReadableDb, upstream: Upstream): ToldRow[] {
  return station
    .prepare<Omit<ToldRow, 'payload'> & { payload: string }>(
      `SELECT key, fence, state, reason, payload, employee_number AS employeeNumber
       FROM outbox LEFT JOIN person ON person.id = outbox.person_id WHERE upstream = @upstream ORDER BY outbox.id`,
    )
    .all({ upstream })
    .map((row) => ({ ...row, payload: JSON.parse(row.payload) }))
}

/** What of each thing was told, in order. */
export type Sequences = Map<string, string[]>

export function append(sequences: Sequences, thing: string, what: string): void {
  const sequence = sequences.get(thing)
  if (sequence) sequence.push(what)
  else sequences.set(thing, [what])
}

/**
 * The verdict on what should be at the service against what is.
 *
 * @param untold facts of the station that it has no row for.
 */
export function compare(
  rows: readonly ToldRow[],
  expected: Sequences,
  actual: Sequences,
  untold: readonly string[] = [],
): Verdict {
  const count = (...states: ToldRow['state'][]): number => rows.filter(({ state }) => states.includes(state)).length
  const verdict: Verdict = {
    made: rows.length + untold.length,
    delivered: count('delivered'),
    refused: count('refused'),
    withdrawn: count('withdrawn'),
    waiting: count('waiting', 'in-flight'),
    lost: untold.length,
    doubled: 0,
    wrong: 0,
    faults: untold.map((what) => `lost at the station: ${what}`),
  }
  for (const row of rows) {
    if (row.state === 'refused' && !row.reason) {
      verdict.wrong += 1
      verdict.faults.push(`refused without a reason: ${row.key}`)
    }
  }
  for (const thing of new Set([...expected.keys(), ...actual.keys()])) {
    const should = expected.get(thing) ?? []
    const does = actual.get(thing) ?? []
    const missing = without(should, does)
    const extra = without(does, should)
    verdict.delivered -= missing.length
    verdict.lost += missing.length
    verdict.doubled += extra.length
    for (const what of missing) verdict.faults.push(`lost: ${what} of ${thing}`)
    for (const what of extra) verdict.faults.push(`doubled: ${what} of ${thing}`)
    if (missing.length === 0 && extra.length === 0 && should.join('\n') !== does.join('\n')) {
      verdict.wrong += 1
      verdict.faults.push(`in another order: ${thing}: ${does.join(', ')} instead of ${should.join(', ')}`)
    }
  }
  return verdict
}

/** What `these` has more often than `those`. */
function without(these: readonly string[], those: readonly string[]): string[] {
  const left = [...those]
  return these.filter((what) => {
    const index = left.indexOf(what)
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}
