import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import type { ImportReport } from '../../core/contract/contract.ts'
import { importReport } from '../../core/contract/folder-calls.ts'
import { rosterColumns } from '../../core/enrolment/roster-columns.ts'
import { giveCard } from '../../core/people/give-card-store.ts'
import { holderAt } from '../../core/people/held-card-store.ts'
import {
  countPeople,
  findPersonByEmployeeNumber,
  iterateRosterLines,
  readRosterAt,
  readStoredPerson,
} from '../../core/people/people-store.ts'
import { approveBatch } from '../../core/staging/batches.ts'
import { type ImportProgress, importRoster, type RosterImport } from '../../core/station/import-roster.ts'
import type { Store } from '../../core/store/database.ts'
import { findCards } from '../people/find-cards.ts'
import { openTemporaryStore, type TemporaryStore } from '../people/temporary-store.ts'

const nowMs = Date.parse('2026-03-02T08:00:00+01:00')
const demoRoster = new URL('../../resources/demo/roster.csv', import.meta.url).pathname

type Desk = TemporaryStore & {
  importText: (text: string | Uint8Array, more?: Partial<RosterImport>) => Promise<ImportReport>
  importMessage: (text: string | Uint8Array) => Promise<string>
}

function openDesk(t: TestContext): Desk {
  const temporary = openTemporaryStore(t)
  const importFile = (text: string | Uint8Array, more: Partial<RosterImport>) =>
    importRoster({ store: temporary.store, file: temporary.write('roster', text), isApproved: true, nowMs, ...more })
  return {
    ...temporary,
    importText: async (text, more = {}) => {
      const imported = await importFile(text, more)
      assert.equal(imported.type, 'imported', JSON.stringify(imported))
      assert.ok(imported.type === 'imported')
      return importReport.parse(imported.report)
    },
    importMessage: async (text) => {
      const imported = await importFile(text, {})
      assert.ok(imported.type === 'wrong', 'the file should be refused')
      return imported.message
    },
  }
}

/** Everything that an import could change, as text. */
/** All but the audit trail: that somebody approved something stands there, also where it changed nothing. */
function dump(store: Store): string {
  const facts = `(SELECT * FROM station_fact WHERE name <> 'audit_head')`
  const tables = ['person', 'card', 'card_holding', 'person_time_profile', facts]
  return JSON.stringify(tables.map((table) => store.read.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all()))
}

function toCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => row.map((value) => `"${String(value ?? '').replaceAll('"', '""')}"`).join(',')).join('\n')
}

function exportCsv(store: Store): string {
  const lines = [...iterateRosterLines(store.read)]
  return toCsv([rosterColumns, ...lines.map((line) => rosterColumns.map((column) => line[column]))])
}

test('without approval everything is judged and nothing is changed', async (t) => {
  const { store, importText } = openDesk(t)
  const before = dump(store)
  const report = await importText('employeeNumber,displayName\nE1,Anna\nE2,Ben\n', { isApproved: false })
  assert.deepEqual(report, {
    becomeInactive: 0,
    cardsDie: 0,
    loseTimeProfiles: 0,
    warnings: [],
    totalRecords: 2,
    totalNew: 2,
    totalUpdates: 0,
    totalErrors: 0,
    totalNoChange: 0,
    totalDuplicates: 0,
    isApplied: false,
    errors: [],
    people: [
      { employeeNumber: 'E1', change: 'New Record' },
      { employeeNumber: 'E2', change: 'New Record' },
    ],
  })
  assert.equal(dump(store), before)
  assert.equal(readRosterAt(store.read), null)
})

test('with approval the good lines are applied, and each bad one is named by its line and left out', async (t) => {
  const { store, importText } = openDesk(t)
  const report = await importText(
    'employeeNumber,displayName,uniqueId,cardNumber\nE1,Anna,1,0012345678\n,Nobody,,\nE2,Ben,x,\nE3,Cleo,3,12345678\nE4,Dora,4,77\nE5,Em',
  )
  assert.deepEqual(report.errors, [
    { line: 3, reason: 'employeeNumber is missing' },
    { line: 4, reason: 'uniqueId "x" is not a whole number' },
    { line: 5, reason: 'the card is already given to "E1" in line 2' },
    { line: 7, reason: 'the line has 2 of 4 columns; it may have been cut off' },
  ])
  assert.deepEqual([report.totalRecords, report.totalNew, report.totalErrors, report.isApplied], [6, 2, 4, true])
  assert.deepEqual(
    [...iterateRosterLines(store.read)].map((line) => line.employeeNumber),
    ['E1', 'E4'],
  )
  assert.equal(readRosterAt(store.read), nowMs)
})

