/** Lines for another program: a JSON object each, or CSV. */
import { csvHeader, csvLine } from '../files/csv-line.ts'
import type { Terminal } from './terminal.ts'

export type LineFormat = 'csv' | 'jsonl'

/** Stops where nobody takes more. `columns`: those of the CSV, also of one without a line. A text that a spreadsheet takes for a formula is escaped. */
export async function printLines(
  terminal: Terminal,
  columns: readonly string[],
  lines: Iterable<Record<string, unknown>>,
  format: LineFormat,
): Promise<void> {
  if (format === 'csv') await terminal.print(csvHeader(columns))
  for (const line of lines) {
    if (!terminal.isRead()) return
    await terminal.print(format === 'csv' ? csvLine(line, columns) : JSON.stringify(line))
  }
}
