/** Reads a roster file, CSV or JSON, into entries. */

import { say } from '../contract/sentences.ts'
import {
  explainColumnCount,
  type OnBytes,
  parseJsonFile,
  readTextFile,
  streamCsv,
  type TextFile,
  trimHeader,
  Unreadable,
} from '../files/text-file.ts'
import { matchHeader, type RosterColumn, type RosterEntry } from './roster-columns.ts'

export type RosterFile = { type: 'read'; entries: RosterEntry[] } | { type: 'wrong'; message: string }

/**
 * Reads `path`. Entries of a CSV carry the file's own line numbers (the header is line 1), entries of a JSON array their
 * place in it, counted from 1. Faults of the file are answers; a fault of this program throws.
 */
export async function readRosterFile(path: string, onBytes: OnBytes = () => {}): Promise<RosterFile> {
  const entries: RosterEntry[] = []
  const streamed = await streamRosterFile(path, {
    onBytes,
    onEntry: (entry) => entries.push(entry),
    afterPiece: async () => {},
  })
  return streamed.type === 'read' ? { type: 'read', entries } : streamed
}

export type RosterReader = {
  onEntry: (entry: RosterEntry) => void
  /** Awaited between pieces of the file. */
  afterPiece: () => Promise<void>
  onBytes: OnBytes
}

/** The same, entry by entry. What was given before a fault was found is to be forgotten. */
export function streamRosterFile(
  path: string,
  reader: RosterReader,
): Promise<{ type: 'read' } | { type: 'wrong'; message: string }> {
  return readTextFile(path, 'roster', reader.onBytes, async (file) => {
    if (file.kind === 'csv') await streamRosterCsv(file, reader)
    else {
      for (const entry of readJson(await parseJsonFile(file, 'roster'))) reader.onEntry(entry)
      await reader.afterPiece()
    }
    return { type: 'read' }
  })
}

async function streamRosterCsv(file: TextFile, { onEntry, afterPiece }: RosterReader): Promise<void> {
  let columns: RosterColumn[] | null = null
  const onRow = (values: string[], line: number): void => {
    if (columns === null) columns = readHeader(values)
    else onEntry(toEntry(columns, values, line))
  }
  await streamCsv(file, 'roster', onRow, afterPiece)
}

function readHeader(names: string[]): RosterColumn[] {
  const header = matchHeader(trimHeader(names))
  if (header.type === 'wrong') throw new Unreadable(header.message)
  return header.columns
}

function toEntry(columns: readonly RosterColumn[], record: string[], line: number): RosterEntry {
  const reason = explainColumnCount(record, columns.length)
  if (reason !== null) return { type: 'unreadable', line, reason }
  const values: Partial<Record<RosterColumn, string>> = {}
  columns.forEach((column, index) => {
    values[column] = record[index] ?? ''
  })
  return { type: 'entry', line, values }
}

function readJson(parsed: unknown): RosterEntry[] {
  if (!Array.isArray(parsed)) throw new Unreadable(say('no-array'))
  // A column that any entry has is a column of the file, as it would be in a CSV.
  const names = [...new Set(parsed.flatMap((item) => (isObject(item) ? Object.keys(item) : [])))]
  if (names.length === 0) return parsed.map((_, index) => noObject(index + 1))
  const header = matchHeader(names)
  if (header.type === 'wrong') throw new Unreadable(header.message)
  const named = names.map((name, index) => ({ name, column: header.columns[index] as RosterColumn }))
  return parsed.map((item: unknown, index) =>
    isObject(item) ? itemToEntry(item, named, index + 1) : noObject(index + 1),
  )
}

function itemToEntry(
  item: Record<string, unknown>,
  named: readonly { name: string; column: RosterColumn }[],
  line: number,
): RosterEntry {
  const values: Partial<Record<RosterColumn, string>> = {}
  for (const { name, column } of named) {
    const value = Object.hasOwn(item, name) ? item[name] : null
    const isList = column === 'timeProfiles' && Array.isArray(value) && value.every((part) => typeof part === 'string')
    if (value === null || value === undefined) values[column] = ''
    else if (isList) values[column] = value.join(';')
    else if (typeof value === 'string' || typeof value === 'number') values[column] = String(value)
    else return { type: 'unreadable', line, reason: say('value-no-text-or-number', { column }) }
  }
  return { type: 'entry', line, values }
}

function noObject(line: number): RosterEntry {
  return { type: 'unreadable', line, reason: say('no-object') }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
