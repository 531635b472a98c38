/**
 * Sends the rows of one batch and says how each came out: rows in doubt are settled first, opposite answers are put right
 * at once, a batch that was refused whole is halved, a lost login is renewed. Nothing is stored here; whoever calls has
 * marked the rows as in flight before, and writes the outcomes down after.
 */
import { randomUUID } from 'node:crypto'
import type {
  Attempt,
  AttemptOutcome,
  BatchOutcome,
  Connector,
  RowResult,
  SendRow,
  WireAnswer,
  WireRequest,
} from './connector.ts'
import { createKeptWords, keepReports, keepResult, keepTrouble } from './kept-words.ts'
import { createManners, type Manners } from './manners.ts'
import { createPace } from './pace.ts'
import {
  createLogIn,
  createPost,
  type LogIn,
  type Post,
  type SenderParts,
  type Trouble,
  troubleOf,
} from './post-wire.ts'

export type BatchResult = {
  resultsByRow: Map<number, RowResult>
  /** Null: the other side answered for every row. */
  trouble: Trouble | null
}

export type Sender<Fact> = {
  /** Before the first of several `send` whose rows are neighbours: what one is answered tells something of the others. */
  begin: () => void
  send: (rows: readonly SendRow<Fact>[]) => Promise<BatchResult>
}

/** Corrections and further requests of one row or batch: more than this is a connector's mistake. */
const mostSteps = 8

/** One sender per upstream: it keeps the pace and the login. One call of `send` at a time. */
export function createSender<Fact>(connector: Connector<Fact>, given: SenderParts): Sender<Fact> {
  const words = createKeptWords(connector.secrets)
  const parts = keepReports(given, words)
  const post = createPost(connector, parts, createPace(connector.perSecond))
  const logIn = createLogIn(connector, parts, post, words.learn)
  const manners = createManners()

  return {
    begin: manners.begin,
    send: async (rows) => {
      const batch: Batch<Fact> = { connector, parts, post, logIn, manners, resultsByRow: new Map(), trouble: null }
      const fresh: SendRow<Fact>[] = []
      for (const row of rows) {
        if (row.isUnknown) {
          if ((await settleRow(batch, row)) === 'send-again') fresh.push(row)
          continue
        }
        const refusal = connector.refuseUnsent(row, parts.now())
        if (refusal) batch.resultsByRow.set(row.rowId, { type: 'refused', reason: refusal.reason, answer: null })
        else fresh.push(row)
      }
      await sendFresh(batch, fresh)
      batch.trouble ??= manners.findTrouble()
      const kept = [...batch.resultsByRow].map(([rowId, result]) => [rowId, keepResult(result, words)] as const)
      return { resultsByRow: new Map(kept), trouble: keepTrouble(batch.trouble, words) }
    },
  }
}

type Batch<Fact> = {
  connector: Connector<Fact>
  parts: SenderParts
  post: Post
  logIn: LogIn
  manners: Manners
  resultsByRow: Map<number, RowResult>
  trouble: Trouble | null
}

/** All of `rows` wait because of `trouble`. A lost answer leaves them in doubt, anything else as they were. */
function holdAll<Fact>(batch: Batch<Fact>, rows: readonly SendRow<Fact>[], trouble: Trouble): void {
  batch.trouble = trouble
  if (trouble.cause !== 'lost') leaveAll(batch, rows, trouble)
  else for (const row of rows) batch.resultsByRow.set(row.rowId, { type: 'unknown', why: trouble.why })
}

/** None of `rows` was looked at by the other side, whatever became of others. */
function leaveAll<Fact>(batch: Batch<Fact>, rows: readonly SendRow<Fact>[], { why }: Trouble): void {
  for (const row of rows) batch.resultsByRow.set(row.rowId, { type: 'retry', why, isUntouched: true })
}

/** Part by part, as the connector takes them apart; where it says so, several at once. */
async function sendFresh<Fact>(batch: Batch<Fact>, rows: readonly SendRow<Fact>[]): Promise<void> {
  const { split, concurrency } = batch.connector
  const parts = split?.(rows) ?? (concurrency === undefined ? [rows] : rows.map((row) => [row]))
  const left = parts.filter((part) => part.length > 0).values()
  const sendNext = async (): Promise<void> => {
    for (const part of left) await sendRows(batch, part)
  }
  await Promise.all(Array.from({ length: Math.min(concurrency ?? 1, parts.length) }, sendNext))
}

