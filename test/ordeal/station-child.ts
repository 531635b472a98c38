/**
 * The station of the ordeal: its own composition on a real data folder, without a door. It is called over the channel to
 * its parent, it may end itself between two steps, and its wall clock is moved. Run as a program it takes one argument,
 * JSON.
 */
import { hexToReport } from '../../core/badge/keyboard-report.ts'
import type { CallName } from '../../core/contract/contract.ts'
import type { Decision } from '../../core/contract/decision.ts'
import { composeSync, startStationSync } from '../../core/station/compose-sync.ts'
import { readSettings } from '../../core/station/read-settings.ts'
import { openStation, type Station } from '../../core/station/station.ts'
import { createLog } from '../../core/station/station-log.ts'
import type { Store } from '../../core/store/database.ts'
import { lockFolder } from '../../core/store/folder-lock.ts'
import { openStationFile } from '../../core/store/station-file.ts'
import { createExchange, type Exchange, type HttpLimits } from '../../core/upstream/http.ts'

export const steps = [
  'fact: before its transaction',
  'fact: before its commit',
  'fact: after its commit',
  'sync: before its transaction',
  'sync: before its commit',
  'sync: after its commit',
  'send: before the request',
  'send: after the answer',
] as const
export type Step = (typeof steps)[number]

export type StationOptions = {
  dataDir: string
  /** How far its wall clock is from the true one. */
  offsetMs: number
  limits: HttpLimits
  /** Ends itself at the n-th time that it comes to this step; null: it lives on. */
  stopAt: { step: Step; nth: number } | null
  /** A bug, so that the ordeal can be seen to fail: whatever was on its way at the last end counts as delivered. */
  forgetsInFlight: boolean
}

export type StationOrder =
  | { type: 'call'; id: number; name: CallName; request: unknown }
  /** Reports of the reader, in hex. */
  | { type: 'reports'; reports: string[] }
  | { type: 'clock'; offsetMs: number }

export type StationWord =
  | { type: 'ready' }
  | { type: 'answered'; id: number; answer: unknown }
  | { type: 'decided'; decision: Decision }
  /** How a request came out: a status, `not-sent` or `lost`. */
  | { type: 'met'; what: string }

function run(options: StationOptions): void {
  const realNow = Date.now.bind(Date)
  const realRandom = Math.random.bind(Math)
  let { offsetMs } = options
  // The wall clock of this process and all that runs in it, as if somebody had set it.
  Date.now = () => realNow() + offsetMs
  // Chance decides how long a retry waits: here for the shorter, so that minutes hold many.
  Math.random = () => realRandom() * 0.1

  let left = options.stopAt?.nth ?? 0
  const pass = (step: Step): void => {
    if (step !== options.stopAt?.step) return
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  }

  const locking = lockFolder(options.dataDir, 'station')
  if (locking.type !== 'locked') throw new Error(`the folder is ${locking.type}`)
  const reading = readSettings(options.dataDir, {})
  if (reading.type === 'wrong') throw new Error(reading.message)
  const { settings } = reading
  const opening = openStationFile(locking.lock, Date.now())
  if (opening.type === 'failed') throw new Error(opening.fault.message)
  const { store, notice } = opening.stationFile
  // A killed process damages nothing: what is restored here has lost something.
  if (notice !== null) throw new Error(`the database was recovered: ${notice}`)
  if (options.forgetsInFlight) forgetInFlight(store)

  const told: { station: Station | null } = { station: null }
  const sync = startStationSync(
    composeSync(passing(store, 'sync', pass), settings, createLog(settings.station.id), {
      onServerTime: (trueMs) => told.station?.confirmTime(trueMs),
      exchange: sendPassing(createExchange(options.limits), pass),
    }),
    () => told.station?.publishStatus(),
  )
  const station = openStation({
    store: passing(store, 'fact', pass),
    settings,
    demo: null,
    notice,
    sync,
    version: '0.0.0',
    wallMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    onStorageFault: (fault) => {
      throw new Error(fault)
    },
  })
  told.station = station
  station.subscribe((name, body) => {
    if (name === 'decided') tell({ type: 'decided', decision: body as Decision })
  })
  process.on('message', (order: StationOrder) => {
    switch (order.type) {
      case 'clock':
        offsetMs = order.offsetMs
        break
      case 'reports':
        for (const report of order.reports) station.feed('front', hexToReport(report) ?? new Uint8Array(0))
        break
      case 'call':
        void answer(station, order)
    }
  })
  process.on('disconnect', () => process.exit(0))
  tell({ type: 'ready' })
}

async function answer(station: Station, { id, name, request }: Extract<StationOrder, { type: 'call' }>): Promise<void> {
  const handle = station.handlers[name] as (request: unknown) => Promise<unknown>
  tell({ type: 'answered', id, answer: await handle(request) })
}

function passing(store: Store, what: 'fact' | 'sync', pass: (step: Step) => void): Store {
  return {
    ...store,
    transact: (work) => {
      pass(`${what}: before its transaction`)
      const result = store.transact((db) => {
        const made = work(db)
        pass(`${what}: before its commit`)
        return made
      })
      pass(`${what}: after its commit`)
      return result
    },
  }
}

function sendPassing(exchange: Exchange, pass: (step: Step) => void): Exchange {
  return {
    ...exchange,
    send: async (baseUrl, wire) => {
      pass('send: before the request')
      const outcome = await exchange.send(baseUrl, wire)
      tell({ type: 'met', what: outcome.type === 'answered' ? `status ${outcome.answer.status}` : outcome.type })
      pass('send: after the answer')
      return outcome
    },
  }
}

function forgetInFlight(store: Store): void {
  store.transact((db) => {
    db.prepare(`UPDATE outbox SET state = 'delivered', is_first = 0 WHERE state = 'in-flight'`).run()
    const next = `SELECT min(id) FROM outbox WHERE state = 'waiting' GROUP BY upstream, fence`
    return { ok: true, value: db.prepare(`UPDATE outbox SET is_first = 1 WHERE id IN (${next})`).run().changes }
  })
}

function tell(word: StationWord): void {
  if (process.connected) process.send?.(word)
}

if (import.meta.main) run(JSON.parse(process.argv[2] ?? ''))
