/** Tells the upstreams what waits in the outbox: once and done (`sync --once`), for show (`--dry-run`), or as long as the station runs. */
import type { StatusView, UpstreamCounts } from '../contract/contract.ts'
import { readWaiting } from '../outbox/outbox-report-store.ts'
import { countWaiting, nextDueAtMs } from '../outbox/outbox-store.ts'
import { retryDelayMs } from '../outbox/retry-policy.ts'
import { readPause } from '../outbox/upstream-pause-store.ts'
import { toStorageFault } from '../store/storage-fault.ts'
import type { Upstream } from '../upstream/connector.ts'
import type { SendReport } from '../upstream/post-wire.ts'
import { type Alarm, createAlarm } from './alarm.ts'
import { findRefusedLogin, forgetPause, rememberPause } from './remember-pause.ts'
import type { Described, Lane, Pass, StationStore } from './sync-lane.ts'

export type SyncParts = {
  store: StationStore
  /** One for each upstream that is configured and has a connector. */
  lanes: readonly Lane[]
  /** Every upstream that is configured: one without a lane only keeps its rows. */
  configured: readonly Upstream[]
  now: () => number
  random: () => number
  report: (entry: SendReport) => void
}

/** A server that fails over and over is given up for this run. */
const mostTroublesPerRun = 3

/**
 * Sends every row that is due at the start, each at most once, all upstreams side by side. `delivered`, `retry`,
 * `refused` and `unknown` count what came out in this run, `waiting` what waits at its end, retried rows and rows in
 * doubt included. Gives up an upstream that cannot be reached, or whose settings are wrong, at the first failure. One
 * that refused the login before is left alone until its pause is over.
 */
export async function drainOnce(
  parts: Pick<SyncParts, 'store' | 'lanes' | 'configured' | 'now' | 'random' | 'report'>,
): Promise<Record<string, UpstreamCounts>> {
  const startedAtMs = parts.now()
  const drained = await Promise.all(
    parts.lanes.map(async (lane) => [lane.upstream, await drainLane(lane, startedAtMs, parts)] as const),
  )
  const countsByUpstream: Record<string, UpstreamCounts> = {}
  for (const upstream of parts.configured) {
    const counts = drained.find(([name]) => name === upstream)?.[1] ?? noCounts()
    countsByUpstream[upstream] = { ...counts, waiting: countWaiting(parts.store.read, upstream) }
  }
  return countsByUpstream
}

type RunCounts = Pass['counts']

function noCounts(): RunCounts {
  return { delivered: 0, retry: 0, refused: 0, unknown: 0 }
}

async function drainLane(
  lane: Lane,
  startedAtMs: number,
  parts: Pick<SyncParts, 'store' | 'now' | 'random' | 'report'>,
): Promise<RunCounts> {
  const total = noCounts()
  const refused = findRefusedLogin(parts, lane.upstream)
  if (refused) {
    const until = Temporal.Instant.fromEpochMilliseconds(refused.untilMs)
    const message = `left alone until ${until}, because its login was refused: ${refused.why}`
    parts.report({ level: 'warn', upstream: lane.upstream, message, requestId: null })
    return total
  }
  let troubles = 0
  for (;;) {
    const pass = await lane.pass(startedAtMs)
    if (pass.taken === 0) return total
    total.delivered += pass.counts.delivered
    total.retry += pass.counts.retry
    total.refused += pass.counts.refused
    total.unknown += pass.counts.unknown
    troubles = pass.trouble ? troubles + 1 : 0
    if (pass.trouble) {
      parts.report(describeTrouble(lane.upstream, pass.trouble))
      const failures = (readPause(parts.store.read, lane.upstream)?.failures ?? 0) + 1
      const pauseMs = Math.max(pass.retryAfterMs ?? 0, retryDelayMs(failures, parts.random))
      rememberPause(parts, lane.upstream, pass.trouble, { failures, pauseMs })
    } else forgetPause(parts, lane.upstream)
    if (pass.trouble && (isHopeless(pass) || troubles === mostTroublesPerRun)) return total
  }
}

