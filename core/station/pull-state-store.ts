/** How far each list of a central service has been read, and people that were pulled and are not applied yet. */
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
}

export function readPullState(db: ReadableDb, topic: PullTopic): PullState {
  const row = db
    .prepare<PullState>(
      'SELECT cursor, etag, worked_at_ms AS workedAtMs, fault, held FROM pull_state WHERE topic = @topic',
    )
    .get({ topic })
  return row ?? { cursor: null, etag: null, workedAtMs: null, fault: null, held: null }
}

export function changePullState(db: WritableDb, topic: PullTopic, change: Partial<PullState>): void {
  const state = { ...readPullState(db, topic), ...change }
  db.prepare(
    `INSERT INTO pull_state (topic, cursor, etag, worked_at_ms, fault, held)
     VALUES (@topic, @cursor, @etag, @workedAtMs, @fault, @held)
     ON CONFLICT (topic) DO UPDATE SET cursor = @cursor, etag = @etag, worked_at_ms = @workedAtMs, fault = @fault,
       held = @held`,
  ).run({ topic, ...state })
}

/** A later word about somebody replaces an earlier one. */
export function stagePulledPeople(db: WritableDb, people: readonly { employeeNumber: string }[]): void {
  const put = db.prepare(
    `INSERT INTO pull_person (employee_number, content) VALUES (@employeeNumber, @content)
     ON CONFLICT (employee_number) DO UPDATE SET content = @content`,
  )
  for (const person of people) put.run({ employeeNumber: person.employeeNumber, content: JSON.stringify(person) })
}

export function iterateStaged(db: ReadableDb): IterableIterator<{ content: string }> {
  return db.prepare<{ content: string }>('SELECT content FROM pull_person ORDER BY employee_number').iterate()
}

export function countStaged(db: ReadableDb): number {
  return db.prepare<{ n: number }>('SELECT count(*) AS n FROM pull_person').get()?.n ?? 0
}

export function clearStaged(db: WritableDb): void {
  db.prepare('DELETE FROM pull_person').run()
}

export function countActive(db: ReadableDb): number {
  return db.prepare<{ n: number }>('SELECT count(*) AS n FROM person WHERE is_active = 1').get()?.n ?? 0
}

/** A card that the service says is lost or revoked, where it still works here; a dead card is never made to live by a pull. */
export function findLivingCard(
  db: ReadableDb,
  card: {
    systemId: string | null
    facilityCode: number | null
    internalNumber: number | null
    externalNumber: string | null
  },
): number | null {
  const row = db
    .prepare<{ id: number }>(
      `SELECT id FROM card WHERE state = 'active' AND coalesce(system_id, '') = coalesce(@systemId, '')
         AND ((@internalNumber IS NOT NULL AND internal_number = @internalNumber
               AND coalesce(facility_code, -1) = coalesce(@facilityCode, -1))
           OR (@internalNumber IS NULL AND internal_number IS NULL AND external_number = @externalNumber))`,
    )
    .get(card)
  return row?.id ?? null
}
