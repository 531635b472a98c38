/** What becomes of people, cards and time profiles that were pulled, also where not all of it can be applied. */
import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { CentralPerson } from '../../core/central/account-store.ts'
import { centralFileName } from '../../core/central/central-folder.ts'
import { openCentralStore } from '../../core/central/central-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { type OpenCentral, openCentral, person } from '../central/open-central.ts'
import { linkId, makeProfile } from '../schedule/make-profile.ts'
import { card, type Door, monday, openDoor, people } from './open-door.ts'

/** The service's file, as its interfaces would change it. */
function openFile(t: TestContext, central: OpenCentral) {
  const opening = openCentralStore(join(central.dataDir, centralFileName))
  assert.ok(opening.type === 'opened')
  t.after(() => opening.store.close())
  return opening.store
}

/** By hand, for what no interface does. */
function runSql(central: OpenCentral, sql: string): void {
  const database = openDatabase(join(central.dataDir, centralFileName), 'write')
  database.raw.exec(sql)
  database.close()
}

const holders = (door: Door) =>
  door
    .rows(
      `SELECT internal_number AS number, employee_number AS holder, state FROM card
       LEFT JOIN card_holding ON card_id = card.id AND until_ms IS NULL LEFT JOIN person ON person.id = person_id
       ORDER BY internal_number`,
    )
    .map(({ number, holder, state }) => [number, holder, state])

test('a card that the service takes from somebody is theirs no more, whether or not another is given it', async (t) => {
  const central = await openCentral(t, { people })
  const store = openFile(t, central)
  const door = openDoor(t, 'a', central.url, { thresholds: { leavingPercent: 100 } })
  await door.pull()
  runSql(central, 'UPDATE card_holding SET until_ms = from_ms + 1 WHERE card_id = 1')
  assert.deepEqual((await door.pull()).people, { items: 1, fault: null, warning: null })
  assert.deepEqual(holders(door), [
    [1, null, 'active'],
    [2, 'E2', 'active'],
  ])
  assert.equal(door.tap(1, Date.now()).person, null)
  await store.putPeople([{ ...person('E1'), cards: [card(2)] }])
  await door.pull()
  assert.deepEqual(holders(door), [
    [1, null, 'active'],
    [2, 'E1', 'active'],
  ])
  await store.putPeople([{ ...person('E1'), cards: [card(1), card(2)] }])
  await door.pull()
  assert.equal(holders(door)[0]?.[1], 'E1', 'given back')
})

test('a card that was handed out here is not taken by a service that never had it', async (t) => {
  const central = await openCentral(t, { people })
  const store = openFile(t, central)
  const door = openDoor(t, 'a', central.url)
  await door.pull()
  door.store.raw.exec(`
    INSERT INTO card (internal_number, format, state, changed_at_ms) VALUES (77, 'em4100', 'active', 0);
    INSERT INTO card_holding (card_id, person_id, from_ms) SELECT card.id, person.id, 0 FROM card, person
      WHERE internal_number = 77 AND employee_number = 'E1';`)
  await store.putPeople([{ ...person('E1'), displayName: 'Other', cards: [card(1)] }])
  await door.pull()
  assert.deepEqual(holders(door).at(-1), [77, 'E1', 'active'])
  assert.deepEqual(door.rows(`SELECT display_name FROM person WHERE employee_number = 'E1'`), [
    { display_name: 'Other' },
  ])
})

test('an answer that would take too many cards is held', async (t) => {
  const many = Array.from({ length: 10 }, (_, index) => ({ ...person(`E${index}`), cards: [card(index)] }))
  const central = await openCentral(t, { people: many })
  const door = openDoor(t, 'a', central.url)
  await door.pull()
  runSql(central, 'UPDATE card_holding SET until_ms = from_ms + 1 WHERE card_id > 5')
  assert.match((await door.pull()).people?.fault ?? '', /^5 of 10 cards would be taken away, more than 20 percent/)
  assert.equal(holders(door).filter(([, holder]) => holder !== null).length, 10)
})

test('somebody who is taken away at the service is inactive at the station, and keeps what they did', async (t) => {
  const central = await openCentral(t, { people })
  const door = openDoor(t, 'a', central.url, { thresholds: { leavingPercent: 50 } })
  await door.pull()
  assert.equal(door.tap(1, monday).outcome, 'in')
  runSql(
    central,
    `DELETE FROM card_holding WHERE person_id = 1; DELETE FROM person_time_profile WHERE person_id = 1;
     DELETE FROM person WHERE id = 1`,
  )
  assert.equal((await door.pull()).people?.items, 1)
  assert.deepEqual(door.rows('SELECT employee_number, is_active FROM person ORDER BY 1'), [
    { employee_number: 'E1', is_active: 0 },
    { employee_number: 'E2', is_active: 1 },
  ])
  assert.deepEqual(holders(door)[0], [1, 'E1', 'revoked'])
  assert.equal(door.tap(1, monday + 60_000).outcome, 'refused')
  assert.equal(door.rows('SELECT 1 FROM event').length, 2)
})

test('a stranger who was taken away before the station heard of them is nobody', async (t) => {
  const central = await openCentral(t, { people: [person('E9')] })
  runSql(central, 'DELETE FROM person')
  const door = openDoor(t, 'a', central.url)
  assert.deepEqual((await door.pull()).people, { items: 0, fault: null, warning: null })
  assert.deepEqual(door.rows('SELECT 1 FROM person UNION ALL SELECT 1 FROM pull_person'), [])
})

