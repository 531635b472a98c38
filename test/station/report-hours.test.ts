import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import { giveCard, upsertPerson } from '../../core/people/people-store.ts'
import type { PersonRecord } from '../../core/people/person.ts'
import { replayedReading } from '../../core/station/clock.ts'
import { iteratePayroll, listWhoIsIn, reportWeek } from '../../core/station/report-hours.ts'
import { createTapContext } from '../../core/station/station.ts'
import { decideTap } from '../../core/station/tap.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const hour = 3_600_000
const monday = Temporal.Instant.from('2026-03-02T08:00:00+01:00').epochMilliseconds
const settings = stationSettings.parse({ station: { id: 'door', zone: 'Europe/Berlin', location: 'Berlin' } })

function person(employeeNumber: string, displayName: string): PersonRecord {
  const names = { apiId: null, username: null, accId: null, discord: null, uniqueId: null }
  const more = { email: null, userId: null, isActive: true, occupancySystemId: null, timeProfiles: [] }
  return { employeeNumber, displayName, ...names, ...more }
}

function openDoor(t: TestContext) {
  const { store, change } = openTemporaryStore(t)
  const context = createTapContext(store, settings)
  change((db) => {
    for (const [index, name] of ['Zoe', 'Ada', 'Ben'].entries()) {
      const card = { systemId: null, facilityCode: null, externalNumber: null, format: null, cardType: null }
      const personId = upsertPerson(db, person(`E${index + 1}`, name), 0)
      giveCard(db, { ...card, internalNumber: index + 1 }, personId, 0)
    }
  })
  const tap = (number: number, atMs: number) =>
    decideTap(context, {
      reader: 'r',
      presented: { type: 'text', text: String(number).padStart(10, '0') },
      clock: replayedReading(atMs),
      cause: 'tap',
    }).decision
  return { store, tap }
}

test('who is in is listed by name with since when, and whoever has been in for too long is marked', (t) => {
  const { store, tap } = openDoor(t)
  assert.deepEqual(listWhoIsIn(store.read, settings, monday), [{ location: 'Berlin', people: [] }])
  tap(1, monday)
  tap(2, monday + hour)
  tap(3, monday)
  tap(3, monday + hour)
  const [place] = listWhoIsIn(store.read, settings, monday + 16.5 * hour)
  assert.deepEqual(
    place?.people.map(({ displayName, startedMs, isOverlong }) => [displayName, startedMs, isOverlong]),
    [
      ['Ada', monday + hour, false],
      ['Zoe', monday, true],
    ],
  )
})

test('a person’s week has what touches it, a night from the week before included', (t) => {
  const { store, tap } = openDoor(t)
  tap(1, monday - 10 * hour)
  tap(1, monday - 6 * hour)
  tap(1, monday)
  tap(1, monday + 4 * hour)
  const date = Temporal.PlainDate.from('2026-03-04')
  const report = reportWeek(store.read, settings, { employeeNumber: 'E1', date, nowMs: monday + 48 * hour })
  assert.equal(report?.week.weekStart, '2026-03-02')
  assert.equal(report?.week.totalMs, 6 * hour)
  assert.equal(report?.periods.length, 2)
  assert.equal(reportWeek(store.read, settings, { employeeNumber: 'e1', date, nowMs: monday }), null)
})

test('payroll has one line for each person and date with anything in it, in order', (t) => {
  const { store, tap } = openDoor(t)
  tap(2, monday)
  tap(2, monday + 2.345 * hour)
  tap(1, monday + 14 * hour)
  tap(1, monday + 20 * hour)
  tap(3, monday + 24 * hour)
  const lines = (fromDate: string, untilDate: string) => [
    ...iteratePayroll(store.read, settings, {
      fromDate: Temporal.PlainDate.from(fromDate),
      untilDate: Temporal.PlainDate.from(untilDate),
      nowMs: monday + 48 * hour,
    }),
  ]
  assert.deepEqual(
    lines('2026-03-02', '2026-03-09').map((line) => [line.employeeNumber, line.date, line.hours, line.unsettled]),
    [
      ['E1', '2026-03-02', 2, 0],
      ['E1', '2026-03-03', 4, 0],
      ['E2', '2026-03-02', 2.35, 0],
      ['E3', '2026-03-03', 0, 1],
    ],
  )
  assert.deepEqual(lines('2026-03-03', '2026-03-03'), [])
  assert.deepEqual(
    lines('2026-03-03', '2026-03-04').map(({ employeeNumber, hours }) => [employeeNumber, hours]),
    [
      ['E1', 4],
      ['E3', 0],
    ],
  )
})
