/** The people of the reference service, from the roster format that stations import. */
import { foldRoster } from '../enrolment/fold-roster.ts'
import { nobody } from '../enrolment/judge-roster.ts'
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
  const people = records.flatMap(({ person, cards, errors }) =>
    person && errors.length === 0 ? [{ ...nobody, ...person, cards }] : [],
  )
  return { type: 'read', people, errors: records.flatMap(({ errors }) => errors) }
}