test('people who are missing from the file, and columns that it has not, are left alone', async (t) => {
  const { store, importText } = openDesk(t)
  await importText('employeeNumber,displayName,email,cardNumber\nE1,Anna,a@example.com,1\nE2,Ben,b@example.com,2\n')
  const ben = JSON.stringify(readStoredPerson(store.read, 'E2'))
  const report = await importText('employeeNumber,displayName\nE1,Anna Berg\n')
  assert.deepEqual(report.people, [{ employeeNumber: 'E1', change: 'Update' }])
  assert.equal(JSON.stringify(readStoredPerson(store.read, 'E2')), ben)
  const anna = readStoredPerson(store.read, 'E1')
  assert.deepEqual(
    [anna?.person.displayName, anna?.person.email, anna?.cards.length],
    ['Anna Berg', 'a@example.com', 1],
  )
})

test('whoever becomes inactive is told apart from other updates', async (t) => {
  const { store, importText } = openDesk(t)
  await importText('employeeNumber,displayName,status\nE1,Anna,\n')
  const report = await importText('employeeNumber,displayName,status\nE1,Anna Berg,Inactive\n')
  assert.deepEqual(report.people, [{ employeeNumber: 'E1', change: 'Status Updated' }])
  assert.equal(findPersonByEmployeeNumber(store.read, 'E1')?.isActive, false)
})

test('a card that the roster gives to somebody else changes hands from then on', async (t) => {
  const { store, importText } = openDesk(t)
  await importText('employeeNumber,displayName,cardNumber\nE1,Anna,1\nE2,Ben,2\n')
  const report = await importText('employeeNumber,displayName,cardNumber\nE1,Anna,2\nE2,Ben,1\n', {
    nowMs: nowMs + 1000,
  })
  assert.deepEqual(
    report.people.map((person) => person.change),
    ['Update', 'Update'],
  )
  const [card] = findCards(store.read, { format: 'em4100', facilityCode: null, cardNumber: 1, serial: null })
  assert.ok(card)
  assert.equal(holderAt(store.read, card.cardId, 0)?.employeeNumber, 'E1')
  assert.equal(holderAt(store.read, card.cardId, nowMs + 999)?.employeeNumber, 'E1')
  assert.equal(holderAt(store.read, card.cardId, nowMs + 1000)?.employeeNumber, 'E2')
})

test('records that are no change or an error are not touched', async (t) => {
  const { store, importText } = openDesk(t)
  const roster = 'employeeNumber,displayName,uniqueId,cardNumber\nE1,Anna,1,1\nE2,Ben,2,2\n'
  await importText(roster)
  const people = () => JSON.stringify(store.read.prepare('SELECT * FROM person').all())
  const before = people()
  const report = await importText(roster.replace('Ben,2', 'Benjamin,zwei'), { nowMs: nowMs + 5 })
  assert.deepEqual(
    report.people.map((person) => person.change),
    ['No Change', 'Error'],
  )
  assert.equal(people(), before)
  assert.equal(readRosterAt(store.read), nowMs + 5)
})

test('authentication values are read and never stored', async (t) => {
  const { store, importText } = openDesk(t)
  await importText('employeeNumber,displayName,authValue1,authValue2\nE1,Anna,s3cret-one,s3cret-two\n')
  assert.equal(countPeople(store.read), 1)
  const tables = store.read.prepare<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  for (const { name } of tables) {
    assert.ok(!JSON.stringify(store.read.prepare(`SELECT * FROM "${name}"`).all()).includes('s3cret'), name)
  }
})

test('a damaged, foreign or mistaken file is refused with a message, and the store is unharmed', async (t) => {
  const { store, importText, importMessage } = openDesk(t)
  const roster = 'employeeNumber,displayName\nE1,Anna\nE2,Ben\n'
  await importText(roster)
  const before = dump(store)
  const files: [string, string | Uint8Array][] = [
    ['truncated inside a quote', 'employeeNumber,displayName\nE1,Other\nE2,"Be'],
    ['UTF-16 without a mark', Buffer.from(roster, 'utf16le')],
    ['Latin-1', Buffer.from(roster.replace('Anna', 'Änna'), 'latin1')],
    ['unknown column', 'employeeNumber,displayName,shoeSize\nE1,Other,44\n'],
    ['missing column', 'employeeNumber,email\nE1,other@example.com\n'],
    ['empty', ''],
    ['binary', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0])],
    ['truncated JSON', '[{"employeeNumber":"E1","displayName":"Other"},{"employeeN'],
    ['JSON of another shape', '{"people":[]}'],
  ]
  for (const [name, content] of files) {
    assert.match(await importMessage(content), /^The roster .*\.$/, name)
    assert.equal(dump(store), before, name)
  }
})

