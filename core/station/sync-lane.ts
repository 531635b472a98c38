/**
 * One lane per upstream: takes rows out of the outbox, has them sent and writes down what came of it. Rows are marked as
 * in flight and committed before anything is sent, outcomes are committed after, so a station that dies between any two
 * steps knows at its next start which rows are in doubt.
 */
import { setImmediate } from 'node:timers/promises'
import type { UpstreamCounts } from '../contract/contract.ts'
import type { OutboxRow, RowOutcome, Settled } from '../outbox/outbox-row.ts'
import { countWaiting } from '../outbox/outbox-store.ts'
import { retryAfterMs, retryDelayMs } from '../outbox/retry-policy.ts'
import { settle } from '../outbox/settle-store.ts'
import { noteAnswer } from '../outbox/sync-history-store.ts'
import { giveBack, resetInFlight, takeBatch } from '../outbox/take-batch-store.ts'
import type { UnsealValues } from '../staging/auth-seal.ts'
import { change } from '../store/change.ts'
import type { ReadableDb, Store, WritableDb } from '../store/database.ts'
import type { Connector, RowResult, SendRow, Upstream } from '../upstream/connector.ts'
import type { SenderParts, Trouble } from '../upstream/post-wire.ts'
import { type BatchResult, createSender, type Sender } from '../upstream/send-batch.ts'
import { commitAtLast } from './commit-at-last.ts'

export type StationStore = Pick<Store, 'read' | 'transact'>

/** Turns rows into what the connector says of them; a row that makes no sense any more is refused instead. */
export type ReadFacts<Fact> = (
  db: ReadableDb,
  rows: readonly OutboxRow[],
) => ({ type: 'fact'; fact: Fact } | { type: 'refused'; reason: string })[]

export type LaneParts = SenderParts & {
  store: StationStore
  random: () => number
  /** Opens what rows hold encrypted; absent in a dry run. */
  unseal?: UnsealValues
  /** Before anything is taken; throws what the disk says, and is asked again at the next pass. */
  prepare?: () => void
}

export type Pass = {
  /** How many rows were taken; 0 when none was due. */
  taken: number
  counts: Omit<UpstreamCounts, 'waiting'>
  trouble: Trouble | null
  /** What `Retry-After` asks for, in milliseconds. */
  retryAfterMs: number | null
}

export type Lane = {
  upstream: Upstream
  /**
   * Takes rows that were due at `dueByMs` and are due now, batch after batch until none is, there is trouble, or the lane
   * has had its turn; sees all of them through.
   */
  pass: (dueByMs: number, stopping?: AbortSignal) => Promise<Pass>
  countWaiting: () => number
  describe: (row: OutboxRow, nowMs: number) => Described
}

export type Described = { type: 'would-send'; says: unknown } | { type: 'would-refuse'; reason: string }

/** So many batches make a pass: whoever counts and shows hears of it that often. */
const mostBatchesPerPass = 32

/** Of the rows of a batch so many are the ones that fell due last: what happens now overtakes a backlog (ours). */
const freshShare = 1 / 4

/** Passes of one lane run one after the other, whoever asks for them. */
export function createLane<Fact>(connector: Connector<Fact>, readFacts: ReadFacts<Fact>, parts: LaneParts): Lane {
  const { store } = parts
  const { upstream } = connector
  const parcels = createParcels(connector, readFacts, parts)
  let last: Promise<unknown> = Promise.resolve()

  return {
    upstream,
    pass: (dueByMs, stopping) => {
      const next = last.then(() => {
        parts.prepare?.()
        return runPass(parcels, dueByMs, stopping)
      })
      // A pass that failed is reported to whoever asked for it, and does not stop the ones after.
      last = next.catch(() => {})
      return next
    },
    countWaiting: () => countWaiting(store.read, upstream),
    describe: (row, nowMs) => {
      const [read] = readFacts(store.read, [row])
      if (read?.type !== 'fact') return { type: 'would-refuse', reason: read?.reason ?? 'nothing is known of it' }
      const refusal = row.isUnknown ? null : connector.refuseUnsent(toSendRow(row, read.fact), nowMs)
      if (refusal) return { type: 'would-refuse', reason: refusal.reason }
      return { type: 'would-send', says: connector.describe(toSendRow(row, read.fact)) }
    },
  }
}

