/**
 * Reads a file of presence entries, JSON or CSV. What its entries say is judged elsewhere; a file that cannot be taken at
 * its word as a whole (not text, torn inside a quoted value, columns that nobody knows) is refused as a whole, in words.
 */
import {
  explainColumnCount,
  parseJsonFile,
  readTextFile,
  streamCsv,
  type TextFile,
  trimHeader,
  Unreadable,
} from '../files/text-file.ts'
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

/** As much as a request ever holds, and more: it is judged as a whole, so it has to be in memory as a whole. */
const longestFileBytes = 64 * 1024 * 1024

const noun = 'file'

/** Reads `path`: a JSON array of entries, an object with `data`, or a CSV with a header. Faults of the file are answers. */
export function readPresenceFile(path: string): Promise<PresenceFile> {
  return readTextFile<PresenceFile>(path, noun, refuseLong, async (file) =>
    file.kind === 'json' ? readJson(await parseJsonFile(file, noun)) : readCsv(file),
  )
}

function refuseLong(_done: number, totalBytes: number): void {
  if (totalBytes > longestFileBytes) throw new Unreadable('The file has more than 64 MiB; split it.')
}

function readJson(parsed: unknown): PresenceFile {
  if (Array.isArray(parsed)) return { type: 'read', data: parsed, parameters: {}, lines: null, torn: new Map() }
  const { data, ...parameters } = parsed as Record<string, unknown>
  if (!Array.isArray(data)) return wrong('The file is JSON, but neither an array of entries nor an object with "data".')
  return { type: 'read', data, parameters, lines: null, torn: new Map() }
}

type CsvRecord = { values: string[]; line: number }

async function readCsv(file: TextFile): Promise<PresenceFile> {
  const records: CsvRecord[] = []
  const onRow = (values: string[], line: number): void => void records.push({ values, line })
  await streamCsv(file, noun, onRow, async () => {})
  const [header, ...rows] = records
  const named = matchHeader(header?.values ?? [])
  return named.type === 'wrong' ? named : toEntries(named.columns, rows)
}

function toEntries(named: readonly Column[], rows: readonly CsvRecord[]): PresenceFile {
  const torn = new Map<number, string>()
  const data = rows.map(({ values }, index) => {
    const reason = explainColumnCount(values, named.length)
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

/** Forgives capitals and surrounding blanks, and nothing else (ours): a mistyped `location` must not be lost. */
function matchHeader(
  given: readonly string[],
): { type: 'header'; columns: Column[] } | { type: 'wrong'; message: string } {
  const found: Column[] = []
  for (const name of trimHeader(given)) {
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

function wrong(message: string): { type: 'wrong'; message: string } {
  return { type: 'wrong', message }
}
