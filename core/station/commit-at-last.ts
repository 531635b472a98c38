/** A transaction of the sync that a full disk only delays. */
import { retryDelayMs } from '../outbox/retry-policy.ts'
import { change } from '../store/change.ts'
import type { Store, WritableDb } from '../store/database.ts'
import { toStorageFault } from '../store/storage-fault.ts'
import type { Upstream } from '../upstream/connector.ts'
import type { SendReport } from '../upstream/post-wire.ts'

export type CommitParts = {
  store: Pick<Store, 'transact'>
  upstream: Upstream
  report: (entry: SendReport) => void
  sleep: (ms: number) => Promise<void>
  /** Whoever stops does not wait for the disk. */
  stopping?: AbortSignal | undefined
}

const mostCommits = 20

/**
 * What the other side answered is known only here until it is stored, so a full disk is waited for. Throws what is no
 * trouble of the disk, and that too after a quarter of an hour, or when the station stops; the rows are then in doubt at
 * the next start.
 */
export async function commitAtLast<Value>(
  { store, upstream, report, sleep, stopping }: CommitParts,
  work: (db: WritableDb) => Value,
): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return change(store, work)
    } catch (error) {
      const fault = toStorageFault(error, 'the data folder')
      if (!fault || attempt === mostCommits || stopping?.aborted) throw error
      const message = `an outcome could not be stored: ${fault.message}`
      report({ level: 'error', upstream, message, requestId: null })
      await Promise.race([sleep(retryDelayMs(attempt, () => 1)), untilAborted(stopping)])
    }
  }
}

function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve()
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }))
}