/** What was sent of a batch and how it came out, not written down yet. */
type Parcel = { settled: Settled[]; trouble: Trouble | null; retryAfterMs: number | null }

/** The steps of a pass. */
type Parcels = {
  isPipelined: boolean
  send: (rows: readonly OutboxRow[]) => Promise<Parcel>
  /** Writes down what came of `parcel` and takes the next rows, in one transaction. */
  settleAndTake: (
    parcel: Parcel | null,
    dueByMs: number | null,
    stopping?: AbortSignal,
  ) => Promise<{ refusedWith: number; rows: OutboxRow[] }>
  giveBack: (rows: readonly OutboxRow[], stopping?: AbortSignal) => Promise<void>
}

function createParcels<Fact>(connector: Connector<Fact>, readFacts: ReadFacts<Fact>, parts: LaneParts): Parcels {
  const sender = createSender(connector, parts)
  const { store, now } = parts
  const { upstream, limits } = connector
  let turn = 0

  return {
    // A row in doubt may cost a question or a person's attention. Where rows go one by one and slowly, none is marked as
    // on its way before its time.
    isPipelined: limits.rows > 1 && connector.perSecond === null,
    send: async (taken) => {
      const results = new Map<number, RowResult>()
      const fresh: SendRow<Fact>[] = []
      const suspects: SendRow<Fact>[] = []
      const facts = readFacts(store.read, taken)
      for (const [index, row] of taken.entries()) {
        const read = facts[index] ?? { type: 'refused', reason: 'nothing is known of what this row is about' }
        if (read.type === 'refused') results.set(row.id, { type: 'refused', reason: read.reason, answer: null })
        else (row.attempts > 1 ? suspects : fresh).push(toSendRow(row, read.fact))
      }
      const sent = await sendApart(sender, fresh, suspects)
      const asked = retryAfterMs(sent.trouble?.retryAfter, now())
      const settled = taken.map((row): Settled => {
        const result = results.get(row.id) ?? sent.resultsByRow.get(row.id) ?? { type: 'unknown', why: 'no outcome' }
        return { rowId: row.id, outcome: toRowOutcome(result, row, { asked, isHeldUp: sent.trouble !== null }, parts) }
      })
      return { settled, trouble: sent.trouble, retryAfterMs: asked }
    },
    settleAndTake: (parcel, dueByMs, stopping) => {
      // Where rows go one by one, every fourth is a fresh one.
      if (dueByMs !== null) turn += 1
      const freshRows = Math.floor(limits.rows * freshShare * turn) - Math.floor(limits.rows * freshShare * (turn - 1))
      return commitAtLast({ ...parts, upstream, stopping }, (db) => ({
        refusedWith: parcel ? settleAndNote(db, upstream, parcel, now()) : 0,
        rows: dueByMs === null ? [] : takeBatch(db, upstream, { ...limits, dueByMs, freshRows }, now()),
      }))
    },
    giveBack: (rows, stopping) =>
      commitAtLast({ ...parts, upstream, stopping }, (db) =>
        giveBack(
          db,
          rows.map(({ id }) => id),
        ),
      ),
  }
}

/** What whoever looks at the sync is told of the last answer is as durable as what came of it. */
function settleAndNote(db: WritableDb, upstream: Upstream, { settled }: Parcel, nowMs: number): number {
  noteAnswer(db, upstream, settled, Math.round(nowMs))
  return settle(db, settled, nowMs).refusedWith
}

/**
 * While a batch is on its way, the outcome of the one before is written down and the next one is taken, in one
 * transaction. A batch that was taken and must not be sent after all is given back as it was.
 */
