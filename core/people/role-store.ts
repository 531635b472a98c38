/** What somebody may do at the station, and the PIN by which they are known without a badge. */
import type { ReadableDb, WritableDb } from '../store/database.ts'

/** `scan`: may badge others in and out at a screen. `supervisor`: may change what is stored. */
export const roles = ['none', 'scan', 'supervisor'] as const
export type Role = (typeof roles)[number]

/** Null for a person who is not known. */
export function readRole(db: ReadableDb, personId: number): Role | null {
  return db.prepare<{ role: Role }>('SELECT role FROM person WHERE id = @personId').get({ personId })?.role ?? null
}

export function setRole(db: WritableDb, personId: number, role: Role, atMs: number): void {
  db.prepare('UPDATE person SET role = @role, changed_at_ms = @atMs WHERE id = @personId').run({ personId, role, atMs })
}

/** Null: no PIN was set. */
export function readPinHash(db: ReadableDb, personId: number): string | null {
  const row = db
    .prepare<{ pinHash: string | null }>('SELECT pin_hash AS pinHash FROM person WHERE id = @personId')
    .get({ personId })
  return row?.pinHash ?? null
}

/** `pinHash` null: the person has no PIN any more. */
export function setPinHash(db: WritableDb, personId: number, pinHash: string | null, atMs: number): void {
  db.prepare('UPDATE person SET pin_hash = @pinHash, changed_at_ms = @atMs WHERE id = @personId').run({
    personId,
    pinHash,
    atMs,
  })
}

/**
 * Supervisors who can sign in at `atMs`, by id: active, with a PIN and a card that is good then. Two at most: who asks wants
 * to know whether anybody else is left.
 */
export function listWhoCanSignIn(db: ReadableDb, atMs: number): number[] {
  return db
    .prepare<{ personId: number }>(
      `SELECT id AS personId FROM person
       WHERE role = 'supervisor' AND is_active AND pin_hash IS NOT NULL AND EXISTS
         (SELECT 1 FROM card_holding JOIN card ON card.id = card_id
          WHERE person_id = person.id AND until_ms IS NULL AND state = 'active'
            AND (dies_at_ms IS NULL OR dies_at_ms > @atMs))
       ORDER BY id LIMIT 2`,
    )
    .all({ atMs })
    .map(({ personId }) => personId)
}
