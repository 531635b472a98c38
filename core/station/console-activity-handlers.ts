/** Answers the calls of `console-activity-calls.ts` from what is stored. */

import { dayAndWeekOf } from '../attendance/hours.ts'
import { countTapsByQuarter } from '../attendance/taps-of-day-store.ts'
import { listAudit, readAuditPage } from '../audit/audit-store.ts'
import type { consoleActivityCalls } from '../contract/console-activity-calls.ts'
import type { Answer, Request } from '../contract/contract.ts'
import { csvHeader, csvLine } from '../files/csv-line.ts'
import { auditColumns, toAuditLine } from './audit-line.ts'
import { verifyAuditInTurns } from './audit-marks.ts'
import type { ClockReading } from './clock.ts'
import type { TapContext } from './tap-context.ts'

export type ConsoleActivityHandlers = {
  [N in keyof typeof consoleActivityCalls]: (request: Request<N>) => Promise<Answer<N>>
}

/** A piece of an export is some hundred kilobytes. */
const entriesPerPiece = 500

export function createConsoleActivityHandlers(
  { store, settings }: Pick<TapContext, 'store' | 'settings'>,
  readClock: () => ClockReading,
): ConsoleActivityHandlers {
  const { read } = store
  return {
    listAudit: async ({ before = Number.MAX_SAFE_INTEGER, limit }) => {
      const found = listAudit(read, { before, limit: limit + 1 })
      const entries = found
        .slice(0, limit)
        .map(({ sequence, atMs, actorNumber, actorName, action, subject, subjectName, content }) => ({
          sequence,
          atMs,
          by: actorNumber,
          byName: actorName,
          action,
          subject,
          subjectName,
          content: readContent(content),
        }))
      return { type: 'entries', entries, hasMore: found.length > limit }
    },
    verifyAudit: async ({ kept }) => {
      const { verdict, marks } = await verifyAuditInTurns(read, store.folder, kept)
      return verdict.type === 'intact' ? { ...verdict, backups: marks } : verdict
    },
    exportAudit: async ({ after, format }) => {
      const entries = readAuditPage(read, after, entriesPerPiece)
      const lines = entries.map(toAuditLine)
      const text =
        format === 'jsonl'
          ? lines.map((line) => JSON.stringify(line))
          : [...(after === 0 ? [csvHeader(auditColumns)] : []), ...lines.map((line) => csvLine(line, auditColumns))]
      return {
        type: 'piece',
        text: text.map((line) => `${line}\n`).join(''),
        last: entries.at(-1)?.sequence ?? after,
        hasMore: entries.length === entriesPerPiece,
      }
    },
    getTapsToday: async () => {
      const { atMs } = readClock()
      const { dayStartMs, dayEndMs } = dayAndWeekOf(atMs, settings.station.zone)
      const quarters = countTapsByQuarter(read, { fromMs: dayStartMs, untilMs: dayEndMs, nowMs: atMs })
      return { type: 'taps', atMs, untilMs: dayEndMs, quarters }
    },
  }
}

type Content = Answer<'listAudit'>['entries'][number]['content']

/** Somebody who wrote into the file may have left what is no object; the verification says so, and the list is not in its way. */
function readContent(text: string): Content {
  try {
    const content: unknown = JSON.parse(text)
    const isObject = typeof content === 'object' && content !== null && !Array.isArray(content)
    return isObject ? (content as Content) : { content: text }
  } catch {
    return { content: text }
  }
}
