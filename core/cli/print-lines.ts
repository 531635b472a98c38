/** Lines for another program: a JSON object each, or CSV. */
import { stringify } from 'csv-stringify/sync'
import type { Terminal } from './terminal.ts'

export type LineFormat = 'csv' | 'jsonl'

/** `columns`: those of the CSV, also of one without a line. A text that a spreadsheet takes for a formula is escaped. */
export async function printLines(
  terminal: Terminal,
  columns: readonly string[],
  lines: Iterable<Record<string, unknown>>,
  format: LineFormat,
): Promise<void> {
  if (format === 'csv') await terminal.print(stringify([[...columns]]).trimEnd())
  for (const line of lines) {
    await terminal.print(format === 'csv' ? toCsv(line, columns) : JSON.stringify(line))
  }
}

/** A value that is an object has columns of its own. */
function toCsv(line: Record<string, unknown>, columns: readonly string[]): string {
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
