/** One line of a replay file: a presentation with the instant that the station's clock showed. */
import { z } from 'zod'
import { hexToReport } from '../badge/keyboard-report.ts'
import { reportHex } from '../contract/screen-calls.ts'

const instant = z.iso.datetime({ offset: true, message: 'expected an instant such as 2026-03-02T08:00:00+01:00' })
const reader = z.string().min(1).max(64)

const replayLine = z.union([
  z.strictObject({ at: instant, reader, reports: z.array(reportHex).min(1) }),
  z.strictObject({ at: instant, reader, text: z.string().min(1) }),
])

/** `sent`: reports as they came, or a text that the reader is to send in reports of its own. */
export type ReplayLine = {
  atMs: number
  reader: string
  sent: { type: 'reports'; reports: Uint8Array[] } | { type: 'text'; text: string }
}
export type ReplayLineOutcome = { type: 'line'; line: ReplayLine } | { type: 'wrong'; message: string }

/** Reads `{"at","reader","reports":[hex…]}` or the shorthand `{"at","reader","text"}`. */
export function readReplayLine(text: string): ReplayLineOutcome {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { type: 'wrong', message: 'expected a JSON object' }
  }
  const parsed = replayLine.safeParse(value)
  if (!parsed.success) return { type: 'wrong', message: describeFault(value) }
  const line = parsed.data
  const atMs = Date.parse(line.at)
  const sent: ReplayLine['sent'] =
    'text' in line
      ? { type: 'text', text: line.text }
      : { type: 'reports', reports: line.reports.map((report) => hexToReport(report) ?? new Uint8Array(0)) }
  return { type: 'line', line: { atMs, reader: line.reader, sent } }
}

function describeFault(value: unknown): string {
  const shape =
    typeof value === 'object' && value !== null && 'text' in value ? replayLine.options[1] : replayLine.options[0]
  const issue = shape.safeParse(value).error?.issues[0]
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''
  return `${where}${issue?.message ?? 'expected "at", "reader" and either "reports" or "text"'}`
}