test('the same roster in CSV, UTF-16, with a byte-order mark and as JSON gives the same people', async (t) => {
  const { store, importText } = openDesk(t)
  const csv = 'employeeNumber,displayName,email,cardNumber\nE1,Änna,a@example.com,0012345678\n'
  await importText(csv)
  const json = [{ employeeNumber: 'E1', displayName: 'Änna', email: 'a@example.com', cardNumber: 12345678 }]
  for (const content of [`\uFEFF${csv}`, Buffer.from(`\uFEFF${csv}`, 'utf16le'), JSON.stringify(json)]) {
    assert.equal((await importText(content)).totalNoChange, 1)
  }
  assert.equal(countPeople(store.read), 1)
})

test('an import that dies in the middle leaves nothing behind', async (t) => {
  const { store, importText } = openDesk(t)
  const lines = Array.from({ length: 2000 }, (_, index) => `E${index},Person ${index},${index}`)
  const before = dump(store)
  const onProgress = ({ step, done }: ImportProgress) => {
    if (step === 'apply' && done >= 1000) throw new Error('the power went')
  }
  const csv = ['employeeNumber,displayName,cardNumber', ...lines].join('\n')
  await assert.rejects(importText(csv, { onProgress }), /the power went/)
  assert.equal(dump(store), before)
  assert.equal((await importText(csv)).totalNew, 2000, 'and the store takes it the next time')
})

test('progress tells of reading and then of every record', async (t) => {
  const { importText } = openDesk(t)
  const lines = Array.from({ length: 1200 }, (_, index) => `E${index},Person ${index}`)
  const csv = ['employeeNumber,displayName', ...lines].join('\n')
  for (const isApproved of [false, true]) {
    const seen: ImportProgress[] = []
    await importText(csv, { isApproved, onProgress: (progress) => seen.push(progress) })
    assert.deepEqual(seen[0], { step: 'read', done: csv.length, total: csv.length })
    assert.deepEqual(seen.at(-1), { step: isApproved ? 'apply' : 'judge', done: 1200, total: 1200 })
  }
})

test('an exported roster is importable again, and is no change', async (t) => {
  const { store, importText } = openDesk(t)
  const imported = await importRoster({ store, file: demoRoster, isApproved: true, nowMs })
  assert.ok(imported.type === 'imported')
  const before = dump(store)
  const report = await importText(exportCsv(store))
  assert.equal(report.totalNoChange, imported.report.totalNew)
  assert.equal(report.totalRecords, report.totalNoChange)
  assert.equal(dump(store), before)
})

test('whatever was stored and whatever the file says: the import does what its preview showed, a second one changes nothing', async (t) => {
  const row = fc.record({
    employeeNumber: fc.constantFrom('E1', 'e1', 'E2', 'E3', ''),
    displayName: fc.constantFrom('Anna', 'Ben', 'Cleo, "the" third'),
    email: fc.constantFrom('', 'a@example.com'),
    status: fc.constantFrom('', 'Active', 'Inactive'),
    uniqueId: fc.constantFrom('', '7', 'x'),
    cardNumber: fc.constantFrom('', '1', '2', '3'),
    systemId: fc.constantFrom('', 'S'),
    timeProfiles: fc.constantFrom('', '8375fb13-cce4-4cf1-8280-7bad9e6cb16f'),
    authValue1: fc.constantFrom('', '', 'x'),
  })
  const roster = fc.array(row, { maxLength: 6 })
  const toText = (rows: Record<string, string>[]) => {
    const names = [
      'employeeNumber',
      'displayName',
      'email',
      'status',
      'uniqueId',
      'cardNumber',
      'systemId',
      'timeProfiles',
      'authValue1',
    ]
    return toCsv([names, ...rows.map((of) => names.map((name) => of[name] ?? ''))])
  }
  const property = fc.asyncProperty(roster, roster, async (first, second) => {
    const desk = openDesk(t)
    await desk.importText(toText(first))
    const preview = await desk.importText(toText(second), { isApproved: false })
    const applied = await desk.importText(toText(second), { nowMs: nowMs + 1 })
    assert.deepEqual(applied, { ...preview, isApplied: true })
    const again = await desk.importText(toText(second), { isApproved: false })
    assert.equal(again.totalNew, 0)
    assert.equal(again.totalUpdates, 0)
    assert.equal(again.totalNoChange, applied.totalNew + applied.totalUpdates + applied.totalNoChange)
    const reimported = await desk.importText(exportCsv(desk.store), { isApproved: false })
    assert.equal(reimported.totalNoChange, countPeople(desk.store.read))
  })
  await fc.assert(property, { numRuns: 40 })
})

