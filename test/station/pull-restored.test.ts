/** A station whose database was put back to an older state, under the same id, against a service that knows what came later. */
import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { centralFileName } from '../../core/central/central-folder.ts'
import { openDatabase } from '../../core/store/database.ts'
import { type OpenCentral, openCentral, person } from '../central/open-central.ts'
import { card, type Door, hour, meet, monday, openDoor, people } from './open-door.ts'

/** Puts the file as it is now somewhere else. */
function backUp(t: TestContext, door: Door): string {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-backup-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  door.store.raw.exec(`VACUUM INTO '${join(dir, 'foyer.sqlite')}'`)
  return join(dir, 'foyer.sqlite')
}

function heard(central: OpenCentral): { key: string; kind: string; atHour: number }[] {
  const database = openDatabase(join(central.dataDir, centralFileName), 'read')
  try {
    return database.read
      .prepare<{ key: string; kind: string; atHour: number }>(
        `SELECT event_id AS "key", kind, (occurred_at_ms - ${monday}) / 3600000 AS atHour FROM clock_punch
         ORDER BY occurred_at_ms, event_id`,
      )
      .all()
  } finally {
    database.close()
  }
}

const punchesOf = (central: OpenCentral): string[] => heard(central).map(({ kind, atHour }) => `${kind} ${atHour}`)

test('what the station has lost comes back from the service, what it tells again is known, and what it does now goes on from there', async (t) => {
  const central = await openCentral(t, { people })
  const [a, b] = [openDoor(t, 'a', central.url), openDoor(t, 'b', central.url)]
  await meet(a, b)
  a.tap(1, monday)
  // Told after the backup: the restored station takes it for waiting.
  const backup = backUp(t, a)
  await meet(a, b)
  a.tap(1, monday + 4 * hour)
  a.tap(1, monday + 5 * hour)
  b.tap(2, monday + 5 * hour)
  await meet(a, b)
  assert.deepEqual(punchesOf(central), ['in 0', 'out 4', 'in 5', 'in 5'])
  await a.close()

  const restored = openDoor(t, 'a', central.url, {}, (dir) => copyFileSync(backup, join(dir, 'foyer.sqlite')))
  assert.deepEqual(restored.periods(), [[0, null, 'open']], 'an older day')
  await meet(restored, b)
  assert.deepEqual(punchesOf(central), ['in 0', 'out 4', 'in 5', 'in 5'], 'nothing doubled')
  const expected = [
    [0, 4, 'closed'],
    [5, null, 'open'],
  ]
  for (const door of [restored, b]) {
    assert.deepEqual(door.periods(), expected)
    assert.deepEqual(door.periods('E2'), [[5, null, 'open']])
  }
  // Its running numbers come a second time.
  assert.equal(restored.tap(1, monday + 8 * hour).outcome, 'out')
  assert.equal(restored.tap(2, monday + 9 * hour).outcome, 'out')
  await meet(restored, b)
  assert.deepEqual(punchesOf(central), ['in 0', 'out 4', 'in 5', 'in 5', 'out 8', 'out 9'])
  for (const door of [restored, b]) {
    assert.deepEqual(door.periods(), [
      [0, 4, 'closed'],
      [5, 8, 'closed'],
    ])
    assert.deepEqual(door.periods('E2'), [[5, 9, 'closed']])
  }
  assert.deepEqual(restored.rows(`SELECT 1 FROM outbox WHERE state <> 'delivered'`), [])
})

test('taps between the restore and the first pull, made without knowing what was lost, come to the same periods everywhere', async (t) => {
  const central = await openCentral(t, { people })
  const [a, b] = [openDoor(t, 'a', central.url), openDoor(t, 'b', central.url)]
  await meet(a, b)
  const backup = backUp(t, a)
  a.tap(1, monday)
  await meet(a, b)
  await a.close()
  const restored = openDoor(t, 'a', central.url, {}, (dir) => copyFileSync(backup, join(dir, 'foyer.sqlite')))
  // It does not know of the in at 0; the reader is for going out alone.
  assert.equal(restored.tap(1, monday + 8 * hour, 'gate-out').reason, 'missed-clock-in')
  await meet(restored, b)
  for (const door of [restored, b]) assert.deepEqual(door.periods(), [[0, 8, 'closed']])
  assert.deepEqual(punchesOf(central), ['in 0', 'out 8'])
})

test('people, cards and time profiles that changed after the backup come again', async (t) => {
  const central = await openCentral(t, { people })
  const a = openDoor(t, 'a', central.url, { thresholds: { leavingPercent: 100 } })
  await a.pull()
  const backup = backUp(t, a)
  await central.close()
  const later = [
    { ...person('E1'), displayName: 'Renamed', cards: [card(2)] },
    person('E2', { isActive: false }),
    { ...person('E3'), cards: [card(3)] },
  ]
  const now = await openCentral(t, { dataDir: central.dataDir, port: central.port, people: later })
  assert.equal((await a.pull()).people?.fault, null)
  const everything = (door: Door) =>
    door.rows(
      `SELECT employee_number, display_name, is_active, internal_number, state FROM person
       LEFT JOIN card_holding ON person_id = person.id AND until_ms IS NULL LEFT JOIN card ON card.id = card_id
       ORDER BY employee_number, internal_number`,
    )
  const before = everything(a)
  await a.close()
  const restored = openDoor(t, 'a', now.url, { thresholds: { leavingPercent: 100 } }, (dir) =>
    copyFileSync(backup, join(dir, 'foyer.sqlite')),
  )
  assert.notDeepEqual(everything(restored), before)
  await restored.pull()
  assert.deepEqual(everything(restored), before)
})
