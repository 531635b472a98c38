/** What somebody may do at the station, the PIN by which they are known, and the language they are spoken to in: changed with its entry in the audit trail. */
import type { AuditContent } from '../audit/audit-chain.ts'
import { appendAudit } from '../audit/audit-store.ts'
import type { Language } from '../contract/languages.ts'
import { findPersonByEmployeeNumber, type PersonRow, setLanguage } from '../people/people-store.ts'
import { forgetPinFailures, readPinFailures } from '../people/pin-attempt-store.ts'
import { listWhoCanSignIn, type Role, readRole, setPinHash, setRole } from '../people/role-store.ts'
import type { ReadableDb, Store, WritableDb } from '../store/database.ts'
import { type AuthorityRefusal, type By, findAuthority } from './authority.ts'

export type PersonChange =
  | { type: 'role'; role: Role }
  /** Null: no PIN any more. */
  | { type: 'pin'; pinHash: string | null }
  /** Whoever was locked after wrong PINs may try again. */
  | { type: 'free-pin' }
  /** Null: that of the screen. */
  | { type: 'language'; language: Language | null }

export type PersonChangeOutcome =
  /** `isNobodyLeft`: no supervisor can sign in from now on, where one could before. */
  | { type: 'changed'; isNobodyLeft: boolean }
  /** It is so already. */
  | { type: 'unchanged' }
  | { type: 'unknown-person' }
  /** Somebody who has left is made nothing, and given no PIN. */
  | { type: 'inactive-person' }
  /** Nobody could sign in any more, and whoever wants that owns the folder. */
  | { type: 'last-supervisor' }
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
    if (!person.isActive && isGiving(change)) return { ok: false, refusal: { type: 'inactive-person' } }
    if (isSoAlready(db, person, change)) return { ok: false, refusal: { type: 'unchanged' } }
    const isNobodyLeft = isLosing(change) && isLastWhoCanSignIn(db, person, nowMs)
    if (isNobodyLeft && by.type !== 'owner') return { ok: false, refusal: { type: 'last-supervisor' } }
    const content = apply(db, person, change, nowMs)
    appendAudit(db, {
      atMs: nowMs,
      actor: authority.actor,
      action: change.type === 'free-pin' ? 'person.free-pin' : `person.set-${change.type}`,
      subject: employeeNumber,
      content,
    })
    return { ok: true, value: { type: 'changed', isNobodyLeft } }
  })
  return outcome.ok ? outcome.value : outcome.refusal
}

function isGiving(change: PersonChange): boolean {
  switch (change.type) {
    case 'role':
      return change.role !== 'none'
    case 'pin':
      return change.pinHash !== null
    case 'free-pin':
      return false
    case 'language':
      return change.language !== null
  }
}

/** Whether who is a supervisor now cannot sign in afterwards. */
function isLosing(change: PersonChange): boolean {
  return (change.type === 'role' && change.role !== 'supervisor') || (change.type === 'pin' && change.pinHash === null)
}

function isLastWhoCanSignIn(db: ReadableDb, { personId }: PersonRow, atMs: number): boolean {
  const whoCanSignIn = listWhoCanSignIn(db, atMs)
  return whoCanSignIn.length === 1 && whoCanSignIn[0] === personId
}

function isSoAlready(db: ReadableDb, person: PersonRow, change: PersonChange): boolean {
  if (change.type === 'language') return person.language === change.language
  if (change.type === 'free-pin') return readPinFailures(db, person.personId) === null
  return change.type === 'role' && readRole(db, person.personId) === change.role
}

/** What the audit trail says of it: never the hash. */
function apply(db: WritableDb, person: PersonRow, change: PersonChange, atMs: number): AuditContent {
  const { personId } = person
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
    case 'language':
      setLanguage(db, personId, change.language, atMs)
      return { before: person.language, after: change.language }
  }
}