test('a card that a supervisor handed out is not taken away by a roster that does not know it', async (t) => {
  const { store, change, importText } = openDesk(t)
  const roster = 'employeeNumber,displayName,cardNumber\nE1,Anna,1\n'
  await importText(roster)
  const anna = findPersonByEmployeeNumber(store.read, 'E1')
  assert.ok(anna)
  const spare = {
    systemId: null,
    facilityCode: null,
    internalNumber: 9,
    externalNumber: null,
    format: null,
    cardType: null,
  }
  change((db) => giveCard(db, spare, anna.personId, nowMs))
  assert.equal((await importText(roster)).totalNoChange, 1)
  assert.deepEqual(
    readStoredPerson(store.read, 'E1')?.cards.map((card) => card.internalNumber),
    [1, 9],
  )
})

test('whatever was stored and whatever the file says: approved later it does what it does when approved at once', async (t) => {
  const line = fc.record({
    number: fc.constantFrom('E1', 'E2', 'E3', ''),
    name: fc.constantFrom('Anna', 'Ben'),
    status: fc.constantFrom('', 'Inactive'),
    card: fc.constantFrom('', '1', '2', '3'),
    auth: fc.constantFrom('', '', 'x', 'y'),
  })
  const roster = fc.array(line, { maxLength: 6 }).map((lines) => {
    const rows = lines.map(({ number, name, status, card, auth }) => [number, name, status, card, auth])
    return toCsv([['employeeNumber', 'displayName', 'status', 'cardNumber', 'authValue1'], ...rows])
  })
  const property = fc.asyncProperty(fc.array(roster, { minLength: 1, maxLength: 3 }), async (rosters) => {
    const [atOnce, later] = [openDesk(t), openDesk(t)]
    for (const [index, text] of rosters.entries()) {
      const now = nowMs + index
      const applied = await atOnce.importText(text, { nowMs: now })
      const preview = await importRoster({
        store: later.store,
        file: later.write('roster', text),
        isApproved: false,
        nowMs: now,
      })
      assert.ok(preview.type === 'imported')
      assert.deepEqual({ ...preview.report, isApplied: true }, applied)
      if (preview.batch === null) continue
      const approval = await approveBatch(later.store, preview.batch, { nowMs: now, thresholds: {} })
      assert.equal(approval.type, 'approved')
      assert.equal(dump(later.store), dump(atOnce.store))
    }
  })
  await fc.assert(property, { numRuns: 25 })
})

test('cards die when the roster says that somebody left, and only those that it names live again when they return', async (t) => {
  const { store, change, importText } = openDesk(t)
  const roster = (status: string, card: string) =>
    `employeeNumber,displayName,status,cardNumber\nE1,Anna,${status},${card}\n`
  await importText(roster('Active', '1'))
  const anna = findPersonByEmployeeNumber(store.read, 'E1')
  assert.ok(anna)
  const spare = {
    systemId: null,
    facilityCode: null,
    internalNumber: 9,
    externalNumber: null,
    format: null,
    cardType: null,
  }
  change((db) => giveCard(db, spare, anna.personId, nowMs))
  const states = () =>
    store.read
      .prepare<{ state: string }>('SELECT state FROM card ORDER BY id')
      .all()
      .map(({ state }) => state)
  await importText(roster('Inactive', '1'))
  assert.deepEqual(states(), ['revoked', 'revoked'])
  assert.equal((await importText(roster('Inactive', '1'))).totalNoChange, 1)
  await importText(roster('Active', '1'))
  assert.deepEqual(states(), ['active', 'revoked'])
  assert.equal((await importText(roster('Active', '1'))).totalNoChange, 1)
})