async function sendRows<Fact>(batch: Batch<Fact>, rows: readonly SendRow<Fact>[]): Promise<void> {
  if (batch.trouble) {
    leaveAll(batch, rows, batch.trouble)
    return
  }
  const entered = await batch.logIn(false)
  if (entered.type === 'trouble') {
    holdAll(batch, rows, entered.trouble)
    return
  }
  const attempt = { token: entered.token, attemptId: randomUUID() }
  const wire = batch.connector.encode(rows, attempt)
  if (rows.length > 1 && Buffer.byteLength(wire.body ?? '') > batch.connector.limits.bytes) {
    await sendHalves(batch, rows)
    return
  }
  const outcome = await exchangeBatch(batch, rows, { wire, attempt, mayLogIn: true })
  await applyBatch(batch, rows, outcome)
}

async function sendHalves<Fact>(batch: Batch<Fact>, rows: readonly SendRow<Fact>[]): Promise<void> {
  const middle = Math.ceil(rows.length / 2)
  await sendRows(batch, rows.slice(0, middle))
  await sendRows(batch, rows.slice(middle))
}

type Exchanged = { type: 'outcome'; outcome: BatchOutcome; answer: WireAnswer } | { type: 'trouble'; trouble: Trouble }

/** Sends and reads, through a renewed login and further requests, until there is an outcome for the batch. */
async function exchangeBatch<Fact>(
  batch: Batch<Fact>,
  rows: readonly SendRow<Fact>[],
  { wire, attempt, mayLogIn }: { wire: WireRequest; attempt: Attempt; mayLogIn: boolean },
): Promise<Exchanged> {
  let reply = await batch.post(wire)
  if (reply.type !== 'answered') return { type: 'trouble', trouble: troubleOf(reply) }
  let answer = reply.answer
  let outcome = batch.connector.decode(answer, rows, attempt)
  for (let step = 0; outcome.type === 'then' && step < mostSteps; step += 1) {
    reply = await batch.post(outcome.request)
    // The first request was taken, so even one that never left leaves the batch in doubt.
    if (reply.type !== 'answered') return { type: 'trouble', trouble: { ...troubleOf(reply), cause: 'lost' } }
    answer = reply.answer
    outcome = outcome.decode(answer)
  }
  if (outcome.type === 'log-in' && mayLogIn) {
    const entered = await batch.logIn(true)
    if (entered.type === 'trouble') return entered
    const renewed = { token: entered.token, attemptId: randomUUID() }
    const again = batch.connector.encode(rows, renewed)
    return exchangeBatch(batch, rows, { wire: again, attempt: renewed, mayLogIn: false })
  }
  return { type: 'outcome', outcome, answer }
}

async function applyBatch<Fact>(batch: Batch<Fact>, rows: readonly SendRow<Fact>[], got: Exchanged): Promise<void> {
  if (got.type === 'trouble') {
    holdAll(batch, rows, got.trouble)
    return
  }
  const { outcome, answer } = got
  const retryAfter = answer.headers['retry-after']
  switch (outcome.type) {
    case 'each':
      for (const [index, row] of rows.entries()) {
        const said = outcome.outcomes[index] ?? { type: 'unknown', why: 'no outcome for this row' }
        await applyOutcome(batch, row, said)
      }
      return
    case 'hold':
      holdAll(batch, rows, { cause: outcome.cause, why: outcome.why, retryAfter })
      return
    case 'log-in':
      holdAll(batch, rows, { cause: 'configuration', why: outcome.why, retryAfter })
      return
    case 'halve':
      if (rows.length > 1) return sendHalves(batch, rows)
      for (const row of rows) endRow(batch, row, { ...outcome, type: 'refused' })
      return
    case 'without':
      return sendWithout(batch, rows, outcome.outcomes)
    case 'then':
      holdAll(batch, rows, { cause: 'lost', why: 'the batch never came to an end', retryAfter })
  }
}

