/**
 * What of an upstream's failures outlives the process. A pause is kept for whoever looks; the next process keeps to it
 * only where the login was refused, because one wrong password after the other locks an account (ours).
 */
import { clearPause, isInForce, readPause, type UpstreamPause, writePause } from '../outbox/upstream-pause-store.ts'
import type { WritableDb } from '../store/database.ts'
import { toStorageFault } from '../store/storage-fault.ts'
import type { Upstream } from '../upstream/connector.ts'
import type { SendReport, Trouble } from '../upstream/post-wire.ts'
import type { StationStore } from './sync-lane.ts'

export type PauseParts = { store: StationStore; now: () => number; report: (entry: SendReport) => void }

/** The pause after a refused login that is still in force; null: it may be asked. */
export function findRefusedLogin({ store, now }: PauseParts, upstream: Upstream): UpstreamPause | null {
  const pause = readPause(store.read, upstream)
  return pause?.isLogin && isInForce(pause, now()) ? pause : null
}

/** @param pauseMs how long it is left alone from now on. */
export function rememberPause(
  parts: PauseParts,
  upstream: Upstream,
  { cause, why, isLogin }: Trouble,
  { failures, pauseMs }: { failures: number; pauseMs: number },
): void {
  const setAtMs = Math.round(parts.now())
  const untilMs = Math.round(setAtMs + pauseMs)
  const pause = { cause, why, isLogin: isLogin ?? false, failures, setAtMs, untilMs }
  keep(parts, upstream, (db) => writePause(db, upstream, pause))
}

/** One look where there is nothing to forget. */
export function forgetPause(parts: PauseParts, upstream: Upstream): void {
  if (readPause(parts.store.read, upstream) !== null) keep(parts, upstream, (db) => clearPause(db, upstream))
}

/** A pause that the disk does not take is known to this process alone. */
function keep({ store, report }: PauseParts, upstream: Upstream, work: (db: WritableDb) => void): void {
  try {
    store.transact((db) => ({ ok: true, value: work(db) }))
  } catch (error) {
    const fault = toStorageFault(error, 'the data folder')
    if (!fault) throw error
    report({ level: 'warn', upstream, message: `a pause could not be stored: ${fault.message}`, requestId: null })
  }
}