/** Only the operator can mend the configuration, so that is an error; the rest mends itself. */
function describeTrouble(upstream: Upstream, { cause, why }: NonNullable<Pass['trouble']>): SendReport {
  const level = cause === 'configuration' ? 'error' : 'warn'
  return { level, upstream, message: `${cause}: ${why}`, requestId: null }
}

/** Asking again at once is known to be of no use. */
function isHopeless(pass: Pass): boolean {
  const cause = pass.trouble?.cause
  return cause === 'unreachable' || cause === 'configuration' || pass.retryAfterMs !== null
}

export type DryRunRow = { upstream: Upstream; key: string; enqueuedAtMs: number; isUnknown: boolean } & Described

/**
 * What a run would say now, in order, without secrets. Sends nothing and changes nothing. A row behind one that is not due
 * yet is left out, as it would be held up.
 */
export function* dryRun(parts: Pick<SyncParts, 'store' | 'lanes' | 'now'>): Generator<DryRunRow> {
  const nowMs = parts.now()
  for (const lane of parts.lanes) {
    const heldFences = new Set<string>()
    for (const row of readWaiting(parts.store.read, lane.upstream, nowMs)) {
      if (!row.isDue) heldFences.add(row.fence)
      if (heldFences.has(row.fence)) continue
      yield {
        upstream: lane.upstream,
        key: row.key,
        enqueuedAtMs: row.enqueuedAtMs,
        isUnknown: row.isUnknown,
        ...lane.describe(row, nowMs),
      }
    }
  }
}

/** `off`: no upstream has a connector. `online` until something fails: silence is no sign of an outage. */
export type NetworkState = 'online' | 'offline' | 'off'

/** An upstream that is left alone for a while; the pauses grow with the failures in a row, up to a minute. */
export type HeldUpstream = StatusView['heldUp'][number]

export type SyncLoop = {
  /** Something was enqueued. */
  wake: () => void
  /** Lets a request under way come to its end, up to a grace period; resolves when nothing is sent any more. */
  stop: () => Promise<void>
  /** For the status strip. */
  state: () => NetworkState
  /** The upstreams that failed last, and when each is tried again. */
  heldUp: () => HeldUpstream[]
  /** What an operator must put right, such as a wrong key; null when there is nothing. */
  fault: () => string | null
  /** One run now, whatever the back-off says but for a refused login; runs in turn with the loop. */
  drainOnce: () => Promise<Record<string, UpstreamCounts>>
}

export type SyncLoopParts = SyncParts & {
  /** The state, or what waits, may have changed. */
  onChange: () => void
  /** Ends the connections, so that a request under way comes out as lost. */
  close: () => Promise<void>
  graceMs?: number
}

/** The longest that a lane sleeps: so long a clock that was set back can go unnoticed. */
const longestNapMs = 30_000

export function startSyncLoop(parts: SyncLoopParts): SyncLoop {
  const stopping = new AbortController()
  const troubleByUpstream = new Map<Upstream, Pass['trouble']>()
  const heldByUpstream = new Map<Upstream, HeldUpstream>()
  const alarms = parts.lanes.map(() => createAlarm(stopping.signal))

  const note = (upstream: Upstream, pass: Pass): void => {
    const before = networkOf(parts, troubleByUpstream)
    troubleByUpstream.set(upstream, pass.trouble)
    if (pass.trouble) parts.report(describeTrouble(upstream, pass.trouble))
    if (pass.taken > 0 || before !== networkOf(parts, troubleByUpstream)) parts.onChange()
  }

  const hold = (upstream: Upstream, held: HeldUpstream | null): void => {
    if (held === null && !heldByUpstream.has(upstream)) return
    if (held === null) heldByUpstream.delete(upstream)
    else heldByUpstream.set(upstream, held)
    parts.onChange()
  }

  const running = parts.lanes.map((lane, index) =>
    runLane(lane, alarms[index] ?? createAlarm(stopping.signal), parts, stopping.signal, { note, hold }),
  )

  return {
    wake: () => {
      for (const alarm of alarms) alarm.ring()
    },
    stop: async () => {
      stopping.abort()
      const ended = Promise.all(running)
      const grace = createAlarm(new AbortController().signal)
      ended.then(grace.ring, grace.ring)
      await grace.sleepUntilRung(parts.graceMs ?? 2000)
      await parts.close()
      await ended
    },
    heldUp: () => [...heldByUpstream.values()],
    state: () => networkOf(parts, troubleByUpstream),
    fault: () => {
      for (const [upstream, trouble] of troubleByUpstream) {
        if (trouble?.cause === 'configuration') return `${upstream}: ${trouble.why}`
      }
      return null
    },
    drainOnce: async () => {
      const counts = await drainOnce(parts)
      parts.onChange()
      return counts
    },
  }
}

