/**
 * Reads a file of presence entries, JSON or CSV. What its entries say is judged elsewhere; a file that cannot be taken at
 * its word as a whole (not text, torn inside a quoted value, columns that nobody knows) is refused as a whole, in words.
 */
import { readFile } from 'node:fs/promises'
import { CsvError, type InfoRecord, parse } from 'csv-parse/sync'
import { quote } from './presence-entry.ts'

export type PresenceFile =
  | {
      type: 'read'
      data: unknown[]
      /** What a JSON object says beside `data`: the parameters of the request. */
      parameters: Record<string, unknown>
      /** Where each entry begins, counted from 1; null for JSON, where an entry's place is all there is. */
      lines: number[] | null
      /** Lines of a CSV that could not be told apart into columns, by their place in `data`, and why. */
      torn: ReadonlyMap<number, string>
    }
  | { type: 'wrong'; message: string }

/** A CSV's columns are the entry's fields. */
const columns = ['date', 'state', 'location', 'email', 'employeeID', 'userID'] as const
const requiredColumns = ['date', 'state'] as const

type Column = (typeof columns)[number]

const longestFileBytes = 64 * 1024 * 1024
/** A header or a line beyond this has lost its quote or its line ends. */
const longestLineBytes = 64 * 1024

/** Reads `path`: a JSON array of entries, an object with `data`, or a CSV with a header. Faults of the file are answers. */
export async function readPresenceFile(path: string): Promise<PresenceFile> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (error) {
    const message = explainDisk(error)
    if (message === null) throw error
    return wrong(message)
  }
  return readPresenceBytes(bytes)
}

/** The same for what stands in a file. */
export function readPresenceBytes(bytes: Uint8Array): PresenceFile {
  if (bytes.length > longestFileBytes) return wrong('The file has more than 64 MiB; split it.')
  const text = decode(bytes)
  if (text === null) {
    return wrong('The file is not valid text. Save it as UTF-8, in Excel as “CSV UTF-8”.')
  }
  if (text.trim() === '') return wrong('The file is empty.')
  return /^\s*[[{]/.test(text) ? readJson(text) : readCsv(text)
}

/** By the byte-order mark, without one UTF-8; null where the bytes are neither. */
function decode(bytes: Uint8Array): string | null {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}

function readJson(text: string): PresenceFile {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    const place = error instanceof Error ? /\(line \d+ column \d+\)/.exec(error.message)?.[0] : undefined
    return wrong(`The file is not valid JSON${place ? ` ${place}` : ''}; it may have been cut off.`)
  }
  if (Array.isArray(parsed)) return { type: 'read', data: parsed, parameters: {}, lines: null, torn: new Map() }
  const { data, ...parameters } = parsed as Record<string, unknown>
  if (!Array.isArray(data)) return wrong('The file is JSON, but neither an array of entries nor an object with "data".')
  return { type: 'read', data, parameters, lines: null, torn: new Map() }
}

type CsvRecord = { values: string[]; line: number }

function readCsv(text: string): PresenceFile {
  const records: CsvRecord[] = []
  let endLine = 0
  try {
    parse(text, {
      delimiter: detectDelimiter(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      // A blank around a quoted value is no part of it.
      trim: true,
      // The count is judged below, so that one short line does not refuse the whole file.
      relax_column_count: true,
      max_record_size: longestLineBytes,
      on_record: (values: string[], { lines }: InfoRecord) => {
        // A quoted value may hold line ends, so a record begins after the end of the one before.
        const line = endLine + 1
        endLine = lines
        if (values.some((value) => value !== '')) records.push({ values, line })
        return null
      },
    })
  } catch (error) {
    if (error instanceof CsvError) return wrong(explainCsv(error, endLine + 1))
    throw error
  }
  const [header, ...rows] = records
  const named = matchHeader(header?.values ?? [])
  return named.type === 'wrong' ? named : toEntries(named.columns, rows)
}

function toEntries(named: readonly Column[], rows: readonly CsvRecord[]): PresenceFile {
  const torn = new Map<number, string>()
  const data = rows.map(({ values }, index) => {
    const reason = explainCount(values, named.length)
    if (reason !== null) {
      torn.set(index, reason)
      return null
    }
    // A blank is a field that is missing.
    return Object.fromEntries(
      named.flatMap((column, place) => (values[place] === '' ? [] : [[column, values[place]] as const])),
    )
  })
  return { type: 'read', data, parameters: {}, lines: rows.map(({ line }) => line), torn }
}

/** Null: as many values as columns, or only blanks beyond. */
function explainCount(values: readonly string[], count: number): string | null {
  if (values.length < count) return `the line has ${values.length} of ${count} columns; it may have been cut off`
  if (values.slice(count).some((value) => value !== ''))
    return `the line has ${values.length} values for ${count} columns`
  return null
}

/** Forgives capitals and surrounding blanks, and nothing else (ours): a mistyped `location` must not be lost. */
function matchHeader(
  given: readonly string[],
): { type: 'header'; columns: Column[] } | { type: 'wrong'; message: string } {
  // A spreadsheet's blank columns to the right have no names either.
  const names = given.slice(0, given.findLastIndex((name) => name !== '') + 1)
  const found: Column[] = []
  for (const name of names) {
    const column = columns.find((known) => known.toLowerCase() === name.toLowerCase())
    if (!column)
      return wrong(`The file has a column ${quote(name)} that is not known. Known are: ${columns.join(', ')}.`)
    if (found.includes(column)) return wrong(`The file has the column "${column}" twice.`)
    found.push(column)
  }
  const missing = requiredColumns.filter((column) => !found.includes(column))
  if (missing.length > 0) return wrong(`The file has no column "${missing.join('" and no column "')}".`)
  return { type: 'header', columns: found }
}

/** The one of the three that stands most often in the first line; no column's name holds any of them. */
function detectDelimiter(text: string): string {
  const firstLine = text.trimStart().split(/[\r\n]/, 1)[0] ?? ''
  const count = (delimiter: string) => firstLine.split(delimiter).length
  return [';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best), ',')
}

/** `beginLine` is where the record begins that could not be read. */
function explainCsv(error: CsvError, beginLine: number): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return `The file ends inside a quoted value of the entry that begins in line ${beginLine}; it may have been cut off.`
    case 'CSV_MAX_RECORD_SIZE':
      return `The file's line ${beginLine} is longer than ${longestLineBytes} bytes; a closing quote may be missing.`
    default:
      return `The file's line ${beginLine} cannot be read as CSV (${error.code}).`
  }
}

/** Null: not the file's fault. */
function explainDisk(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  switch (code) {
    case 'ENOENT':
      return 'The file does not exist.'
    case 'EACCES':
    case 'EPERM':
      return 'The file may not be read by this user.'
    case 'EISDIR':
      return 'This is a folder, not a file.'
    default:
      return null
  }
}

function wrong(message: string): { type: 'wrong'; message: string } {
  return { type: 'wrong', message }
}
