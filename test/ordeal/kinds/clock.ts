/** Taps, their undos on screen and later, and clock-ins by a supervisor, as the clock's service has heard of them. */
import { append, compare, type Deed, type Ends, type OrdealKind, readTold, type Sequences } from '../ordeal-kind.ts'

const reason = 'because of the ordeal'

async function act(deed: Deed): Promise<void> {
  const { random, people } = deed
  const employeeNumber = random.pick(people)
  const what = random.weigh({ tap: 70, 'tap and undo': 14, 'undo later': 8, force: 8 })
  if (what === 'force') {
    await deed.call('force', { direction: random.pick(['in', 'out']), employeeNumber, reason, isAnew: true })
    return
  }
  const decision = await deed.tap(deed.badgeOf(employeeNumber))
  const eventId = decision?.eventId ?? null
  if (eventId === null || (decision?.outcome !== 'in' && decision?.outcome !== 'out')) return
  deed.remember('clock', eventId)
  if (what === 'tap and undo') await deed.call('undoTap', { eventId })
  if (what === 'undo later') {
    // By then others have tapped, and it has mostly been told.
    for (let taps = random.between(5, 20); taps > 0; taps -= 1) {
      const other = random.pick(people)
      if (other === employeeNumber) continue
      const tapped = await deed.tap(deed.badgeOf(other))
      if (tapped?.eventId != null) deed.remember('clock', tapped.eventId)
    }
    await deed.call('undoEvent', { eventId, reason })
  }
}

type Heard = { employeeNumber: string; kind: string; key: string | null; atMs: number }

function judge({ station, central, answered }: Ends) {
  const rows = readTold(station, 'clock')
  const rowsByKey = new Map(rows.map((row) => [row.key, row]))
  const events = station
    .prepare<{ id: string; kind: string; isSilent: 0 | 1 }>(
      // A forced out of a period that was open for too long ends nothing, and nobody is told: it waits to be settled.
      `SELECT id, kind, kind = 'out' AND act IS 'forced' AND reason IS 'missed-clock-out' AS isSilent FROM event ORDER BY sequence`,
    )
    .all()
  const stored = new Set(events.map(({ id }) => id))
  const untold = [
    ...answered.filter((id) => !stored.has(id)),
    ...events
      .filter(({ id, kind, isSilent }) => (kind === 'in' || kind === 'out') && !isSilent && !rowsByKey.has(id))
      .map(({ id }) => id),
  ]
  const expected: Sequences = new Map()
  const keysByPunch = new Map<string, string>()
  for (const { key, state, payload, employeeNumber } of rows) {
    keysByPunch.set(`${employeeNumber} ${payload.occurredAtMs}`, key)
    if (state === 'delivered') append(expected, employeeNumber ?? '', key)
  }
  const heard = central
    .prepare<Heard>(
      `SELECT employee_number AS employeeNumber, kind, key, occurred_at_ms AS atMs
       FROM clock_event JOIN person ON person.id = clock_event.person_id ORDER BY clock_event.sequence`,
    )
    .all()
  const actual: Sequences = new Map()
  const turned: string[] = []
  for (const { employeeNumber, kind, key, atMs } of heard) {
    // An opposite answer that was put right: the second request has the first one's key and a number.
    if (key !== null && /\.\d+$/.test(key)) continue
    const name = key ?? keysByPunch.get(`${employeeNumber} ${atMs}`) ?? `nobody’s at ${atMs}`
    append(actual, employeeNumber, name)
    const row = rowsByKey.get(name)
    const isAsWanted = row === undefined || (row.payload.want === 'out') === (kind === 'out')
    // A reason at a delivered row says that the opposite was answered and put right.
    if (!isAsWanted && row.reason === null) turned.push(`wrong: ${kind} instead of ${row.payload.want}: ${name}`)
  }
  const verdict = compare(rows, expected, actual, untold)
  verdict.wrong += turned.length
  verdict.faults.push(...turned)
  return verdict
}

export const clockKind: OrdealKind = {
  upstream: 'clock',
  settings: (url, key) => ({ url, communityId: 'foyer', key, batchRows: 20 }),
  weight: 60,
  act,
  judge,
}
