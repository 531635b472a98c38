/**
 * Reads a file of authentication data: the body of a call as JSON (Paperless Employee, “Stage Authentication Data”), or a
 * CSV whose columns are the fields of a record (ours).
 */

import { say } from '../contract/sentences.ts'
import {
  explainColumnCount,
  type OnBytes,
  parseJsonFile,
  readTextFile,
  streamCsv,
  trimHeader,
  Unreadable,
} from '../files/text-file.ts'
import { type AuthField, authFields } from './auth-record.ts'
import { shorten } from './roster-columns.ts'

/** Rows of a CSV as records; a line that cannot be told apart into columns is its reason. */
export type AuthRow = { record: Partial<Record<AuthField, string>> } | { torn: string }

export type AuthFile = { type: 'json'; body: unknown } | { type: 'csv' } | { type: 'wrong'; message: string }

const noun = 'file'

/** What `path` holds: a JSON is read whole, a CSV is left to `streamAuthCsv`. Faults of the file are answers. */
export function openAuthFile(path: string, onBytes: OnBytes = () => {}): Promise<AuthFile> {
  // A CSV is read again from its beginning, and that is what is told.
  const seen: [number, number][] = []
  return readTextFile<AuthFile>(
    path,
    noun,
    (done, total) => seen.push([done, total]),
    async (file) => {
      if (file.kind === 'csv') return { type: 'csv' }
      const body = await parseJsonFile(file, noun)
      for (const [done, total] of seen) onBytes(done, total)
      return { type: 'json', body }
    },
  )
}

/** Gives the rows of a CSV to `onRows`, some at a time, in order. What was given before a fault was found is to be forgotten. */
export function streamAuthCsv(
  path: string,
  onRows: (rows: AuthRow[]) => Promise<void>,
  onBytes: OnBytes = () => {},
): Promise<{ type: 'read' } | { type: 'wrong'; message: string }> {
  return readTextFile<{ type: 'read' }>(path, noun, onBytes, async (file) => {
    if (file.kind === 'json') throw new Unreadable('The file was changed while it was read.')
    let columns: AuthField[] | null = null
    let rows: AuthRow[] = []
    const onRow = (values: string[]): void => {
      if (columns === null) columns = readHeader(trimHeader(values))
      else rows.push(toRow(columns, values))
    }
    await streamCsv(file, noun, onRow, async () => {
      const given = rows
      rows = []
      if (given.length > 0) await onRows(given)
    })
    return { type: 'read' }
  })
}

/** Forgives capitals and surrounding blanks, and nothing else (ours): a mistyped `employeeStatus` must not be lost. */
function readHeader(names: readonly string[]): AuthField[] {
  const columns: AuthField[] = []
  for (const name of names) {
    const field = authFields.find((known) => known.toLowerCase() === name.trim().toLowerCase())
    if (!field) {
      throw new Unreadable(say('column-unknown', { noun, column: shorten(name), known: authFields.join(', ') }))
    }
    if (columns.includes(field)) throw new Unreadable(say('column-twice', { noun, column: field }))
    columns.push(field)
  }
  if (!columns.includes('employeeId')) throw new Unreadable(say('column-missing', { noun, column: 'employeeId' }))
  return columns
}

function toRow(columns: readonly AuthField[], values: readonly string[]): AuthRow {
  const torn = explainColumnCount(values, columns.length)
  if (torn !== null) return { torn }
  return { record: Object.fromEntries(columns.map((column, index) => [column, values[index] ?? ''])) }
}
