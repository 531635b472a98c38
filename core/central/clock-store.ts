/** Applies clock calls and reads the open entry back: SQL of the clock interface. */
import type { ReadableDb, Store, WritableDb } from '../store/database.ts'
import { type AccountIdentifiers, type AccountLookup, findAccounts } from './account-store.ts'
import { isNewestPunch, sharePunch } from './clock-punch-store.ts'
import { decidePunch, isToldInVain, type PunchKind, punchAnswer } from './clock-rules.ts'
import type { CommitTogether } from './group-commit-store.ts'

/** One request object of a clock call, checked. */
export type Punch = {
  identifiers: AccountIdentifiers
  isForced: boolean
  /** Null: the service's own time. */
  occurredAtMs: number | null
  /** Null: applied every time. */
  key: string | null
  /** Says whether two requests ask for the same. */
  fingerprint: string
  /** Ours: which event of which station it is, and what happened there. None: the vendor's toggle. */
  told?: { stationId: string; sequence: number; punch: PunchKind } | null
}

export type PunchOutcome =
  | { type: 'applied'; kind: PunchKind; answer: string }
  /** The key was applied before with the same content: its first answer, and nothing happened now. */
  | { type: 'repeated'; kind: PunchKind; answer: string }
  /** The key was applied before with other content; nothing happened. */
  | { type: 'key-reused' }
  | Exclude<AccountLookup, { type: 'found' }>

export type OpenClock =
  | { type: 'clocked-in'; rowId: number; startedAtMs: number }
  | { type: 'not-clocked-in' }
  | Exclude<AccountLookup, { type: 'found' }>

export type ClockStore = {
  /**
   * Applies all in order, in one transaction that is durable when this resolves; one outcome each. What is refused
   * leaves nothing behind, its key included, so the same key may be tried again once its cause is mended (ours).
   */
  applyPunches: (punches: readonly Punch[], receivedAtMs: number) => Promise<PunchOutcome[]>
  readOpenClocks: (identifiers: readonly AccountIdentifiers[]) => Promise<OpenClock[]>
}

/** @param commitTogether Calls of several stations share a wait for the disk; each is applied whole or not at all. */
export function createClockStore(store: Store, commitTogether: CommitTogether): ClockStore {
  return {
    applyPunches: async (punches, receivedAtMs) => {
      const result = await commitTogether<PunchOutcome[], never>((db) => ({
        ok: true,
        value: applyAll(db, punches, receivedAtMs),
      }))
      return result.ok ? result.value : []
    },
    readOpenClocks: async (identifiers) =>
      findAccounts(store.read, identifiers).map((account) => readOpenClock(store.read, account)),
  }
}

type KnownEvent = { kind: PunchKind; answer: string; fingerprint: string }

/**
 * What is known is read in one piece, decided in memory in order, and written in one piece: most of what a call of a
 * thousand objects costs would be the handing over of values one by one.
 */
function applyAll(db: WritableDb, punches: readonly Punch[], receivedAtMs: number): PunchOutcome[] {
  const knownByKey = findKnownEvents(db, punches)
  const accounts = findAccounts(
    db,
    punches.map(({ identifiers }) => identifiers),
  )
  const changes = createChanges(db, accounts)
  const outcomes = punches.map((punch, index): PunchOutcome => {
    // The key is looked at first: a repeat gets its answer even if the account has changed its identifiers since.
    const known = punch.key === null ? undefined : knownByKey.get(punch.key)
    if (known) {
      if (known.fingerprint !== punch.fingerprint) return { type: 'key-reused' }
      return { type: 'repeated', kind: known.kind, answer: known.answer }
    }
    const account = accounts[index]
    if (!account) throw new Error('every punch has its account looked up')
    if (account.type !== 'found') return account
    const { personId } = account
    const isOpen = changes.isOpen(personId)
    const occurredAtMs = punch.occurredAtMs ?? receivedAtMs
    const { told } = punch
    const kind = told?.punch ?? decidePunch(isOpen, punch.isForced)
    const isIdle =
      told != null &&
      (!isNewestPunch(db, personId, occurredAtMs, told) || isToldInVain(kind, { isForced: punch.isForced, isOpen }))
    const answer = punchAnswer(kind)
    const event = changes.apply(punch, { personId, kind, answer, receivedAtMs, isIdle })
    sharePunch(db, { ...told, key: punch.key, event, personId, kind, occurredAtMs })
    if (punch.key !== null) knownByKey.set(punch.key, { kind, answer, fingerprint: punch.fingerprint })
    return { type: 'applied', kind, answer }
  })
  changes.write()
  return outcomes
}

