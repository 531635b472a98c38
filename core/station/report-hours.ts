/** Who is in now, and hours by person and week and for payroll, in the station's zone. */

import type { PeriodRow } from '../attendance/attendance-store.ts'
import { iteratePeopleWithPeriods, listPeopleIn, listPeriodsWithin, type PersonIn } from '../attendance/hours-store.ts'
import { type CountRules, countDays, countWeek, mondayOf, startOfDay, type WorkWeek } from '../attendance/work-week.ts'
import type { StationSettings } from '../contract/settings.ts'
import { findPersonByEmployeeNumber } from '../people/people-store.ts'
import type { ReadableDb } from '../store/database.ts'

/** A person is where the station is that they badged at. `isOverlong`: a missed clock-out that no tap has shown yet. */
export type PresentPerson = PersonIn & { isOverlong: boolean }
export type PeopleAtLocation = { location: string; people: PresentPerson[] }

/** Everybody who is in, by location and name; a location where nobody is has an empty list. */
export function listWhoIsIn(db: ReadableDb, settings: StationSettings, nowMs: number): PeopleAtLocation[] {
  const { longestShiftMs } = rulesOf(settings, nowMs)
  const people = listPeopleIn(db).map((person) => ({
    ...person,
    isOverlong: nowMs - person.startedMs > longestShiftMs,
  }))
  return [{ location: settings.station.location, people }]
}

export type PersonWeek = {
  employeeNumber: string
  displayName: string
  week: WorkWeek
  /** What the week is made of, in order. */
  periods: PeriodRow[]
}

/** A person's week, the one that `date` lies in; null for an unknown person. */
export function reportWeek(
  db: ReadableDb,
  settings: StationSettings,
  request: { employeeNumber: string; date: Temporal.PlainDate; nowMs: number },
): PersonWeek | null {
  const person = findPersonByEmployeeNumber(db, request.employeeNumber)
  if (!person) return null
  const rules = rulesOf(settings, request.nowMs)
  const monday = mondayOf(request.date)
  const fromMs = startOfDay(monday, rules.zone)
  const untilMs = startOfDay(monday.add({ days: 7 }), rules.zone)
  const periods = listPeriodsWithin(db, person.personId, fromMs, untilMs)
  const { employeeNumber, displayName } = person
  return { employeeNumber, displayName, week: countWeek(periods, request.date, rules), periods }
}

/** One date of one person. Hours have two decimals, as payroll takes them; the milliseconds are exact. */
export type PayrollLine = {
  employeeNumber: string
  displayName: string
  date: string
  hours: number
  workedMs: number
  /** Missed clock-ins and clock-outs of that date: the hours are not final. */
  unsettled: number
}

/**
 * Everybody's dates from `fromDate` up to but without `untilDate` on which there is anything, one after the other. People
 * who have left are in it too.
 */
export function* iteratePayroll(
  db: ReadableDb,
  settings: StationSettings,
  request: { fromDate: Temporal.PlainDate; untilDate: Temporal.PlainDate; nowMs: number },
): Generator<PayrollLine> {
  const { fromDate, untilDate, nowMs } = request
  const rules = rulesOf(settings, nowMs)
  const fromMs = startOfDay(fromDate, rules.zone)
  const untilMs = startOfDay(untilDate, rules.zone)
  for (const { employeeNumber, displayName, periods } of iteratePeopleWithPeriods(db, fromMs, untilMs)) {
    if (periods.length === 0) continue
    for (const { localDate, workedMs, unsettled } of countDays(periods, fromDate, untilDate, rules)) {
      if (workedMs === 0 && unsettled === 0) continue
      const hours = Math.round(workedMs / 36_000) / 100
      yield { employeeNumber, displayName, date: localDate, hours, workedMs, unsettled }
    }
  }
}

function rulesOf({ station, rules }: StationSettings, nowMs: number): CountRules {
  return { zone: station.zone, nowMs, longestShiftMs: rules.longestShiftHours * 3_600_000 }
}
