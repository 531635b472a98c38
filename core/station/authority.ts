/** In whose name something is changed: a supervisor's, or that of the owner of the data folder. */
import type { Actor } from '../audit/audit-chain.ts'
import type { Refused } from '../contract/refused.ts'
import { findPersonByEmployeeNumber } from '../people/people-store.ts'
import { readRole } from '../people/role-store.ts'
import type { ReadableDb } from '../store/database.ts'
import { refuse } from './refuse.ts'

export type By = { type: 'owner' } | { type: 'supervisor'; employeeNumber: string }

export type AuthorityRefusal = 'unknown-supervisor' | 'inactive-supervisor' | 'not-a-supervisor'

export type Authority = { type: 'allowed'; actor: Actor } | { type: 'not-allowed'; why: AuthorityRefusal }

/** The owner may do everything, and it is written down as the owner's; a supervisor is active and has the role. */
export function findAuthority(db: ReadableDb, by: By): Authority {
  if (by.type === 'owner') return { type: 'allowed', actor: { type: 'owner' } }
  const person = findPersonByEmployeeNumber(db, by.employeeNumber)
  if (!person) return { type: 'not-allowed', why: 'unknown-supervisor' }
  if (!person.isActive) return { type: 'not-allowed', why: 'inactive-supervisor' }
  if (readRole(db, person.personId) !== 'supervisor') return { type: 'not-allowed', why: 'not-a-supervisor' }
  const { personId, employeeNumber } = person
  return { type: 'allowed', actor: { type: 'supervisor', personId, employeeNumber } }
}

/** For whoever asked in the name of `employeeNumber`. */
export function refuseAuthority(why: AuthorityRefusal, employeeNumber: string | undefined): Refused {
  return refuse(why, { number: employeeNumber ?? '' })
}

/** @param by A supervisor's employee number; absent: the owner of the data folder. */
export function readBy(by: string | undefined): By {
  return by === undefined ? { type: 'owner' } : { type: 'supervisor', employeeNumber: by }
}

/** Does `act` in somebody's name if they may, by what is known when they ask; else says why not. */
export async function actAs<Done>(
  db: ReadableDb,
  by: string | undefined,
  act: (actor: Actor) => Promise<Done>,
): Promise<Done | Refused> {
  const authority = findAuthority(db, readBy(by))
  if (authority.type === 'allowed') return act(authority.actor)
  return refuseAuthority(authority.why, by)
}
