/** Writes down now and then how much waits for each upstream, so that whoever looks can see how that went. */
import { countOpen } from '../outbox/outbox-report-store.ts'
import { writeSamples } from '../outbox/sync-history-store.ts'
import type { Store } from '../store/database.ts'
import { toStorageFault } from '../store/storage-fault.ts'
import type { Upstream } from '../upstream/connector.ts'

/** Every five minutes for a week (ours): two thousand instants, a row each per upstream. */
export const sampleEveryMs = 5 * 60_000
export const samplesKeptMs = 7 * 24 * 3_600_000

export type SampleParts = {
  store: Pick<Store, 'read' | 'transact'>
  configured: readonly Upstream[]
  nowMs: () => number
  /** In words, for the log. */
  onStorageFault: (fault: string) => void
}

/** One now; nothing where no upstream is configured. A disk that does not take it costs a point in a picture. */
export function takeSample({ store, configured, nowMs, onStorageFault }: SampleParts): void {
  if (configured.length === 0) return
  const atMs = Math.round(nowMs())
  const counts = countOpen(store.read)
  const samples = configured.map((upstream) => {
    const { waiting, inFlight, refused } = counts[upstream]
    return { atMs, upstream, waiting: waiting + inFlight, refused }
  })
  try {
    store.transact((db) => ({ ok: true, value: writeSamples(db, samples, atMs - samplesKeptMs) }))
  } catch (error) {
    const fault = toStorageFault(error, 'the data folder')
    if (!fault || fault.type === 'damaged') throw error
    onStorageFault(fault.message)
  }
}

/** One at once and one every five minutes. The answer ends it. */
export function keepSamples(parts: SampleParts): () => void {
  takeSample(parts)
  const timer = setInterval(() => takeSample(parts), sampleEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}
