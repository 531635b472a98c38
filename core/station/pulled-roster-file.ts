/** Writes the people that were pulled as a roster, a page at a time: they are never all in memory. */
import { type FileHandle, open } from 'node:fs/promises'
import { type RosterColumn, rosterColumns } from '../enrolment/roster-columns.ts'
import { readEntry } from '../enrolment/roster-entry.ts'
import { readStoredPerson } from '../people/people-store.ts'
import type { PersonRecord } from '../people/person.ts'
import type { ReadableDb } from '../store/database.ts'
import type { PulledPerson } from './pull-answer.ts'
import { pageStaged } from './pulled-people-store.ts'

const peoplePerPage = 500

/** Authentication values and languages are not pulled, and a column that is not there changes nothing. */
const columns = rosterColumns.filter((column) => !column.startsWith('authValue') && column !== 'language')

type Values = Record<RosterColumn, string>
type Cell = string | number | null

/** @returns of whom something cannot be read by the rules of a roster, and why; they are left out of the file. */
export async function writePulledRoster(db: ReadableDb, path: string): Promise<Map<string, string>> {
  const faults = new Map<string, string>()
  const file = await open(path, 'w', 0o600)
  try {
    await file.write(`${columns.join(',')}\n`)
    let after = ''
    for (;;) {
      const page = pageStaged(db, after, peoplePerPage)
      await writePage(db, file, page, faults)
      const last = page.at(-1)
      if (!last) return faults
      after = last.employeeNumber
    }
  } finally {
    await file.close()
  }
}

async function writePage(
  db: ReadableDb,
  file: FileHandle,
  page: readonly PulledPerson[],
  faults: Map<string, string>,
): Promise<void> {
  let lines = ''
  for (const person of page) {
    const entries = toRosterEntries(db, person)
    const reasons = entries.flatMap((entry) => {
      const read = readEntry(entry)
      return read.type === 'wrong' ? read.reasons : []
    })
    const [reason] = reasons
    if (reason !== undefined) faults.set(person.employeeNumber, reason)
    else for (const entry of entries) lines += `${columns.map((column) => quote(entry[column])).join(',')}\n`
  }
  await file.write(lines)
}

function quote(value: string): string {
  return /[",;\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/** One entry per card. Whoever went stays as they were known, and is active no more; a stranger who went is nobody. */
function toRosterEntries(db: ReadableDb, pulled: PulledPerson): Values[] {
  const known = pulled.isGone ? readStoredPerson(db, pulled.employeeNumber)?.person : null
  if (pulled.isGone) return known ? [entryOf(known, false, {})] : []
  const { isGone: _isHere, isActive, cards, ...person } = pulled
  if (cards.length === 0) return [entryOf(person, isActive, {})]
  return cards.map((card) =>
    entryOf(person, isActive, {
      systemId: card.systemId,
      facilityCode: card.facilityCode,
      cardNumber: card.internalNumber,
      externalCardNumber: card.externalNumber,
      cardFormat: card.format,
      cardType: card.cardType,
    }),
  )
}

function entryOf(
  { timeProfiles, ...person }: Omit<PersonRecord, 'isActive'>,
  isActive: boolean,
  card: { [Column in RosterColumn]?: Cell },
): Values {
  const cells: { [Column in RosterColumn]?: Cell } = {
    ...person,
    status: isActive ? 'Active' : 'Inactive',
    timeProfiles: timeProfiles.join(';'),
    ...card,
  }
  return Object.fromEntries(columns.map((column) => [column, String(cells[column] ?? '')])) as Values
}
