/** Batches of authentication data that are staged and approved at the station; each record has a status of its own. */
import { append, compare, type Deed, type Ends, type OrdealKind, readTold, type Sequences } from '../ordeal-kind.ts'

const employeeIds = Array.from({ length: 15 }, (_, index) => `A-${index + 1}`)

async function act(deed: Deed): Promise<void> {
  const chosen = employeeIds.filter(() => deed.random.chance(0.3))
  const employee = chosen.map((employeeId) => ({
    employeeId,
    employeeStatus: `status ${deed.serial()}`,
    authValue1: `${employeeId} value ${deed.random.between(1, 3)}`,
  }))
  const file = deed.fileOf(JSON.stringify({ employee }))
  const staged = (await deed.call('stageAuthFile', { file })) as { answer?: { fileLogId: string } } | null
  const batch = staged?.answer?.fileLogId
  if (batch === undefined) return
  const approved = (await deed.call('approveBatch', { batch })) as { type: string } | null
  if (approved?.type === 'approved') deed.remember('authData', batch)
}

type Applied = { batch: string; line: number; employeeId: string; status: string }

/** What approved batches changed, in the order of their approval: the same tables at either end. */
function readApplied(db: Ends['station']): Applied[] {
  return db
    .prepare<Applied>(
      `SELECT enrolment_batch.id AS batch, line, employee_id AS employeeId, content ->> '$.employeeStatus' AS status
       FROM enrolment_batch JOIN enrolment_record ON enrolment_record.id / 4294967296 = enrolment_batch.number
       WHERE kind = 'auth' AND state = 'approved' AND verdict IN ('new', 'update')
       ORDER BY settled_at_ms, number, enrolment_record.id`,
    )
    .all()
}

function judge({ station, central, answered }: Ends) {
  const rows = readTold(station, 'authData')
  const keys = new Set(rows.map(({ key }) => key))
  const approved = new Set(
    station
      .prepare<{ id: string }>(`SELECT id FROM enrolment_batch WHERE state = 'approved'`)
      .all()
      .map(({ id }) => id),
  )
  const untold = [
    ...answered.filter((batch) => !approved.has(batch)),
    ...readApplied(station)
      .map(({ batch, line }) => `${batch}:${line}`)
      .filter((key) => !keys.has(key)),
  ]
  const expected: Sequences = new Map()
  for (const { state, payload } of rows) {
    if (state === 'delivered') append(expected, String(payload.employeeId), String(payload.employeeStatus))
  }
  const actual: Sequences = new Map()
  for (const { employeeId, status } of readApplied(central)) append(actual, employeeId, status)
  return compare(rows, expected, actual, untold)
}

export const authDataKind: OrdealKind = {
  upstream: 'authData',
  settings: (url, token) => ({ url, token, batchRows: 20 }),
  weight: 6,
  act,
  judge,
}
