/** What a person can do about a row (ours): as a kind for the screens, in one English sentence for the command line. Pure. */
import type { ListedRow } from './outbox-report-store.ts'
import type { UpstreamPause } from './upstream-pause-store.ts'

/** Settings and secrets are read when a station starts. */
export const mendConfiguration =
  'put right what these words name, in station.json, its secrets or at the service, and restart the station'

/** What is to be done about a row: for whoever says so in words of their own. */
export type RowAdvice =
  | { type: 'mend-configuration'; why: string }
  | { type: 'in-doubt' | 'goes-out' | 'on-its-way' | 'nothing' | 'set-aside' }
  /** It is tried again with that row, which it follows. */
  | { type: 'retry-followed'; row: number }
  | { type: 'delete-by-hand' | 'enter-by-hand' | 'correct' | 'make-known' | 'put-right' }

type AdvisedRow = Pick<ListedRow, 'state' | 'reason' | 'answer' | 'attempts' | 'follows' | 'isUnknown'>

export function findAdvice(
  row: AdvisedRow,
  /** What the row's whole upstream waits for; null: nothing. */
  pause: Pick<UpstreamPause, 'cause' | 'why'> | null = null,
): RowAdvice {
  switch (row.state) {
    case 'waiting':
      if (pause?.cause === 'configuration') return { type: 'mend-configuration', why: pause.why }
      return { type: row.isUnknown ? 'in-doubt' : 'goes-out' }
    case 'in-flight':
      return { type: 'on-its-way' }
    case 'delivered':
    case 'withdrawn':
      return { type: 'nothing' }
    case 'set-aside':
      return { type: 'set-aside' }
    case 'refused':
      return findRefusalAdvice(row)
    default:
      return row.state satisfies never
  }
}

const notKnown = /not linked|no account|not known|no match|unknown user|not found/i

function findRefusalAdvice({ reason, answer, attempts, follows }: AdvisedRow): RowAdvice {
  if (follows !== null) return { type: 'retry-followed', row: follows }
  const words = `${reason ?? ''} ${answer ?? ''}`
  if (/^take back by hand/.test(words)) return { type: 'delete-by-hand' }
  if (attempts === 0 || /^too late to be recorded/.test(words)) return { type: 'enter-by-hand' }
  if (/^the stored row is no /.test(words)) return { type: 'correct' }
  return { type: notKnown.test(words) ? 'make-known' : 'put-right' }
}

/** The same in one English sentence. */
export function adviseOnRow(row: AdvisedRow, pause: Pick<UpstreamPause, 'cause' | 'why'> | null = null): string {
  const advice = findAdvice(row, pause)
  switch (advice.type) {
    case 'mend-configuration':
      return `An operator is needed (${advice.why}): ${mendConfiguration}. Then it goes out by itself.`
    case 'in-doubt':
      return 'Nothing: it was sent and no answer came, so how it came out is found out before anything else is sent.'
    case 'goes-out':
      return 'Nothing: it goes out by itself.'
    case 'on-its-way':
      return 'Nothing: it is on its way.'
    case 'nothing':
      return 'Nothing.'
    case 'set-aside':
      return 'Nothing: it was set aside. It can still be retried.'
    case 'retry-followed':
      return `Retry row ${advice.row}, which it follows: it is tried again with that one.`
    case 'delete-by-hand':
      return 'Delete the entry at the service by hand, then set it aside.'
    case 'enter-by-hand':
      return 'Enter it at the service by hand, then set it aside.'
    case 'correct':
      return 'Correct what it says; that sends it again.'
    case 'make-known':
      return 'Make the person known at the service, or put their identifiers right in the roster, then retry it.'
    case 'put-right':
      return 'Put right what the words name, then retry it; or correct what it says; or set it aside.'
  }
}