/** Settles the rows that an answer names and sends the others again. */
async function sendWithout<Fact>(
  batch: Batch<Fact>,
  rows: readonly SendRow<Fact>[],
  outcomes: readonly (AttemptOutcome | null)[],
): Promise<void> {
  const rest: SendRow<Fact>[] = []
  for (const [index, row] of rows.entries()) {
    const said = outcomes[index] ?? null
    if (said) await applyOutcome(batch, row, said)
    else rest.push(row)
  }
  const why = 'the batch never came to an end'
  if (rest.length === rows.length) holdAll(batch, rows, { cause: 'lost', why, retryAfter: undefined })
  else if (rest.length > 0) await sendRows(batch, rest)
}

/** Puts an opposite answer right until the row has an outcome. */
async function applyOutcome<Fact>(batch: Batch<Fact>, row: SendRow<Fact>, first: AttemptOutcome): Promise<void> {
  let outcome = first
  for (let step = 0; outcome.type === 'correct' && step < mostSteps; step += 1) {
    batch.parts.report({ level: 'warn', upstream: batch.connector.upstream, message: outcome.why, requestId: null })
    const reply = await batch.post(outcome.request)
    if (reply.type === 'answered') {
      outcome = outcome.decode(reply.answer)
    } else {
      batch.trouble = troubleOf(reply)
      outcome = { type: 'unknown', why: `${outcome.why}; the correction was not answered: ${reply.why}` }
    }
  }
  if (outcome.type === 'correct') outcome = { type: 'unknown', why: outcome.why }
  if (outcome.type === 'unknown') {
    batch.parts.report({ level: 'warn', upstream: batch.connector.upstream, message: outcome.why, requestId: null })
  }
  endRow(batch, row, outcome)
}

function endRow<Fact>(batch: Batch<Fact>, row: SendRow<Fact>, outcome: RowResult): void {
  const { manners } = batch
  if (outcome.type !== 'refused' || !outcome.isUndocumented) {
    if (outcome.type === 'delivered' || outcome.type === 'refused') manners.noteProper(row.rowId)
    batch.resultsByRow.set(row.rowId, outcome)
    return
  }
  if (manners.isAlone(row)) {
    const { reason, answer } = outcome
    batch.resultsByRow.set(row.rowId, { type: 'refused', reason, answer })
    return
  }
  const why = `answered in words that nobody documents: ${outcome.reason}`
  batch.resultsByRow.set(row.rowId, { type: 'retry', why })
  if (manners.noteImproper(row.rowId, why)) batch.trouble = manners.findTrouble()
}

/** Finds out about a row in doubt. `send-again`: it goes with the others. */
async function settleRow<Fact>(batch: Batch<Fact>, row: SendRow<Fact>): Promise<'send-again' | 'settled'> {
  if (batch.trouble) {
    leaveAll(batch, [row], batch.trouble)
    return 'settled'
  }
  const entered = await batch.logIn(false)
  if (entered.type === 'trouble') {
    holdAll(batch, [row], entered.trouble)
    return 'settled'
  }
  const settlement = batch.connector.settle(row, { token: entered.token, attemptId: randomUUID() })
  if (settlement.type === 'send-again') return 'send-again'

  const reply = await batch.post(settlement.request)
  if (reply.type !== 'answered') {
    holdAll(batch, [row], troubleOf(reply))
    return 'settled'
  }
  const said = settlement.decode(reply.answer)
  if (said.type !== 'send') {
    noteHold(batch, said, reply.answer)
    await applyOutcome(batch, row, said)
    return 'settled'
  }
  const refusal = batch.connector.refuseUnsent(row, batch.parts.now())
  if (refusal) {
    batch.resultsByRow.set(row.rowId, { type: 'refused', reason: refusal.reason, answer: null })
    return 'settled'
  }
  const sent = await batch.post(said.request)
  if (sent.type !== 'answered') {
    holdAll(batch, [row], troubleOf(sent))
    return 'settled'
  }
  const outcome = said.decode(sent.answer)
  noteHold(batch, outcome, sent.answer)
  await applyOutcome(batch, row, outcome)
  return 'settled'
}

/** A single row's retry speaks for the upstream: the next row would be answered alike. */
function noteHold<Fact>(batch: Batch<Fact>, outcome: AttemptOutcome, answer: WireAnswer): void {
  if (outcome.type !== 'retry') return
  batch.trouble = { cause: outcome.cause ?? 'busy', why: outcome.why, retryAfter: answer.headers['retry-after'] }
}
