/** Answers the calls of `console-sync-calls.ts` from what is stored. */
import type { consoleSyncCalls } from '../contract/console-sync-calls.ts'
import type { Answer, Request, StatusView } from '../contract/contract.ts'
import { findAdvice } from '../outbox/advise-on-row.ts'
import { createGauge } from '../outbox/outbox-gauge-store.ts'
import { countOpen, countRefused, findHeldUp, type ListedRow, listRows } from '../outbox/outbox-report-store.ts'
import { type BacklogSample, listSamples, readLastAnswer } from '../outbox/sync-history-store.ts'
import { readPause, type UpstreamPause } from '../outbox/upstream-pause-store.ts'
import { type Upstream, upstreams } from '../upstream/connector.ts'
import type { ClockReading } from './clock.ts'
import { pullTopics, readPullState } from './pull-state-store.ts'
import type { TapContext } from './tap-context.ts'

export type ConsoleSyncHandlers = {
  [N in keyof typeof consoleSyncCalls]: (request: Request<N>) => Promise<Answer<N>>
}

export type ConsoleSyncParts = {
  context: Pick<TapContext, 'store' | 'settings'>
  readClock: () => ClockReading
  monotonicMs: () => number
  sync: { network: () => StatusView['network']; heldUp: () => StatusView['heldUp'] }
}

export function createConsoleSyncHandlers(parts: ConsoleSyncParts): ConsoleSyncHandlers {
  const { context, readClock, sync } = parts
  const { read } = context.store
  const { settings } = context
  const readCounts = createGauge(parts.monotonicMs, countOpen)

  const viewUpstream = (upstream: Upstream, nowMs: number) => {
    const { waiting, inFlight, refused, oldestWaitingAtMs } = readCounts(read)[upstream]
    return {
      upstream,
      isConfigured: upstream in settings.upstreams,
      waiting: waiting + inFlight,
      oldestWaitingAtMs,
      refused,
      heldUp: findHold(upstream, nowMs),
      lastAnswer: readLastAnswer(read, upstream),
    }
  }

  /** What the running sync says, which has the newest; else what the rows remember. */
  const findHold = (upstream: Upstream, nowMs: number) => {
    const held = sync.heldUp().find((one) => one.upstream === upstream)
    if (held) {
      const { cause, why, failures, nextTryAtMs } = held
      return { cause, why, failures, nextTryAtMs }
    }
    const rows = findHeldUp(read, upstream, nowMs)
    return rows && { cause: rows.cause, why: rows.why, failures: null, nextTryAtMs: rows.nextTryAtMs }
  }

  return {
    getSync: async () => {
      const { atMs } = readClock()
      return {
        type: 'sync',
        atMs,
        network: sync.network(),
        upstreams: upstreams.map((upstream) => viewUpstream(upstream, atMs)),
        pull: pullTopics.map((topic) => {
          const { workedAtMs, fault, warning } = readPullState(read, topic)
          return { topic, isOn: settings.pull?.[topic] ?? false, workedAtMs, fault, warning }
        }),
      }
    },
    listOutbox: async ({ upstream = null, state, after = 0, limit }) => {
      const pauses = new Map(upstreams.map((name) => [name, readPause(read, name)]))
      const rows = [...listRows(read, { upstream, state, limit: limit + 1, after })]
      const shown = rows.slice(0, limit).map((row) => viewRow(row, state, pauses.get(row.upstream) ?? null))
      const total = state === 'refused' ? countRefused(read, upstream) : null
      return { type: 'rows', rows: shown, hasMore: rows.length > limit, total }
    },
    getBacklog: async ({ hours }) => {
      const { atMs } = readClock()
      const fromMs = atMs - hours * 3_600_000
      const configured = upstreams.filter((upstream) => upstream in settings.upstreams)
      const counts = readCounts(read)
      const now = configured.map((upstream) => {
        const { waiting, inFlight, refused } = counts[upstream]
        return { atMs, upstream, waiting: waiting + inFlight, refused }
      })
      const samples = groupSamples([...listSamples(read, fromMs, atMs), ...now], configured)
      return { type: 'backlog', fromMs, atMs, upstreams: configured, samples }
    },
  }
}

function viewRow(
  row: ListedRow,
  state: Request<'listOutbox'>['state'],
  pause: UpstreamPause | null,
): Answer<'listOutbox'>['rows'][number] {
  const { personId: _, key: __, isUnknown: ___, follows: ____, payload, dueAtMs, ...shown } = row
  const isOpen = state === 'waiting' || state === 'in-flight'
  return {
    ...shown,
    state,
    says: row.upstream === 'authData' ? null : (payload as Answer<'listOutbox'>['rows'][number]['says']),
    dueAtMs: isOpen ? dueAtMs : null,
    advice: findAdvice(row, pause),
  }
}

/** One point per instant; an upstream that was not configured then waited for nothing. */
function groupSamples(
  samples: readonly BacklogSample[],
  configured: readonly Upstream[],
): Answer<'getBacklog'>['samples'] {
  const byInstant = new Map<number, Record<string, number>>()
  for (const { atMs, upstream, waiting } of samples) {
    if (!configured.includes(upstream)) continue
    const point = byInstant.get(atMs) ?? Object.fromEntries(configured.map((name) => [name, 0]))
    point[upstream] = waiting
    byInstant.set(atMs, point)
  }
  return [...byInstant].map(([atMs, waiting]) => ({ atMs, waiting }))
}
