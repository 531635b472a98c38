/**
 * Reads a roster file, CSV or JSON, into entries. A file that cannot be taken at its word as a whole (not text, torn
 * inside a quoted value, columns that nobody knows) is refused as a whole, in words for whoever made it.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import { matchHeader, type RosterColumn, type RosterEntry } from './roster-columns.ts'

export type RosterFile = { type: 'read'; entries: RosterEntry[] } | { type: 'wrong'; message: string }

/** How far reading is, in bytes. */
export type OnBytes = (done: number, total: number) => void

/** JSON is parsed in one piece; at ten times this size it would no longer fit into a text. */
const longestJsonBytes = 64 * 1024 * 1024
/** A header or a line beyond this has lost its quote or its line ends. */
const longestLineBytes = 64 * 1024

/**
 * Reads `path`. Entries of a CSV carry the file's own line numbers (the header is line 1), entries of a JSON array their
 * place in it, counted from 1. Faults of the file are answers; a fault of this program throws.
 */
export async function readRosterFile(path: string, onBytes: OnBytes = () => {}): Promise<RosterFile> {
  try {
    const file = await open(path, 'r')
    try {
      return await readEntries(file, onBytes)
    } finally {
      await file.close()
    }
  } catch (error) {
    const message = error instanceof Unreadable ? error.message : explain(error)
    if (message === null) throw error
    return { type: 'wrong', message }
  }
}

/** Thrown inside this file only: it has to cross streams. */
class Unreadable extends Error {}