test('a time profile that is put and deleted at the service comes and goes at the station, and is counted', async (t) => {
  const central = await openCentral(t, { people })
  const store = openFile(t, central)
  const door = openDoor(t, 'a', central.url)
  const stored = () => door.rows('SELECT link_id FROM time_profile')
  await store.putTimeProfiles([makeProfile('2026-03-02T08:00', '2026-03-02T17:00')], 1)
  assert.equal((await door.pull()).timeProfiles?.items, 1)
  assert.deepEqual(stored(), [{ link_id: linkId }])
  await store.deleteTimeProfiles([linkId])
  assert.equal((await door.pull()).timeProfiles?.items, 1)
  assert.deepEqual(stored(), [])
  assert.deepEqual(door.rows(`SELECT upstream FROM outbox WHERE upstream = 'timeProfiles'`), [], 'nobody is told')
})

test('people whom a threshold of enrolment cancels are kept, and applied once a person allows it', async (t) => {
  const central = await openCentral(t, { people })
  const door = openDoor(t, 'a', central.url)
  door.settings.enrolment.thresholds.addedPercent = 10
  for (let round = 0; round < 3; round += 1) {
    const { people: pulled } = await door.pull()
    assert.equal(pulled?.items, 0)
    assert.match(pulled?.fault ?? '', /nothing was applied$/)
  }
  assert.deepEqual(door.rows('SELECT count(*) AS n FROM pull_person'), [{ n: 2 }])
  assert.equal(door.rows('SELECT 1 FROM enrolment_batch').length, 1, 'it is not tried again and again')
  door.settings.enrolment.thresholds.addedPercent = 100
  assert.deepEqual((await door.pull()).people, { items: 2, fault: null, warning: null })
})

/** Answers one page of people, then nothing more. */
function answering(door: Door, pages: object[][]) {
  let next = 0
  const send = async (...[, wire]: Parameters<typeof door.parts.exchange.send>) => {
    const items = wire.path.startsWith('/foyer/v1/people') ? (pages[next++] ?? []) : []
    const body = JSON.stringify({ items, cursor: `c${next}`, hasMore: false })
    return { type: 'answered' as const, requestId: '', answer: { status: 200, headers: {}, body } }
  }
  return { ...door.parts, exchange: { send } }
}

const told = (employeeNumber: string, more: Partial<CentralPerson> = {}) => {
  const { cards, ...columns } = person(employeeNumber, more)
  return { ...columns, isGone: false, cards: cards.map((each) => ({ ...each, state: 'active' })) }
}

test('somebody who cannot be taken waits and is named, the others are taken; a better word about them is applied', async (t) => {
  const { pullOnce } = await import('../../core/station/pull.ts')
  const door = openDoor(t, 'a', 'http://127.0.0.1:9')
  const parts = answering(door, [
    [
      told('E1', { cards: [card(1)] }),
      told('E2', { cards: [card(1)] }),
      told('E3', { displayName: 'x'.repeat(300) }),
      told('E4'),
    ],
    [],
    [told('E2', { cards: [card(2)] }), told('E3')],
  ])
  const first = await pullOnce(parts)
  assert.match(first.people?.fault ?? '', /^2 of the people could not be taken and wait on, such as E\d: /)
  const known = () => door.rows('SELECT employee_number AS e FROM person ORDER BY 1').map(({ e }) => e)
  assert.deepEqual(known(), ['E1', 'E4'])
  assert.equal((await pullOnce(parts)).people?.fault, first.people?.fault, 'it is still so')
  assert.deepEqual((await pullOnce(parts)).people, { items: 2, fault: null, warning: null })
  assert.deepEqual(known(), ['E1', 'E2', 'E3', 'E4'])
  assert.deepEqual(door.rows('SELECT 1 FROM pull_person'), [])
})

test('names with quotes, commas and line ends of every kind arrive as they are or are named', async (t) => {
  const names = ['Ada "the first" Byron', 'Borel, Émile', ' =1+1', '😀;x', "O'Neill"]
  const central = await openCentral(t, {
    people: names.map((displayName, index) => person(`E${index}`, { displayName })),
  })
  const door = openDoor(t, 'a', central.url)
  assert.equal((await door.pull()).people?.fault, null)
  assert.deepEqual(
    door.rows('SELECT display_name AS n FROM person ORDER BY employee_number').map(({ n }) => n),
    names.map((name) => name.trim()),
  )
})

test('a file of people that a killed station has left is removed', async (t) => {
  const central = await openCentral(t, { people })
  const door = openDoor(t, 'a', central.url)
  const left = join(door.store.folder, 'pulled-people.csv')
  writeFileSync(left, 'who was here')
  await door.pull()
  assert.equal(existsSync(left), false)
})

test('a copy of a data folder that pulls at the same time is told of, in status and log', async (t) => {
  const central = await openCentral(t, { people })
  const [one, copy] = [openDoor(t, 'a', central.url), openDoor(t, 'a', central.url)]
  for (const door of [one, copy]) assert.equal((await door.pull()).people?.warning, null)
  assert.match(
    (await one.pull()).people?.warning ?? '',
    /another data folder pulls under the station id "a" as well; give each/,
  )
  assert.match((await copy.pull()).clock?.warning ?? '', /give each folder an id of its own/)
  assert.equal(copy.rows('SELECT count(*) AS n FROM pull_state WHERE warning IS NOT NULL')[0]?.n, 3)
})
