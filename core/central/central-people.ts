/** The accounts of the reference service, from the roster format that stations import. */
import { foldRoster } from '../enrolment/fold-roster.ts'
import { readRosterFile } from '../enrolment/roster-file.ts'
import type { CentralPerson } from './account-store.ts'

export type CentralPeople =
  /** `errors`: lines that were left out, by their number in the file. */
  | { type: 'read'; people: CentralPerson[]; errors: { line: number; reason: string }[] }
  | { type: 'wrong'; message: string }

/** Reads a roster file, CSV or JSON. A file that cannot be trusted as a whole is `wrong`, in words. */
export async function readCentralPeople(file: string): Promise<CentralPeople> {
  const read = await readRosterFile(file)
  if (read.type === 'wrong') return read
  const records = foldRoster(read.entries)
  const people = records.flatMap(({ person, errors }) => (person && errors.length === 0 ? [toAccount(person)] : []))
  return { type: 'read', people, errors: records.flatMap(({ errors }) => errors) }
}

type Person = NonNullable<ReturnType<typeof foldRoster>[number]['person']>

function toAccount(person: Person): CentralPerson {
  return {
    employeeNumber: person.employeeNumber,
    displayName: person.displayName,
    email: person.email ?? null,
    userId: person.userId ?? null,
    isActive: person.isActive ?? true,
    apiId: person.apiId ?? null,
    username: person.username ?? null,
    accId: person.accId ?? null,
    discord: person.discord ?? null,
    uniqueId: person.uniqueId ?? null,
  }
}
