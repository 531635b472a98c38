/** What waited when, and what each upstream said last: for whoever looks at the sync. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { Upstream } from '../upstream/connector.ts'
import type { Settled } from './outbox-row.ts'

export type LastAnswer = {
  atMs: number
  /** Of the last row of the batch that was answered. */
  outcome: 'delivered' | 'refused'
  /** The other side's own words; null: it said none. */
  words: string | null
  delivered: number
  refused: number
}

/** Longer words say nothing more (ours). */
const longestWords = 500

/** One statement for a batch, and none where the other side answered for no row. */
export function noteAnswer(db: WritableDb, upstream: Upstream, settled: readonly Settled[], nowMs: number): void {
  let last = null as LastAnswer | null
  for (const { outcome } of settled) {
    if (outcome.type !== 'delivered' && outcome.type !== 'refused') continue
    const isDelivered = outcome.type === 'delivered'
    const words = outcome.answer
    // Refused by the station itself, and never sent.
    if (words === null) continue
    last = {
      atMs: nowMs,
      outcome: outcome.type,
      words: words === '' ? null : words.slice(0, longestWords),
      delivered: (last?.delivered ?? 0) + (isDelivered ? 1 : 0),
      refused: (last?.refused ?? 0) + (isDelivered ? 0 : 1),
    }
  }
  if (last === null) return
  db.prepare(
    `INSERT INTO upstream_answer (upstream, at_ms, outcome, words, delivered, refused)
     VALUES (@upstream, @atMs, @outcome, @words, @delivered, @refused)
     ON CONFLICT (upstream) DO UPDATE SET at_ms = @atMs, outcome = @outcome, words = @words, delivered = @delivered,
       refused = @refused`,
  ).run({ upstream, ...last })
}

/** Null: it never answered for a row. */
export function readLastAnswer(db: ReadableDb, upstream: Upstream): LastAnswer | null {
  return (
    db
      .prepare<LastAnswer>(
        `SELECT at_ms AS atMs, outcome, words, delivered, refused FROM upstream_answer WHERE upstream = @upstream`,
      )
      .get({ upstream }) ?? null
  )
}

export type BacklogSample = { atMs: number; upstream: Upstream; waiting: number; refused: number }

/** Keeps the samples, and takes away those before `keptFromMs`. */
export function writeSamples(db: WritableDb, samples: readonly BacklogSample[], keptFromMs: number): void {
  db.prepare('DELETE FROM backlog_sample WHERE at_ms < @keptFromMs').run({ keptFromMs })
  for (const sample of samples) {
    db.prepare(
      `INSERT INTO backlog_sample (at_ms, upstream, waiting, refused) VALUES (@atMs, @upstream, @waiting, @refused)
       ON CONFLICT (at_ms, upstream) DO UPDATE SET waiting = @waiting, refused = @refused`,
    ).run(sample)
  }
}

/** In order of time, from `fromMs` until before `untilMs`. */
export function listSamples(db: ReadableDb, fromMs: number, untilMs: number): BacklogSample[] {
  return db
    .prepare<BacklogSample>(
      `SELECT at_ms AS atMs, upstream, waiting, refused FROM backlog_sample
       WHERE at_ms >= @fromMs AND at_ms < @untilMs ORDER BY at_ms, upstream`,
    )
    .all({ fromMs, untilMs })
}
