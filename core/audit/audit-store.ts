/** The audit trail as stored: every change that a person made, written in the transaction of the change. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import {
  type Actor,
  type AuditContent,
  type AuditEntry,
  type AuditHead,
  type AuditVerdict,
  emptyHead,
  hashEntry,
  toCanonicalJson,
  verifyChain,
} from './audit-chain.ts'

export type NewAuditEntry = {
  atMs: number
  actor: Actor
  /** A verb and its object, such as `card.check-in`. */
  action: string
  /** Whom or what it is about, such as an employee number. */
  subject: string | null
  /** What was changed, and to what. Never a secret: the trail is shown and exported. */
  content: AuditContent
}

/** The record of the chain's end stands apart from it, so that an end that was cut off is missed. */
const headName = 'audit_head'

const entryColumns = `sequence, at_ms AS atMs, actor_type AS actorType, actor_number AS actorNumber, action, subject, content,
  previous_hash AS previousHash, hash`

/** Adds an entry and gives its running number. Call it in the transaction of the change. */
export function appendAudit(db: WritableDb, { atMs, actor, action, subject, content }: NewAuditEntry): number {
  // What follows goes by the record, not by the last entry that is there: a cut-off end stays visible as a gap.
  const head = readAuditHead(db) ?? headOfEntries(db)
  const unsealed = {
    sequence: head.count + 1,
    atMs,
    actorType: actor.type,
    actorNumber: actor.type === 'supervisor' ? actor.employeeNumber : null,
    action,
    subject,
    content: toCanonicalJson(content),
    previousHash: head.hash,
  }
  const entry: AuditEntry = { ...unsealed, hash: hashEntry(unsealed) }
  db.prepare(
    `INSERT INTO audit (sequence, at_ms, actor_type, actor_number, action, subject, content, previous_hash, hash)
     VALUES (@sequence, @atMs, @actorType, @actorNumber, @action, @subject, @content, @previousHash, @hash)`,
  ).run(entry)
  db.prepare(
    `INSERT INTO station_fact (name, value) VALUES (@headName, @value) ON CONFLICT (name) DO UPDATE SET value = @value`,
  ).run({ headName, value: `${entry.sequence} ${entry.hash}` })
  return entry.sequence
}

/** How far the trail has come; null where nothing was ever written, or the record is gone. */
export function readAuditHead(db: ReadableDb): AuditHead | null {
  const row = db.prepare<{ value: string }>('SELECT value FROM station_fact WHERE name = @headName').get({ headName })
  const [, count, hash] = /^(\d{1,15}) ([0-9a-f]{64})$/.exec(row?.value ?? '') ?? []
  return count === undefined || hash === undefined ? null : { count: Number(count), hash }
}

/** `kept`: heads from backups and exports. See `verifyChain` for what is found, and what cannot be. */
export function verifyAudit(db: ReadableDb, kept: readonly AuditHead[] = []): AuditVerdict {
  return verifyChain(iterateAudit(db), readAuditHead(db), kept)
}

/** Every entry in order, one after the other. The last one's `sequence` and `hash` are the head to keep elsewhere. */
export function iterateAudit(db: ReadableDb, afterSequence = 0): IterableIterator<AuditEntry> {
  return db
    .prepare<AuditEntry>(`SELECT ${entryColumns} FROM audit WHERE sequence > @afterSequence ORDER BY sequence`)
    .iterate({ afterSequence })
}

export type ListedEntry = AuditEntry & { actorName: string | null; subjectName: string | null }

/** The newest first, those before `beforeSequence`; names are those of today, null where the number is nobody's. */
export function listAudit(db: ReadableDb, { before, limit }: { before: number; limit: number }): ListedEntry[] {
  return db
    .prepare<ListedEntry>(
      `SELECT ${entryColumns},
         (SELECT display_name FROM person WHERE employee_number = actor_number) AS actorName,
         (SELECT display_name FROM person WHERE employee_number = subject) AS subjectName
       FROM audit WHERE sequence < @before ORDER BY sequence DESC LIMIT @limit`,
    )
    .all({ before, limit })
}

/** Entries in order, a page at a time, so that taps go on in between. */
export function readAuditPage(db: ReadableDb, afterSequence: number, limit: number): AuditEntry[] {
  return db
    .prepare<AuditEntry>(
      `SELECT ${entryColumns} FROM audit WHERE sequence > @afterSequence ORDER BY sequence LIMIT @limit`,
    )
    .all({ afterSequence, limit })
}

function headOfEntries(db: ReadableDb): AuditHead {
  const row = db.prepare<AuditHead>('SELECT sequence AS count, hash FROM audit ORDER BY sequence DESC LIMIT 1').get()
  return row ?? emptyHead
}
