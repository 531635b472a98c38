/** The first clock-in of somebody on a local date: days of the past are replayed, since a tap of today makes one a day. */
import { append, compare, type Deed, type Ends, type OrdealKind, readTold, type Sequences } from '../ordeal-kind.ts'

async function act(deed: Deed): Promise<void> {
  const { random, people } = deed
  const employeeNumber = random.pick(people)
  const atMs = Date.UTC(2025, 0, random.between(1, 365), 8, 0, 0, random.between(0, 999))
  const line = { at: new Date(atMs).toISOString(), reader: 'front', text: `${deed.badgeOf(employeeNumber)}\n` }
  const answer = (await deed.call('replayLine', { line: JSON.stringify(line) })) as {
    decisions?: { outcome: string; eventId: string | null }[]
  } | null
  for (const { outcome, eventId } of answer?.decisions ?? []) {
    if (outcome === 'in' && eventId !== null) deed.remember('presence', eventId)
  }
}

function judge({ station, central, answered }: Ends) {
  const rows = readTold(station, 'presence')
  const keys = new Set(rows.map(({ key }) => key))
  const entries = station
    .prepare<{ eventId: string }>('SELECT event_id AS eventId FROM presence_entry')
    .all()
    .map(({ eventId }) => eventId)
  const stored = new Set(
    station
      .prepare<{ id: string }>('SELECT id FROM event')
      .all()
      .map(({ id }) => id),
  )
  const untold = [...entries.filter((eventId) => !keys.has(eventId)), ...answered.filter((id) => !stored.has(id))]
  // A person is at a place on a date once, however often it was told.
  const told = new Map<string, Set<string>>()
  for (const { state, payload, employeeNumber } of rows) {
    if (state !== 'delivered') continue
    const dates = told.get(employeeNumber ?? '') ?? new Set()
    told.set(employeeNumber ?? '', dates.add(String(payload.localDate)))
  }
  const expected: Sequences = new Map([...told].map(([name, dates]) => [name, [...dates].sort()]))
  const actual: Sequences = new Map()
  const heard = central
    .prepare<{ employeeNumber: string; localDate: string }>(
      `SELECT employee_number AS employeeNumber, local_date AS localDate
       FROM presence_put JOIN person ON person.id = presence_put.person_id ORDER BY local_date`,
    )
    .all()
  for (const { employeeNumber, localDate } of heard) append(actual, employeeNumber, localDate)
  return compare(rows, expected, actual, untold)
}

export const presenceKind: OrdealKind = {
  upstream: 'presence',
  settings: (url, token) => ({ url, token, matchBy: 'employeeID', batchRows: 50 }),
  weight: 8,
  act,
  judge,
}
