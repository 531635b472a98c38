/** What a person can do about a row, in one English sentence for the command line (ours). Pure. */
import type { ListedRow } from './outbox-report-store.ts'
import type { UpstreamPause } from './upstream-pause-store.ts'

/** Settings and secrets are read when a station starts. */
export const mendConfiguration =
  'put right what these words name, in station.json, its secrets or at the service, and restart the station'

export function adviseOnRow(
  row: Pick<ListedRow, 'state' | 'reason' | 'answer' | 'attempts' | 'follows' | 'isUnknown'>,
  /** What the row's whole upstream waits for; null: nothing. */
  pause: Pick<UpstreamPause, 'cause' | 'why'> | null = null,
): string {
  switch (row.state) {
    case 'waiting':
      if (pause?.cause === 'configuration') {
        return `An operator is needed (${pause.why}): ${mendConfiguration}. Then it goes out by itself.`
      }
      return row.isUnknown
        ? 'Nothing: it was sent and no answer came, so how it came out is found out before anything else is sent.'
        : 'Nothing: it goes out by itself.'
    case 'in-flight':
      return 'Nothing: it is on its way.'
    case 'delivered':
    case 'withdrawn':
      return 'Nothing.'
    case 'set-aside':
      return 'Nothing: it was set aside. It can still be retried.'
    case 'refused':
      return adviseOnRefusal(row)
    default:
      return row.state satisfies never
  }
}

const notKnown = /not linked|no account|not known|no match|unknown user|not found/i

function adviseOnRefusal({ reason, answer, attempts, follows }: Parameters<typeof adviseOnRow>[0]): string {
  if (follows !== null) return `Retry row ${follows}, which it follows: it is tried again with that one.`
  const words = `${reason ?? ''} ${answer ?? ''}`
  if (/^take back by hand/.test(words)) return 'Delete the entry at the service by hand, then set it aside.'
  if (attempts === 0 || /^too late to be recorded/.test(words)) {
    return 'Enter it at the service by hand, then set it aside.'
  }
  if (/^the stored row is no /.test(words)) return 'Correct what it says; that sends it again.'
  if (notKnown.test(words)) {
    return 'Make the person known at the service, or put their identifiers right in the roster, then retry it.'
  }
  return 'Put right what the words name, then retry it; or correct what it says; or set it aside.'
}