function findKnownEvents(db: ReadableDb, punches: readonly Punch[]): Map<string, KnownEvent> {
  const keys = punches.flatMap(({ key }) => (key === null ? [] : [key]))
  if (keys.length === 0) return new Map()
  const known = db
    .prepare<KnownEvent & { key: string }>(
      `SELECT key, kind, answer, fingerprint FROM clock_event WHERE key IN (SELECT value FROM json_each(@keys))`,
    )
    .all({ keys: JSON.stringify(keys) })
  return new Map(known.map(({ key, ...event }) => [key, event]))
}

/** A row that was open before this call, or the one that it is about to insert. */
type OpenRow = { storedId: number } | { inserted: NewRow }
type NewRow = { personId: number; startedAtMs: number; inEvent: number; end: RowEnd | null }
type RowEnd = { state: 'completed' | 'replaced'; endedAtMs: number | null; event: number }
type Applied = { personId: number; kind: PunchKind; answer: string; receivedAtMs: number; isIdle: boolean }

function createChanges(db: WritableDb, accounts: readonly AccountLookup[]) {
  const openByPerson = new Map<number, OpenRow>(findOpenRows(db, accounts))
  const firstSequence =
    (db.prepare<{ last: number | null }>('SELECT max(sequence) AS last FROM clock_event').get()?.last ?? 0) + 1
  const events: unknown[][] = []
  const ended: unknown[][] = []
  const rows: NewRow[] = []

  return {
    isOpen: (personId: number) => openByPerson.has(personId),
    apply: (punch: Punch, { personId, kind, answer, receivedAtMs, isIdle }: Applied): number => {
      const occurredAtMs = punch.occurredAtMs ?? receivedAtMs
      const event = firstSequence + events.length
      events.push([event, punch.key, personId, kind, occurredAtMs, receivedAtMs, answer, punch.fingerprint])
      if (isIdle) return event
      const open = openByPerson.get(personId)
      const end: RowEnd = {
        state: kind === 'out' ? 'completed' : 'replaced',
        endedAtMs: kind === 'out' ? occurredAtMs : null,
        event,
      }
      if (open && 'storedId' in open) ended.push([open.storedId, end.state, end.endedAtMs, end.event])
      else if (open) open.inserted.end = end
      openByPerson.delete(personId)
      if (kind === 'out') return event
      const inserted: NewRow = { personId, startedAtMs: occurredAtMs, inEvent: event, end: null }
      rows.push(inserted)
      openByPerson.set(personId, { inserted })
      return event
    },
    write: (): void => {
      if (events.length > 0) db.prepare(insertEvents).run({ events: JSON.stringify(events) })
      if (ended.length > 0) db.prepare(endRows).run({ ended: JSON.stringify(ended) })
      if (rows.length > 0) db.prepare(insertRows).run({ rows: JSON.stringify(rows.map(toInsert)) })
    },
  }
}

function toInsert({ personId, startedAtMs, inEvent, end }: NewRow): unknown[] {
  return [personId, startedAtMs, end?.endedAtMs ?? null, end?.state ?? 'open', inEvent, end?.event ?? null]
}

const insertEvents = `
  INSERT INTO clock_event (sequence, key, person_id, kind, occurred_at_ms, received_at_ms, answer, fingerprint)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
  FROM json_each(@events) ORDER BY json_each.key`
const endRows = `
  UPDATE clock_row SET state = given.value ->> 1, ended_at_ms = given.value ->> 2, out_event = given.value ->> 3
  FROM json_each(@ended) AS given WHERE clock_row.id = given.value ->> 0`
const insertRows = `
  INSERT INTO clock_row (person_id, started_at_ms, ended_at_ms, state, in_event, out_event)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
  FROM json_each(@rows) ORDER BY json_each.key`

function findOpenRows(db: ReadableDb, accounts: readonly AccountLookup[]): [number, OpenRow][] {
  const people = accounts.flatMap((account) => (account.type === 'found' ? [account.personId] : []))
  return db
    .prepare<{ id: number; personId: number }>(
      `SELECT id, person_id AS personId FROM clock_row
       WHERE state = 'open' AND person_id IN (SELECT value FROM json_each(@people))`,
    )
    .all({ people: JSON.stringify(people) })
    .map(({ id, personId }) => [personId, { storedId: id }])
}

function findOpenRow(db: ReadableDb, personId: number): { id: number; startedAtMs: number } | undefined {
  return db
    .prepare<{ id: number; startedAtMs: number }>(
      `SELECT id, started_at_ms AS startedAtMs FROM clock_row WHERE person_id = @personId AND state = 'open'`,
    )
    .get({ personId })
}

function readOpenClock(db: ReadableDb, account: AccountLookup): OpenClock {
  if (account.type !== 'found') return account
  const open = findOpenRow(db, account.personId)
  if (!open) return { type: 'not-clocked-in' }
  return { type: 'clocked-in', rowId: open.id, startedAtMs: open.startedAtMs }
}
