/** What somebody may do at the station, and the PIN by which they are known: changed with its entry in the audit trail. */
import type { AuditContent } from '../audit/audit-chain.ts'
import { appendAudit } from '../audit/audit-store.ts'
import { findPersonByEmployeeNumber } from '../people/people-store.ts'
import { forgetPinFailures, readPinFailures } from '../people/pin-attempt-store.ts'
import { type Role, readRole, setPinHash, setRole } from '../people/role-store.ts'
import type { Store, WritableDb } from '../store/database.ts'
import { type AuthorityRefusal, type By, findAuthority } from './authority.ts'

export type PersonChange =
  | { type: 'role'; role: Role }
  /** Null: no PIN any more. */
  | { type: 'pin'; pinHash: string | null }
  /** Wrong PINs are forgotten, whatever they have cost until now. */
  | { type: 'free-pin' }

export type PersonChangeOutcome =
  | { type: 'changed' }
  /** It is so already. */
  | { type: 'unchanged' }
  | { type: 'unknown-person' }
  /** Somebody who has left is made nothing, and given no PIN. */
  | { type: 'inactive-person' }
  | { type: 'not-allowed'; why: AuthorityRefusal }

export function changePerson(
  store: Pick<Store, 'transact'>,
  request: { employeeNumber: string; change: PersonChange; by: By; nowMs: number },
): PersonChangeOutcome {
  const { employeeNumber, change, by, nowMs } = request
  const outcome = store.transact<PersonChangeOutcome, PersonChangeOutcome>((db) => {
    const authority = findAuthority(db, by)
    if (authority.type === 'not-allowed') return { ok: false, refusal: authority }
    const person = findPersonByEmployeeNumber(db, employeeNumber)
    if (person === null) return { ok: false, refusal: { type: 'unknown-person' } }
    if (!person.isActive && !isTaking(change)) return { ok: false, refusal: { type: 'inactive-person' } }
    if (change.type === 'role' && readRole(db, person.personId) === change.role) {
      return { ok: false, refusal: { type: 'unchanged' } }
    }
    if (change.type === 'free-pin' && readPinFailures(db, person.personId) === null) {
      return { ok: false, refusal: { type: 'unchanged' } }
    }
    const content = apply(db, person.personId, change, nowMs)
    appendAudit(db, {
      atMs: nowMs,
      actor: authority.actor,
      action: change.type === 'free-pin' ? 'person.free-pin' : `person.set-${change.type}`,
      subject: employeeNumber,
      content,
    })
    return { ok: true, value: { type: 'changed' } }
  })
  return outcome.ok ? outcome.value : outcome.refusal
}

/** What the audit trail says of it: never the hash. */
function apply(db: WritableDb, personId: number, change: PersonChange, atMs: number): AuditContent {
  switch (change.type) {
    case 'role': {
      const before = readRole(db, personId)
      setRole(db, personId, change.role, atMs)
      return { before, after: change.role }
    }
    case 'pin':
      setPinHash(db, personId, change.pinHash, atMs)
      // Whoever was given a new one starts anew.
      forgetPinFailures(db, personId)
      return { isSet: change.pinHash !== null }
    case 'free-pin': {
      const failures = readPinFailures(db, personId)?.failures ?? 0
      forgetPinFailures(db, personId)
      return { failures }
    }
  }
}

function isTaking(change: PersonChange): boolean {
  switch (change.type) {
    case 'role':
      return change.role === 'none'
    case 'pin':
      return change.pinHash === null
    case 'free-pin':
      return false
  }
}