async function runPass(parcels: Parcels, dueByMs: number, stopping: AbortSignal | undefined): Promise<Pass> {
  const pass: Pass = { taken: 0, counts: noCounts(), trouble: null, retryAfterMs: null }
  let unsettled: Parcel | null = null
  let ahead: OutboxRow[] = []
  const step = async (mayTake: boolean): Promise<void> => {
    const parcel: Parcel | null = unsettled
    unsettled = null
    const done = await parcels.settleAndTake(parcel, mayTake ? dueByMs : null, stopping)
    if (parcel) countOutcomes(pass.counts, parcel.settled)
    pass.counts.refused += done.refusedWith
    ahead = done.rows
  }

  for (let batches = 0; batches < mostBatchesPerPass && !stopping?.aborted; batches += 1) {
    if (ahead.length === 0) await step(true)
    if (ahead.length === 0) break
    const rows = ahead
    ahead = []
    pass.taken += rows.length
    const sending = parcels.send(rows)
    // Whoever awaits it hears of a failure; until then it is nobody's.
    sending.catch(() => {})
    if (parcels.isPipelined) {
      try {
        // What is on its way leaves before the disk is waited for.
        await setImmediate()
        await step(batches + 1 < mostBatchesPerPass && !stopping?.aborted)
      } catch (error) {
        // One request at a time, also where the disk fails.
        await sending.catch(() => {})
        throw error
      }
    }
    const parcel = await sending
    unsettled = parcel
    if (!parcels.isPipelined) await step(false)
    if (parcel.trouble) {
      pass.trouble = parcel.trouble
      pass.retryAfterMs = parcel.retryAfterMs
      break
    }
  }
  if (ahead.length > 0) await parcels.giveBack(ahead, stopping)
  if (unsettled) await step(false)
  return pass
}

function noCounts(): Pass['counts'] {
  return { delivered: 0, retry: 0, refused: 0, unknown: 0 }
}

/** To be called once when a data folder is opened for writing, before anything is sent: see `resetInFlight`. */
export function resumeOutbox(store: StationStore): number {
  return change(store, resetInFlight)
}

/** After so many failures in a row it is the other side and not the row. */
const mostLostInARow = 3

/**
 * A row that was sent before and is still here may be what made the other side fail: such rows go one by one, after the
 * fresh ones, so that a poisoned row fails alone. Where others came through, its failure says nothing of the upstream.
 */
async function sendApart<Fact>(
  sender: Sender<Fact>,
  fresh: readonly SendRow<Fact>[],
  suspects: readonly SendRow<Fact>[],
): Promise<BatchResult> {
  sender.begin()
  const resultsByRow = new Map<number, RowResult>()
  const groups = [...(fresh.length > 0 ? [fresh] : []), ...suspects.map((suspect) => [suspect])]
  let trouble: Trouble | null = null
  let hasAnswered = false
  let lostInARow = 0
  let isOver = false
  for (const group of groups) {
    if (isOver) {
      const why = trouble?.why ?? ''
      for (const { rowId } of group) resultsByRow.set(rowId, { type: 'retry', why, isUntouched: true })
      continue
    }
    const sent: BatchResult = await sender.send(group)
    for (const [rowId, result] of sent.resultsByRow) resultsByRow.set(rowId, result)
    trouble = sent.trouble
    hasAnswered ||= trouble === null
    lostInARow = trouble?.cause === 'lost' ? lostInARow + 1 : 0
    isOver = trouble !== null && (trouble.cause !== 'lost' || lostInARow === mostLostInARow)
  }
  return { resultsByRow, trouble: hasAnswered && !isOver ? null : trouble }
}

function toSendRow<Fact>(row: OutboxRow, fact: Fact): SendRow<Fact> {
  const { id: rowId, key, enqueuedAtMs, isUnknown } = row
  return { rowId, key, enqueuedAtMs, isUnknown, wasSent: row.attempts > 1, fact }
}

/**
 * A row that the other side never got to has no share in the trouble, and its upstream backs off as a whole: it is due as
 * soon as anybody tries again, unless the other side named a time.
 */
function toRowOutcome(
  result: RowResult,
  row: OutboxRow,
  { asked, isHeldUp }: { asked: number | null; isHeldUp: boolean },
  parts: LaneParts,
): RowOutcome {
  switch (result.type) {
    case 'delivered':
    case 'refused':
      return result
    case 'retry':
    case 'unknown': {
      const isInnocent = isHeldUp && result.type === 'retry' && result.isUntouched === true
      const delayMs = Math.max(asked ?? 0, isInnocent ? 1 : retryDelayMs(row.attempts, parts.random))
      return { ...result, dueAtMs: parts.now() + delayMs }
    }
  }
}

function countOutcomes(counts: Pass['counts'], settled: readonly Settled[]): void {
  for (const { outcome } of settled) counts[outcome.type] += 1
}
