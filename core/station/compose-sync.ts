/** Everything that telling the upstreams takes, put together from a store and its settings. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { StationSettings } from '../contract/settings.ts'
import type { Store } from '../store/database.ts'
import { toStorageFault } from '../store/storage-fault.ts'
import { upstreams } from '../upstream/connector.ts'
import { createExchange, type Exchange } from '../upstream/http.ts'
import type { SendReport } from '../upstream/post-wire.ts'
import { createUnseal } from './auth-data-facts.ts'
import { type SyncLoop, type SyncParts, startSyncLoop } from './sync.ts'
import { resumeOutbox } from './sync-lane.ts'
import { createLanes } from './upstream-lanes.ts'

/** As `pino` has it. */
export type SyncLog = Record<SendReport['level'], (fields: Record<string, unknown>, text: string) => void>

export type ComposedSync = SyncParts & {
  /** Ends the connections; a request under way comes out as lost. */
  close: () => Promise<void>
}

export type SyncHooks = {
  /** What time the other side says it is, from an answer's `Date`. */
  onServerTime?: (trueMs: number) => void
  /** Another way of sending, such as one that waits less long. Absent: with the usual limits. */
  exchange?: Exchange
}

/**
 * @param settings with secrets resolved. Rows that were on their way when the station last stopped wait again from now
 *   on, in doubt, so the caller must own the data folder.
 */
export function composeSync(
  store: Store,
  settings: StationSettings,
  log: SyncLog,
  hooks: SyncHooks = {},
): ComposedSync {
  const resume = createResume(store, log)
  tryNow(resume, log)
  const exchange = hooks.exchange ?? createExchange()
  const report = ({ level, message, ...fields }: SendReport): void => log[level](fields, message)
  const now = Date.now
  const shared = {
    store,
    now,
    random: Math.random,
    report,
    // Keeps the process alive: a command that waits for its turn at the vendor has nothing else that does.
    sleep: (ms: number) => sleep(ms),
    exchange: hearServerTime(exchange, hooks),
    unseal: createUnseal(store),
    prepare: resume,
  }
  return {
    ...shared,
    lanes: createLanes(settings.upstreams, shared, settings.station.zone),
    configured: upstreams.filter((upstream) => upstream in settings.upstreams),
    close: exchange.close,
  }
}

/** Once, however often it is asked; throws what the disk says, and has not been done then. */
function createResume(store: Store, log: SyncLog): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    const inDoubt = resumeOutbox(store)
    isDone = true
    if (inDoubt > 0)
      log.warn({ rows: inDoubt }, 'rows were on their way when the station stopped; they are settled first')
  }
}

/** A disk that is full at the start does not keep a station from starting: nothing is sent before it takes this. */
function tryNow(resume: () => void, log: SyncLog): void {
  try {
    resume()
  } catch (error) {
    const fault = toStorageFault(error, 'the data folder')
    if (!fault || fault.type === 'damaged') throw error
    log.error({ fault: fault.message }, 'rows that were on their way could not be marked; nothing is sent before')
  }
}

/** The sync of a running station. */
export function startStationSync(sync: ComposedSync, onChange: () => void): SyncLoop {
  return startSyncLoop({ ...sync, onChange })
}

function hearServerTime(exchange: Exchange, { onServerTime }: SyncHooks): Pick<Exchange, 'send'> {
  if (onServerTime === undefined) return exchange
  return {
    send: async (baseUrl, wire) => {
      const outcome = await exchange.send(baseUrl, wire)
      const date = outcome.type === 'answered' ? Date.parse(outcome.answer.headers.date ?? '') : Number.NaN
      if (!Number.isNaN(date)) onServerTime(date)
      return outcome
    },
  }
}
