/**
 * Somebody who is in no roster yet, and the name and address of somebody who is: as a roster would bring them, and with an entry
 * in the audit trail. Like a roster it is told to nobody upstream.
 */
import { appendAudit } from '../audit/audit-store.ts'
import type { SentenceCode } from '../contract/sentences.ts'
import { findNameFault, mostEmail, mostEmployeeNumber, mostPersonName } from '../contract/text-patterns.ts'
import { nobody } from '../enrolment/judge-roster.ts'
import { foldEmail } from '../people/fold-email.ts'
import { findPeopleByEmails } from '../people/match-people-store.ts'
import { type PersonRow, readPerson, readStoredPerson, upsertPerson } from '../people/people-store.ts'
import { findPeopleWithNumberLike } from '../people/typed-number-store.ts'
import type { ReadableDb, Store } from '../store/database.ts'
import { type AuthorityRefusal, type By, findAuthority } from './authority.ts'

/** As they were typed; an address of blanks is none. */
export type TypedPerson = { employeeNumber: string; displayName: string; email: string | null }

type TextFault = Extract<
  SentenceCode,
  'person-text-missing' | 'person-text-too-long' | 'person-text-unwritable' | 'email-form'
>

export type AddPersonOutcome =
  | { type: 'added'; employeeNumber: string }
  | { type: 'not-writable'; why: TextFault }
  | { type: 'number-taken'; by: PersonRow }
  | { type: 'email-taken'; by: PersonRow; email: string }
  | { type: 'not-allowed'; why: AuthorityRefusal }

export type CorrectPersonOutcome =
  | { type: 'changed' }
  | { type: 'unchanged' }
  | { type: 'unknown-person' }
  | Exclude<AddPersonOutcome, { type: 'added' | 'number-taken' }>

type Asked = { typed: TypedPerson; by: By; nowMs: number }

export function addPerson(store: Pick<Store, 'transact'>, { typed, by, nowMs }: Asked): AddPersonOutcome {
  const added = trimTexts(typed)
  const done = store.transact<AddPersonOutcome, AddPersonOutcome>((db) => {
    const authority = findAuthority(db, by)
    if (authority.type === 'not-allowed') return { ok: false, refusal: authority }
    const why = findTextFault(added) ?? (isAddress(added.email) ? null : 'email-form')
    if (why !== null) return { ok: false, refusal: { type: 'not-writable', why } }
    const { employeeNumber, displayName, email } = added
    const [taker] = findPeopleWithNumberLike(db, employeeNumber)
    if (taker) return { ok: false, refusal: { type: 'number-taken', by: taker } }
    const owner = findOwnerOfEmail(db, email)
    if (owner && email !== null) return { ok: false, refusal: { type: 'email-taken', by: owner, email } }
    upsertPerson(db, { ...nobody, ...added }, nowMs)
    const content = { displayName, email }
    appendAudit(db, { atMs: nowMs, actor: authority.actor, action: 'person.add', subject: employeeNumber, content })
    return { ok: true, value: { type: 'added', employeeNumber } }
  })
  return done.ok ? done.value : done.refusal
}

/** Of whoever has exactly this number; an absent address stays. A roster that names them says anew what they are called. */
export function correctPerson(
  store: Pick<Store, 'transact'>,
  {
    typed,
    by,
    nowMs,
  }: Omit<Asked, 'typed'> & { typed: Omit<TypedPerson, 'email'> & { email?: string | null | undefined } },
): CorrectPersonOutcome {
  const { employeeNumber } = typed
  const done = store.transact<CorrectPersonOutcome, CorrectPersonOutcome>((db) => {
    const authority = findAuthority(db, by)
    if (authority.type === 'not-allowed') return { ok: false, refusal: authority }
    const stored = readStoredPerson(db, employeeNumber)
    if (stored === null) return { ok: false, refusal: { type: 'unknown-person' } }
    const { personId, person: before } = stored
    const { displayName, email } = trimTexts({
      ...typed,
      email: typed.email === undefined ? before.email : typed.email,
    })
    const isAddressNew = email !== before.email
    // An address that a roster brought may look like none, and stays while nobody touches it.
    const formFault = isAddressNew && !isAddress(email) ? 'email-form' : null
    const why = findTextFault({ employeeNumber, displayName, email }) ?? formFault
    if (why !== null) return { ok: false, refusal: { type: 'not-writable', why } }
    if (displayName === before.displayName && !isAddressNew) return { ok: false, refusal: { type: 'unchanged' } }
    const owner = isAddressNew ? findOwnerOfEmail(db, email, personId) : null
    if (owner && email !== null) return { ok: false, refusal: { type: 'email-taken', by: owner, email } }
    upsertPerson(db, { ...before, displayName, email }, nowMs)
    appendAudit(db, {
      atMs: nowMs,
      actor: authority.actor,
      action: 'person.correct',
      subject: employeeNumber,
      content: {
        before: { displayName: before.displayName, email: before.email },
        after: { displayName, email },
      },
    })
    return { ok: true, value: { type: 'changed' } }
  })
  return done.ok ? done.value : done.refusal
}

function trimTexts({ employeeNumber, displayName, email }: TypedPerson): TypedPerson {
  return { employeeNumber: employeeNumber.trim(), displayName: displayName.trim(), email: email?.trim() || null }
}

function findTextFault({ employeeNumber, displayName, email }: TypedPerson): TextFault | null {
  if (employeeNumber === '' || displayName === '') return 'person-text-missing'
  const isLong =
    employeeNumber.length > mostEmployeeNumber ||
    displayName.length > mostPersonName ||
    (email?.length ?? 0) > mostEmail
  if (isLong) return 'person-text-too-long'
  const isUnwritable = [employeeNumber, displayName, email ?? ''].some((text) => findNameFault(text) !== null)
  return isUnwritable ? 'person-text-unwritable' : null
}

/** Somebody at somewhere: more than that only the post can tell. */
function isAddress(email: string | null): boolean {
  return email === null || /^[^\s@]+@[^\s@]+$/.test(email)
}

function findOwnerOfEmail(db: ReadableDb, email: string | null, exceptFor?: number): PersonRow | null {
  if (email === null) return null
  const folded = foldEmail(email)
  const owner = findPeopleByEmails(db, [folded])
    .get(folded)
    ?.find((personId) => personId !== exceptFor)
  return owner === undefined ? null : readPerson(db, owner)
}
