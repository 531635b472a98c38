/** The central service's accounts: put from a roster, found by the clock system's identifiers. */
import type { ReadableDb, Store, WritableDb } from '../store/database.ts'

/**
 * A person as the central service knows them: the clock account (Sonoran CMS, “Clock In Out”: `apiId`, `username`,
 * `accId`, `discord`, `uniqueId`) and what other interfaces match by. Blank identifiers count as missing.
 *
 * A person without a username has their employee number as username (ours), so that everybody can be clocked in.
 */
export type CentralPerson = {
  employeeNumber: string
  displayName: string
  email: string | null
  userId: string | null
  /** Kept, and not judged by the clock (ours): who may badge is decided at the door, and what happened is recorded. */
  isActive: boolean
  apiId: string | null
  username: string | null
  accId: string | null
  discord: string | null
  uniqueId: number | null
}

/** What a caller says about who is meant; at least one. All are matched exactly, letter case included (ours). */
export type AccountIdentifiers = {
  accId?: string | undefined
  apiId?: string | undefined
  uniqueId?: number | undefined
  discord?: string | undefined
  username?: string | undefined
}

export type AccountLookup =
  | { type: 'found'; accountId: number }
  /** None of the given identifiers is known. */
  | { type: 'not-linked' }
  /** They name different accounts, or one of them names none or two. */
  | { type: 'contradiction' }

export type AccountStore = {
  /** Adds or renews by employee number, in one transaction; nobody is ever removed. */
  putPeople: (people: Iterable<CentralPerson>) => Promise<void>
  countPeople: () => Promise<number>
}

export function createAccountStore(store: Store): AccountStore {
  return {
    putPeople: async (people) => {
      store.transact((db) => {
        for (const person of people) putPerson(db, person)
        return { ok: true, value: null }
      })
    },
    countPeople: async () => store.read.prepare<{ n: number }>('SELECT count(*) AS n FROM account').get()?.n ?? 0,
  }
}

function putPerson(db: WritableDb, person: CentralPerson): void {
  db.prepare(
    `INSERT INTO account (employee_number, display_name, email, user_id, is_active, api_id, username, acc_id, discord, unique_id)
     VALUES (@employeeNumber, @displayName, @email, @userId, @isActive, @apiId, @username, @accId, @discord, @uniqueId)
     ON CONFLICT (employee_number) DO UPDATE SET
       display_name = excluded.display_name, email = excluded.email, user_id = excluded.user_id,
       is_active = excluded.is_active, api_id = excluded.api_id, username = excluded.username,
       acc_id = excluded.acc_id, discord = excluded.discord, unique_id = excluded.unique_id`,
  ).run({
    employeeNumber: person.employeeNumber,
    displayName: person.displayName,
    email: person.email || null,
    userId: person.userId || null,
    isActive: person.isActive ? 1 : 0,
    apiId: person.apiId || null,
    username: person.username || person.employeeNumber,
    accId: person.accId || null,
    discord: person.discord || null,
    uniqueId: person.uniqueId,
  })
}

/** In the order of precedence (ours); since all that are given must agree, it only decides which is looked up first. */
const columns = [
  ['accId', 'SELECT id FROM account WHERE acc_id = @value LIMIT 2'],
  ['apiId', 'SELECT id FROM account WHERE api_id = @value LIMIT 2'],
  ['uniqueId', 'SELECT id FROM account WHERE unique_id = @value LIMIT 2'],
  ['discord', 'SELECT id FROM account WHERE discord = @value LIMIT 2'],
  ['username', 'SELECT id FROM account WHERE username = @value LIMIT 2'],
] as const satisfies [keyof AccountIdentifiers, string][]

/** Who is meant. An identifier that two accounts share never picks one of them: clocking the wrong person is worse. */
export function findAccount(db: ReadableDb, identifiers: AccountIdentifiers): AccountLookup {
  const named = new Set<number | null>()
  for (const [field, sql] of columns) {
    const value = identifiers[field]
    if (value === undefined) continue
    const rows = db.prepare<{ id: number }>(sql).all({ value })
    if (rows.length > 1) return { type: 'contradiction' }
    named.add(rows[0]?.id ?? null)
  }
  if (named.size > 1) return { type: 'contradiction' }
  const [accountId] = named
  return accountId == null ? { type: 'not-linked' } : { type: 'found', accountId }
}