async function runLane(
  lane: Lane,
  alarm: Alarm,
  parts: SyncLoopParts,
  stopping: AbortSignal,
  tell: {
    note: (upstream: Upstream, pass: Pass) => void
    hold: (upstream: Upstream, held: HeldUpstream | null) => void
  },
): Promise<void> {
  let wasRung = false
  const refused = findRefusedLogin(parts, lane.upstream)
  let troubles = refused?.failures ?? 0
  if (refused) {
    tell.hold(lane.upstream, toHeldUpstream(lane.upstream, refused, troubles, refused.untilMs))
    await alarm.sleep(refused.untilMs - parts.now())
  }
  while (!stopping.aborted) {
    // A ring says that something was enqueued, which is seldom due yet: one look at an index, no transaction. At the end
    // of a nap the rows are asked for in any case, because the clock may have been set back.
    const napMs = napUntilDueMs(parts, lane.upstream)
    if (wasRung && napMs > 0) {
      wasRung = (await alarm.sleepUntilRung(napMs)) === 'rung'
      continue
    }
    const pass = await tryPass(lane, parts, stopping)
    if (pass && (pass.taken > 0 || pass.trouble)) tell.note(lane.upstream, pass)
    if (pass && pass.taken > 0 && !pass.trouble) {
      tell.hold(lane.upstream, null)
      forgetPause(parts, lane.upstream)
    }
    troubles = pass === null || pass.trouble ? troubles + 1 : pass.taken > 0 ? 0 : troubles
    if (pass === null || pass.trouble) {
      const pauseMs = Math.max(pass?.retryAfterMs ?? 0, retryDelayMs(troubles, parts.random))
      if (pass?.trouble) {
        tell.hold(lane.upstream, toHeldUpstream(lane.upstream, pass.trouble, troubles, parts.now() + pauseMs))
        rememberPause(parts, lane.upstream, pass.trouble, { failures: troubles, pauseMs })
      }
      await alarm.sleep(pauseMs)
    } else if (pass.taken === 0) {
      wasRung = (await alarm.sleepUntilRung(Math.max(1, napUntilDueMs(parts, lane.upstream)))) === 'rung'
    }
  }
}

function toHeldUpstream(
  upstream: Upstream,
  { cause, why }: Pick<NonNullable<Pass['trouble']>, 'cause' | 'why'>,
  failures: number,
  nextTryAtMs: number,
): HeldUpstream {
  return { upstream, cause, why, failures, nextTryAtMs: Math.round(nextTryAtMs) }
}

function napUntilDueMs(parts: SyncLoopParts, upstream: Upstream): number {
  const dueAtMs = nextDueAtMs(parts.store.read, upstream)
  return dueAtMs === null ? longestNapMs : Math.min(Math.max(0, dueAtMs - parts.now()), longestNapMs)
}

/** Null when the disk does not let it; what is no trouble of the disk is a bug, and ends the process. */
async function tryPass(lane: Lane, parts: SyncLoopParts, stopping: AbortSignal): Promise<Pass | null> {
  try {
    return await lane.pass(Number.MAX_SAFE_INTEGER, stopping)
  } catch (error) {
    const fault = toStorageFault(error, 'the data folder')
    if (!fault) throw error
    parts.report({ level: 'error', upstream: lane.upstream, message: fault.message, requestId: null })
    return null
  }
}

function networkOf(parts: SyncLoopParts, troubleByUpstream: ReadonlyMap<Upstream, Pass['trouble']>): NetworkState {
  if (parts.lanes.length === 0) return 'off'
  for (const trouble of troubleByUpstream.values()) {
    if (trouble?.cause === 'unreachable' || trouble?.cause === 'lost') return 'offline'
  }
  return 'online'
}
