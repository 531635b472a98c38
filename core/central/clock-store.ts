/** Applies clock calls and reads the open entry back: SQL of the clock interface. */
import type { ReadableDb, Store, WritableDb } from '../store/database.ts'
import { type AccountIdentifiers, type AccountLookup, findAccount } from './account-store.ts'
import { decidePunch, type PunchKind, punchAnswer } from './clock-rules.ts'

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

export function createClockStore(store: Store): ClockStore {
  return {
    applyPunches: async (punches, receivedAtMs) => {
      const result = store.transact<PunchOutcome[], never>((db) => ({
        ok: true,
        value: punches.map((punch) => applyPunch(db, punch, receivedAtMs)),
      }))
      return result.ok ? result.value : []
    },
    readOpenClocks: async (identifiers) => identifiers.map((each) => readOpenClock(store.read, each)),
  }
}

type KnownEvent = { kind: PunchKind; answer: string; fingerprint: string }

/** The key is looked at first: a repeat gets its answer even if the account has changed its identifiers since. */
function applyPunch(db: WritableDb, punch: Punch, receivedAtMs: number): PunchOutcome {
  if (punch.key !== null) {
    const known = db
      .prepare<KnownEvent>('SELECT kind, answer, fingerprint FROM clock_event WHERE key = @key')
      .get({ key: punch.key })
    if (known) {
      if (known.fingerprint !== punch.fingerprint) return { type: 'key-reused' }
      return { type: 'repeated', kind: known.kind, answer: known.answer }
    }
  }
  const account = findAccount(db, punch.identifiers)
  if (account.type !== 'found') return account
  const open = findOpenRow(db, account.personId)
  const kind = decidePunch(open !== undefined, punch.isForced)
  const answer = punchAnswer(kind)
  const occurredAtMs = punch.occurredAtMs ?? receivedAtMs
  const { lastInsertRowid: event } = db
    .prepare(
      `INSERT INTO clock_event (key, person_id, kind, occurred_at_ms, received_at_ms, answer, fingerprint)
       VALUES (@key, @personId, @kind, @occurredAtMs, @receivedAtMs, @answer, @fingerprint)`,
    )
    .run({
      key: punch.key,
      personId: account.personId,
      kind,
      occurredAtMs,
      receivedAtMs,
      answer,
      fingerprint: punch.fingerprint,
    })
  if (open) {
    db.prepare('UPDATE clock_row SET state = @state, ended_at_ms = @endedAtMs, out_event = @event WHERE id = @id').run({
      id: open.id,
      state: kind === 'out' ? 'completed' : 'replaced',
      endedAtMs: kind === 'out' ? occurredAtMs : null,
      event,
    })
  }
  if (kind !== 'out') {
    db.prepare(
      `INSERT INTO clock_row (person_id, started_at_ms, state, in_event)
       VALUES (@personId, @occurredAtMs, 'open', @event)`,
    ).run({ personId: account.personId, occurredAtMs, event })
  }
  return { type: 'applied', kind, answer }
}

function findOpenRow(db: ReadableDb, personId: number): { id: number; startedAtMs: number } | undefined {
  return db
    .prepare<{ id: number; startedAtMs: number }>(
      `SELECT id, started_at_ms AS startedAtMs FROM clock_row WHERE person_id = @personId AND state = 'open'`,
    )
    .get({ personId })
}

function readOpenClock(db: ReadableDb, identifiers: AccountIdentifiers): OpenClock {
  const account = findAccount(db, identifiers)
  if (account.type !== 'found') return account
  const open = findOpenRow(db, account.personId)
  if (!open) return { type: 'not-clocked-in' }
  return { type: 'clocked-in', rowId: open.id, startedAtMs: open.startedAtMs }
}
