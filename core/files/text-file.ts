/**
 * Opens a text file of a table or of JSON and reads it a piece at a time. A file that cannot be taken at its word as a
 * whole (not text, torn inside a quoted value) is refused as a whole, in words for whoever made it.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { CsvError, type InfoRecord, type Options, parse } from 'csv-parse'

/** How far reading is, in bytes. */
export type OnBytes = (done: number, total: number) => void

/** What is wrong with a file, in a sentence. Thrown to `readTextFile` alone: it has to cross streams. */
export class Unreadable extends Error {}

export type TextFile = {
  kind: 'json' | 'csv'
  /** The beginning, at least the first line of a CSV. */
  head: string
  rest: AsyncGenerator<string, undefined>
}

/** JSON is parsed in one piece; at ten times this size it would no longer fit into a text. */
const longestJsonBytes = 64 * 1024 * 1024
/** A header or a line beyond this has lost its quote or its line ends. */
const longestLineBytes = 64 * 1024

/**
 * Gives the text of `path` to `work`. Faults of the file are answers; a fault of this program throws.
 *
 * @param noun What the file is, such as `roster`.
 */
export async function readTextFile<Read>(
  path: string,
  noun: string,
  onBytes: OnBytes,
  work: (file: TextFile) => Promise<Read>,
): Promise<Read | { type: 'wrong'; message: string }> {
  try {
    const file = await open(path, 'r')
    try {
      return await work(await openText(file, noun, onBytes))
    } finally {
      await file.close()
    }
  } catch (error) {
    const message = error instanceof Unreadable ? error.message : explainDisk(error, noun)
    if (message === null) throw error
    return { type: 'wrong', message }
  }
}

async function openText(file: FileHandle, noun: string, onBytes: OnBytes): Promise<TextFile> {
  const stat = await file.stat()
  if (stat.isDirectory()) throw new Unreadable(`The ${noun} is a folder, not a file.`)
  const rest = decodeChunks(file, stat.size, noun, onBytes)
  let head = ''
  // The header tells the delimiter, so the beginning is looked at before it is parsed.
  // Not a `for await`, which would close what is still to be read.
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    head += next.value
    if (/[\r\n]/.test(head.trimStart()) || /^\s*[[{]/.test(head) || head.length > longestLineBytes) break
  }
  if (head.trim() === '') throw new Unreadable(`The ${noun} is empty.`)
  if (!/^\s*[[{]/.test(head)) return { kind: 'csv', head, rest }
  if (stat.size > longestJsonBytes) throw new Unreadable(`The ${noun} is JSON of more than 64 MiB; use CSV instead.`)
  return { kind: 'json', head, rest }
}

/** The file's text, a piece at a time, each sequence of bytes checked. */
async function* decodeChunks(
  file: FileHandle,
  totalBytes: number,
  noun: string,
  onBytes: OnBytes,
): AsyncGenerator<string, undefined> {
  let decoder: TextDecoder | null = null
  let line = 1
  let doneBytes = 0
  const chunks = file.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(detectEncoding(chunk, noun), { fatal: true })
    yield decode(decoder, chunk, line, noun)
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) line += 1
    doneBytes += chunk.length
    onBytes(doneBytes, totalBytes)
  }
  if (decoder) yield decode(decoder, null, line, noun)
}

function decode(decoder: TextDecoder, chunk: Buffer | null, firstLine: number, noun: string): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch {
    const text = chunk ? new TextDecoder(decoder.encoding).decode(chunk) : ''
    const line = firstLine + text.slice(0, Math.max(0, text.indexOf('\uFFFD', 1))).split('\n').length - 1
    throw new Unreadable(
      `The ${noun} is not valid ${decoder.encoding.toUpperCase()} text (near line ${line}). Save it as UTF-8, in Excel as “CSV UTF-8”.`,
    )
  }
}

/** By the byte-order mark; without one it must be UTF-8, which holds no zero bytes. */
function detectEncoding(start: Buffer, noun: string): string {
  const isUtf16le = start[0] === 0xff && start[1] === 0xfe
  const isUtf16be = start[0] === 0xfe && start[1] === 0xff
  const isUtf32 = isUtf16le && start[2] === 0 && start[3] === 0
  if (isUtf16le && !isUtf32) return 'utf-16le'
  if (isUtf16be) return 'utf-16be'
  if (start.subarray(0, 4096).includes(0)) {
    throw new Unreadable(
      `The ${noun} is no text file, or it is UTF-16 without a byte-order mark. Save it as UTF-8, in Excel as “CSV UTF-8”.`,
    )
  }
  return 'utf-8'
}

