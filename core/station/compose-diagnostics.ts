/**
 * One text for whoever helps a station from afar: how it stands, what it runs by without secrets, and the end of its log. Of
 * people it holds nothing but how many there are.
 */
import { readAuditHead } from '../audit/audit-store.ts'
import type { Answer, StatusView } from '../contract/contract.ts'
import { countOpen } from '../outbox/outbox-report-store.ts'
import { readLastAnswer } from '../outbox/sync-history-store.ts'
import { stampFileName } from '../store/backups.ts'
import type { ReadableDb } from '../store/database.ts'
import { upstreams } from '../upstream/connector.ts'
import { pullTopics, readPullState } from './pull-state-store.ts'

export function composeDiagnostics(
  db: ReadableDb,
  { type: _, ...report }: Answer<'getStationReport'>,
  heldUp: StatusView['heldUp'],
  log: readonly string[],
): Answer<'getDiagnostics'> {
  const counts = countOpen(db)
  const bundle = {
    format: 'foyer-diagnostics-1',
    madeAt: Temporal.Instant.fromEpochMilliseconds(report.atMs).toString(),
    ...report,
    // Where it lies may name whoever is logged in to the machine.
    storage: report.storage && { ...report.storage, folder: undefined },
    sync: {
      heldUp: heldUp.map((held) => ({ ...held, why: hidePeople(held.why) })),
      upstreams: upstreams.map((upstream) => {
        const last = readLastAnswer(db, upstream)
        // Words about a row name whoever it is about.
        return { upstream, ...counts[upstream], lastAnswer: last && { ...last, words: undefined } }
      }),
      pull: pullTopics.map((topic) => {
        const { workedAtMs, fault, warning } = readPullState(db, topic)
        return { topic, workedAtMs, fault: fault && hidePeople(fault), warning }
      }),
    },
    audit: readAuditHead(db),
    log: log.map(hidePeople),
  }
  const fileName = `foyer-${report.stationId}-${stampFileName(report.atMs)}.json`
  return { type: 'diagnostics', fileName, text: `${JSON.stringify(bundle, null, 2)}\n` }
}

/** What a service says in its own words may hold an address or a quoted name. */
function hidePeople(text: string): string {
  return text.replace(/[^\s"'<>@\\]+@[^\s"'<>@\\]+/g, '(email)')
}