async function readEntries(file: FileHandle, onBytes: OnBytes): Promise<RosterFile> {
  const stat = await file.stat()
  if (stat.isDirectory()) throw new Unreadable('The roster is a folder, not a file.')
  const chunks = decodeChunks(file, stat.size, onBytes)
  let head = ''
  // The header tells the delimiter, so the beginning is looked at before it is parsed.
  // Not a `for await`, which would close what is still to be read.
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    head += next.value
    if (/[\r\n]/.test(head.trimStart()) || /^\s*[[{]/.test(head) || head.length > longestLineBytes) break
  }
  if (head.trim() === '') throw new Unreadable('The roster is empty.')
  const kind = /^\s*([[{])/.exec(head)?.[1]
  if (kind === undefined) return { type: 'read', entries: await readCsv(head, chunks) }
  if (stat.size > longestJsonBytes) throw new Unreadable('The roster is JSON of more than 64 MiB; use CSV instead.')
  let text = head
  for await (const more of chunks) text += more
  return { type: 'read', entries: readJson(text) }
}

/** The file's text, a piece at a time, each sequence of bytes checked. */
async function* decodeChunks(
  file: FileHandle,
  totalBytes: number,
  onBytes: OnBytes,
): AsyncGenerator<string, undefined> {
  let decoder: TextDecoder | null = null
  let line = 1
  let doneBytes = 0
  const chunks = file.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(detectEncoding(chunk), { fatal: true })
    yield decode(decoder, chunk, line)
    for (const byte of chunk) if (byte === 0x0a) line += 1
    doneBytes += chunk.length
    onBytes(doneBytes, totalBytes)
  }
  if (decoder) yield decode(decoder, null, line)
}

function decode(decoder: TextDecoder, chunk: Buffer | null, firstLine: number): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch {
    const text = chunk ? new TextDecoder(decoder.encoding).decode(chunk) : ''
    const line = firstLine + text.slice(0, Math.max(0, text.indexOf('\uFFFD', 1))).split('\n').length - 1
    throw new Unreadable(
      `The roster is not valid ${decoder.encoding.toUpperCase()} text (near line ${line}). Save it as UTF-8, in Excel as “CSV UTF-8”.`,
    )
  }
}

/** By the byte-order mark; without one it must be UTF-8, which holds no zero bytes. */
function detectEncoding(start: Buffer): string {
  const isUtf16le = start[0] === 0xff && start[1] === 0xfe
  const isUtf16be = start[0] === 0xfe && start[1] === 0xff
  const isUtf32 = isUtf16le && start[2] === 0 && start[3] === 0
  if (isUtf16le && !isUtf32) return 'utf-16le'
  if (isUtf16be) return 'utf-16be'
  if (start.subarray(0, 4096).includes(0)) {
    throw new Unreadable(
      'The roster is no text file, or it is UTF-16 without a byte-order mark. Save it as UTF-8, in Excel as “CSV UTF-8”.',
    )
  }
  return 'utf-8'
}

async function readCsv(head: string, rest: AsyncGenerator<string, undefined>): Promise<RosterEntry[]> {
  const entries: RosterEntry[] = []
  let columns: RosterColumn[] | null = null
  let endLine = 0
  const parser = parse({
    delimiter: detectDelimiter(head),
    // Also where one file mixes them, as files do that were edited on two systems.
    record_delimiter: ['\r\n', '\n', '\r'],
    // A blank around a quoted value is no part of it.
    trim: true,
    // A quote inside an unquoted value is a quote, as in: Anna "Nan" Berg.
    relax_quotes: true,
    // The count is judged below, so that one short line does not refuse the whole file.
    relax_column_count: true,
    max_record_size: longestLineBytes,
    on_record: (record: string[], { lines }) => {
      // A quoted value may hold line ends, so a record begins after the end of the one before.
      const line = endLine + 1
      endLine = lines
      if (record.every((value) => value.trim() === '')) return null
      if (columns === null) columns = readHeader(record)
      else entries.push(toEntry(columns, record, line))
      return null
    },
  })
  const whole = async function* () {
    yield head
    yield* rest
  }
  try {
    await pipeline(Readable.from(whole()), parser.resume())
  } catch (error) {
    if (error instanceof CsvError) throw new Unreadable(explainCsv(error, endLine + 1))
    throw error
  }
  return entries
}

function readHeader(names: string[]): RosterColumn[] {
  // A spreadsheet's blank columns to the right have no names either.
  const header = matchHeader(names.slice(0, names.findLastIndex((name) => name.trim() !== '') + 1))
  if (header.type === 'wrong') throw new Unreadable(header.message)
  return header.columns
}

function toEntry(columns: readonly RosterColumn[], record: string[], line: number): RosterEntry {
  if (record.length < columns.length) {
    const reason = `the line has ${record.length} of ${columns.length} columns; it may have been cut off`
    return { type: 'unreadable', line, reason }
  }
  if (record.slice(columns.length).some((value) => value.trim() !== '')) {
    const reason = `the line has ${record.length} values for ${columns.length} columns`
    return { type: 'unreadable', line, reason }
  }
  const values: Partial<Record<RosterColumn, string>> = {}
  columns.forEach((column, index) => {
    values[column] = record[index] ?? ''
  })
  return { type: 'entry', line, values }
}

/** The one of the three that stands most often in the first line; no column's name holds any of them. */
function detectDelimiter(head: string): string {
  const firstLine = head.trimStart().split(/[\r\n]/, 1)[0] ?? ''
  const count = (delimiter: string) => firstLine.split(delimiter).length
  return [';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best), ',')
}

function readJson(text: string): RosterEntry[] {
  const parsed = parseJson(text)
  if (!Array.isArray(parsed)) throw new Unreadable('The roster is JSON, but no array of objects.')
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
    else return { type: 'unreadable', line, reason: `${column} is neither text nor a number` }
  }
  return { type: 'entry', line, values }
}

function noObject(line: number): RosterEntry {
  return { type: 'unreadable', line, reason: 'the entry is no object' }
}

/** Without the parser's own words, which quote what stands there: it may be an authentication value. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const place = error instanceof Error ? /\(line \d+ column \d+\)/.exec(error.message)?.[0] : undefined
    throw new Unreadable(`The roster is not valid JSON${place ? ` ${place}` : ''}; it may have been cut off.`)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `beginLine` is where the record begins that could not be read. */
function explainCsv(error: CsvError, beginLine: number): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return `The roster ends inside a quoted value of the entry that begins in line ${beginLine}; it may have been cut off.`
    case 'CSV_MAX_RECORD_SIZE':
      return `The roster's line ${beginLine} is longer than ${longestLineBytes} bytes; a closing quote may be missing.`
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
      return `The roster's entry in line ${beginLine} has text behind a closing quote; a quote inside a quoted value is written twice.`
    default:
      return `The roster's line ${beginLine} cannot be read as CSV (${error.code}).`
  }
}

/** Null: not the file's fault. */
function explain(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  switch (code) {
    case 'ENOENT':
      return 'The roster does not exist.'
    case 'EACCES':
    case 'EPERM':
      return 'The roster may not be read by this user.'
    case 'EISDIR':
      return 'The roster is a folder, not a file.'
    default:
      return null
  }
}
