/** How far each list of a central service has been read. */
import type { ReadableDb, WritableDb } from '../store/database.ts'

export const pullTopics = ['people', 'timeProfiles', 'clock'] as const
export type PullTopic = (typeof pullTopics)[number]

export type PullState = {
  cursor: string | null
  etag: string | null
  workedAtMs: number | null
  /** What stands in the way; null: nothing. */
  fault: string | null
  held: string | null
  /** What the service says of this station, though it answers; null: nothing. */
  warning: string | null
}

const untouched: PullState = { cursor: null, etag: null, workedAtMs: null, fault: null, held: null, warning: null }

export function readPullState(db: ReadableDb, topic: PullTopic): PullState {
  const row = db
    .prepare<PullState>(
      `SELECT cursor, etag, worked_at_ms AS workedAtMs, fault, held, warning FROM pull_state WHERE topic = @topic`,
    )
    .get({ topic })
  return row ?? untouched
}

export function changePullState(db: WritableDb, topic: PullTopic, change: Partial<PullState>): void {
  const state = { ...readPullState(db, topic), ...change }
  db.prepare(
    `INSERT INTO pull_state (topic, cursor, etag, worked_at_ms, fault, held, warning)
     VALUES (@topic, @cursor, @etag, @workedAtMs, @fault, @held, @warning)
     ON CONFLICT (topic) DO UPDATE SET cursor = @cursor, etag = @etag, worked_at_ms = @workedAtMs, fault = @fault,
       held = @held, warning = @warning`,
  ).run({ topic, ...state })
}
