/** Lines of CSV for a spreadsheet. A text that one would take for a formula is escaped. */
import { stringify } from 'csv-stringify/sync'

/** The names of the columns, without an end of line. */
export function csvHeader(columns: readonly string[]): string {
  return stringify([[...columns]]).trimEnd()
}

/** The values of `columns`, without an end of line. A value that is an object has columns of its own. */
export function csvLine(line: Record<string, unknown>, columns: readonly string[]): string {
  const flat: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(line)) {
    if (typeof value === 'object' && value !== null) Object.assign(flat, value)
    else flat[name] = value
  }
  const text = stringify([columns.map((name) => flat[name])], {
    escape_formulas: true,
    cast: { boolean: (value) => String(value) },
  })
  return text.slice(0, -1)
}