/** The whole of a JSON file, parsed; without the parser's own words, which quote what may be an authentication value. */
export async function parseJsonFile({ head, rest }: TextFile, noun: string): Promise<unknown> {
  let text = head
  for await (const more of rest) text += more
  try {
    return JSON.parse(text)
  } catch (error) {
    const place = error instanceof Error ? /\(line \d+ column \d+\)/.exec(error.message)?.[0] : undefined
    throw new Unreadable(`The ${noun} is not valid JSON${place ? ` ${place}` : ''}; it may have been cut off.`)
  }
}

/**
 * Reads a CSV: `onRow` gets each row that is not blank with the line that it begins in, and `afterPiece` is awaited
 * between pieces of the file, so that whoever takes the rows may take a breath.
 */
export async function streamCsv(
  { head, rest }: TextFile,
  noun: string,
  onRow: (values: string[], line: number) => void,
  afterPiece: () => Promise<void>,
): Promise<void> {
  let endLine = 0
  // The parser may hand on a thrown error as its own; what went wrong with a row is kept to be thrown as it was.
  let fault: unknown = null
  const onRecord: Options['on_record'] = (values: unknown, { lines }: InfoRecord) => {
    // A quoted value may hold line ends, so a record begins after the end of the one before.
    const line = endLine + 1
    endLine = lines
    const row = values as string[]
    if (fault !== null || row.every((value) => value.trim() === '')) return null
    try {
      onRow(row, line)
    } catch (error) {
      fault = error
    }
    return null
  }
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
    on_record: onRecord,
  })
  const ended = finished(parser.resume())
  // Looked at where it is awaited; until then it is nobody's unhandled rejection.
  ended.catch(() => {})
  try {
    for (let next: IteratorResult<string, undefined> = { value: head }; !next.done; next = await rest.next()) {
      const piece = next.value
      await new Promise<void>((resolve, reject) => parser.write(piece, (error) => (error ? reject(error) : resolve())))
      if (fault !== null) throw fault
      await afterPiece()
    }
    parser.end()
    await ended
    if (fault !== null) throw fault
    await afterPiece()
  } catch (error) {
    if (error instanceof CsvError) throw new Unreadable(explainCsv(error, endLine + 1, noun))
    throw error
  } finally {
    parser.destroy()
  }
}

/** The one of the three that stands most often in the first line; no column's name holds any of them. */
function detectDelimiter(head: string): string {
  const firstLine = head.trimStart().split(/[\r\n]/, 1)[0] ?? ''
  const count = (delimiter: string) => firstLine.split(delimiter).length
  return [';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best), ',')
}

/** Null: as many values as columns, or only blanks beyond. */
export function explainColumnCount(values: readonly string[], count: number): string | null {
  if (values.length < count) return `the line has ${values.length} of ${count} columns; it may have been cut off`
  if (values.slice(count).some((value) => value.trim() !== ''))
    return `the line has ${values.length} values for ${count} columns`
  return null
}

/** A spreadsheet's blank columns to the right have no names either. */
export function trimHeader(names: readonly string[]): string[] {
  return names.slice(0, names.findLastIndex((name) => name.trim() !== '') + 1)
}

/** `beginLine` is where the record begins that could not be read. */
function explainCsv(error: CsvError, beginLine: number, noun: string): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return `The ${noun} ends inside a quoted value of the entry that begins in line ${beginLine}; it may have been cut off.`
    case 'CSV_MAX_RECORD_SIZE':
      return `The ${noun}'s line ${beginLine} is longer than ${longestLineBytes} bytes; a closing quote may be missing.`
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
      return `The ${noun}'s entry in line ${beginLine} has text behind a closing quote; a quote inside a quoted value is written twice.`
    default:
      return `The ${noun}'s line ${beginLine} cannot be read as CSV (${error.code}).`
  }
}

/** Why a file could not be had, in a sentence; null: not the file's fault. */
export function explainDisk(error: unknown, noun: string): string | null {
  const code = error instanceof Error && 'code' in error && 'syscall' in error ? error.code : null
  switch (code) {
    case 'ENOENT':
      return `The ${noun} does not exist.`
    case 'EACCES':
    case 'EPERM':
      return `The ${noun} may not be read by this user.`
    case 'EISDIR':
      return `The ${noun} is a folder, not a file.`
    default:
      return null
  }
}
