/** Punches of other stations, and own ones that went on with a period that another station began. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { Punch } from './fold-periods.ts'

export type SharedPunch = {
  eventId: string
  stationId: string
  sequence: number
  employeeNumber: string
  kind: 'in' | 'out' | 'force-in'
  atMs: number
}

/** Keeps what is new; whoever it is about is looked up when it is folded. */
export function keepSharedPunches(db: WritableDb, punches: readonly SharedPunch[]): void {
  const keep = db.prepare(
    `INSERT INTO shared_punch (event_id, station_id, sequence, employee_number, kind, at_ms, learned_after)
     SELECT @eventId, @stationId, @sequence, @employeeNumber, @kind, @atMs, (SELECT coalesce(max(sequence), 0) FROM event)
     WHERE NOT EXISTS (SELECT 1 FROM event WHERE id = @eventId)
     ON CONFLICT DO NOTHING`,
  )
  for (const punch of punches) keep.run(punch)
}

/** Gives punches that were not folded yet to the people whom the station knows by now, oldest first, and answers them. */
export function takeUnfolded(db: WritableDb, limit: number): { personId: number; eventId: string; atMs: number }[] {
  const rows = db
    .prepare<{ personId: number; eventId: string; atMs: number }>(
      `SELECT person.id AS personId, event_id AS eventId, at_ms AS atMs
       FROM shared_punch JOIN person USING (employee_number)
       WHERE person_id IS NULL ORDER BY at_ms, station_id, sequence LIMIT @limit`,
    )
    .all({ limit })
  const give = db.prepare('UPDATE shared_punch SET person_id = @personId WHERE event_id = @eventId')
  for (const { personId, eventId } of rows) give.run({ personId, eventId })
  return rows
}

type Row = {
  eventId: string
  stationId: string
  sequence: number
  kind: 'in' | 'out' | 'force-in'
  atMs: number
  touch: number
}

/** The person's shared punches, and own ins that moved, between two instants, both included. */
export function listBesidePeriods(db: ReadableDb, personId: number, fromMs: number, untilMs: number): Punch[] {
  const shared = db
    .prepare<Row>(
      `SELECT event_id AS eventId, station_id AS stationId, sequence, kind, at_ms AS atMs, max(learned_after, 1) AS touch
       FROM shared_punch WHERE person_id = @personId AND at_ms BETWEEN @fromMs AND @untilMs`,
    )
    .all({ personId, fromMs, untilMs })
  const moved = db
    .prepare<Row>(
      `SELECT event.id AS eventId, station_id AS stationId, sequence, 'in' AS kind, event.at_ms AS atMs, sequence AS touch
       FROM moved_in JOIN event ON event.id = event_id
       WHERE moved_in.person_id = @personId AND moved_in.at_ms BETWEEN @fromMs AND @untilMs
         AND NOT EXISTS (SELECT 1 FROM event AS undo WHERE undo.refers_to = event.id AND undo.kind = 'undo')`,
    )
    .all({ personId, fromMs, untilMs })
  return [...shared, ...moved].map(({ kind, ...row }) => ({
    ...row,
    kind: kind === 'out' ? 'out' : 'in',
    occurredMs: row.atMs,
    isForced: kind === 'force-in',
    completedBy: null,
    isApart: false,
    isAdded: false,
    shownBy: null,
  }))
}

/** Whether a punch beside the periods happened at `fromMs` or later: one that went on with a period shows in none. */
export function hasBesidePeriods(db: ReadableDb, personId: number, fromMs: number): boolean {
  const found = db
    .prepare<{ is: 0 | 1 }>(
      `SELECT EXISTS (SELECT 1 FROM shared_punch WHERE person_id = @personId AND at_ms >= @fromMs)
         OR EXISTS (SELECT 1 FROM moved_in WHERE person_id = @personId AND at_ms >= @fromMs) AS "is"`,
    )
    .get({ personId, fromMs })
  return found?.is === 1
}

/** Own ins among `eventIds` are those that went on with a period begun elsewhere; of `atHand` no others are. */
export function setMovedIns(
  db: WritableDb,
  personId: number,
  atHand: readonly Punch[],
  moved: ReadonlySet<string>,
  stationId: string,
): void {
  for (const punch of atHand) {
    if (punch.kind !== 'in' || punch.stationId !== stationId) continue
    if (moved.has(punch.eventId)) {
      db.prepare(
        'INSERT INTO moved_in (event_id, person_id, at_ms) VALUES (@eventId, @personId, @atMs) ON CONFLICT DO NOTHING',
      ).run({ eventId: punch.eventId, personId, atMs: punch.occurredMs })
    } else db.prepare('DELETE FROM moved_in WHERE event_id = @eventId').run({ eventId: punch.eventId })
  }
}
