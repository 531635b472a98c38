/** PINs and roles: who may do what at the station, and the PIN that stands in for a badge left at home. */
import { hash, verify } from '@node-rs/argon2'
import { appendAudit } from '../audit/audit-store.ts'
import { findPersonByEmployeeNumber, type PersonRow } from '../people/people-store.ts'
import { countSupervisors, type Role, readPinHash, readRole, setPinHash, setRole } from '../people/role-store.ts'
import type { WritableDb } from '../store/database.ts'
import { type AuthorityRefusal, type By, findAuthority } from './authority.ts'
import type { TapContext } from './tap.ts'

/**
 * Argon2id, as the package has it by default, with what OWASP's Password Storage Cheat Sheet asks for at least. Some
 * tens of milliseconds, spent on another thread.
 */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Digits alone, as the keypad on the screen has them (ours). */
const pinPattern = /^[0-9]{4,12}$/

export type AccessOutcome =
  /** `supervisors`: how many active ones there are now; with none, only the owner of the data folder can name one. */
  | { type: 'changed' | 'unchanged'; supervisors: number }
  | { type: 'unknown-person' }
  | { type: 'no-pin'; why: 'digits' | 'repeated' }
  | { type: 'not-allowed'; why: AuthorityRefusal }

type AccessContext = Pick<TapContext, 'store'>
type Request = { employeeNumber: string; by: By; nowMs: number }

/** `pin` null: takes the PIN away. It is neither stored nor written into the trail, only its hash is stored. */
export async function changePin(
  context: AccessContext,
  request: Request & { pin: string | null },
): Promise<AccessOutcome> {
  const { pin, nowMs } = request
  if (pin !== null && !pinPattern.test(pin)) return { type: 'no-pin', why: 'digits' }
  if (pin !== null && /^(.)\1+$/.test(pin)) return { type: 'no-pin', why: 'repeated' }
  // Before the transaction: hashing takes its time, and a tap must not wait for it.
  const pinHash = pin === null ? null : await hash(pin, cost)
  return changeAccess(context, request, 'person.set-pin', (db, { personId }) => {
    if (pinHash === null && readPinHash(db, personId) === null) return null
    setPinHash(db, personId, pinHash, nowMs)
    return { hasPin: pinHash !== null }
  })
}

export function changeRole(context: AccessContext, request: Request & { role: Role }): AccessOutcome {
  const { role, nowMs } = request
  return changeAccess(context, request, 'person.set-role', (db, { personId }) => {
    const before = readRole(db, personId)
    if (before === role) return null
    setRole(db, personId, role, nowMs)
    return { before, role }
  })
}

/** Whether that is the person's PIN. Takes as long for somebody without one, so that nobody learns who has none. */
export async function isPinOf(context: AccessContext, personId: number, pin: string): Promise<boolean> {
  const pinHash = readPinHash(context.store.read, personId)
  if (pinHash === null) {
    await hash(pin, cost)
    return false
  }
  return verify(pinHash, pin)
}

/** `change` answers what goes into the trail; null: it is so already. */
function changeAccess(
  { store }: AccessContext,
  { employeeNumber, by, nowMs }: Request,
  action: string,
  change: (db: WritableDb, person: PersonRow) => { [key: string]: string | boolean | null } | null,
): AccessOutcome {
  const result = store.transact<AccessOutcome, AccessOutcome>((db) => {
    const authority = findAuthority(db, by)
    if (authority.type === 'not-allowed') return { ok: false, refusal: authority }
    const person = findPersonByEmployeeNumber(db, employeeNumber)
    if (!person) return { ok: false, refusal: { type: 'unknown-person' } }
    const content = change(db, person)
    if (content === null) return { ok: false, refusal: { type: 'unchanged', supervisors: countSupervisors(db) } }
    appendAudit(db, { atMs: nowMs, actor: authority.actor, action, subject: employeeNumber, content })
    return { ok: true, value: { type: 'changed', supervisors: countSupervisors(db) } }
  })
  return result.ok ? result.value : result.refusal
}
