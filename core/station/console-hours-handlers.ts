/** Answers the calls of `console-hours-calls.ts` from what is stored; nothing here changes anything. */
import { countMost, countPresent } from '../attendance/count-present.ts'
import { dayAndWeekOf } from '../attendance/hours.ts'
import { listDays, readWeek, weekOf } from '../attendance/hours-by-day.ts'
import type { consoleHoursCalls } from '../contract/console-hours-calls.ts'
import type { Answer, Request } from '../contract/contract.ts'
import { csvHeader, csvLine } from '../files/csv-line.ts'
import { findPersonByEmployeeNumber } from '../people/people-store.ts'
import type { ReadableDb } from '../store/database.ts'
import type { ClockReading } from './clock.ts'
import {
  countPeopleToSettle,
  countToSettle,
  iteratePeriods,
  listMarks,
  listPeriodsAfter,
  listStretches,
  listToSettle,
  type PersonPeriod,
} from './hours-store.ts'
import { hoursColumns, isPeriodOverdue, iterateHours, spanOf, sumDays } from './sum-hours.ts'
import type { TapContext } from './tap-context.ts'

export type ConsoleHoursHandlers = {
  [N in keyof typeof consoleHoursCalls]: (request: Request<N>) => Promise<Answer<N>>
}

const quarterMs = 15 * 60_000
/** A period that a person was let have although it is longer than any shift (`isLong`) is looked for so far back (ours). */
const shiftsBack = 4
/** Of an export: so many people at a time take some milliseconds. */
const peopleAtOnce = 200

export function createConsoleHoursHandlers(
  context: TapContext,
  readClock: () => ClockReading,
  hasPhoto: (eventId: string) => boolean,
): ConsoleHoursHandlers {
  const { store, settings } = context
  const { zone } = settings.station
  const longestShiftMs = settings.rules.longestShiftHours * 3_600_000
  return {
    countOnSite: async (asked) => {
      const { atMs } = readClock()
      const date = asked.date ?? dayAndWeekOf(atMs, zone).localDate
      const { fromMs, untilMs } = spanOf(listDays(date, date, zone))
      const instants: number[] = []
      for (let ms = fromMs; ms <= Math.min(atMs, untilMs); ms += quarterMs) instants.push(ms)
      // Up to this moment, so that the end of it is what the list says.
      if (atMs < untilMs && instants.at(-1) !== atMs) instants.push(atMs)
      const stretches = listStretches(store.read, { fromMs, untilMs, longestMs: shiftsBack * longestShiftMs })
      const most = countMost(stretches, fromMs, Math.min(atMs, untilMs - 1))
      return { type: 'counts', date, fromMs, untilMs, counts: countPresent(stretches, instants), most }
    },
    getHours: async ({ employeeNumber, week: asked }) => {
      const person = findPersonByEmployeeNumber(store.read, employeeNumber)
      if (person === null) return { type: 'unknown-person' }
      const { atMs } = readClock()
      const present = weekOf(dayAndWeekOf(atMs, zone).localDate)
      const week = asked ?? present
      const dates = readWeek(week)
      if (dates === null) return { type: 'unknown-week' }
      const days = listDays(dates.from, dates.to, zone)
      const reading = { days, atMs, longestShiftMs }
      const periods = [...iteratePeriods(store.read, { personId: person.personId, ...spanOf(days) })]
      const summed = sumDays(periods, reading)
      const after = weekBeside(dates.to, 1)
      return {
        type: 'hours',
        employeeNumber,
        displayName: person.displayName,
        week,
        weekBefore: weekBeside(dates.from, -1),
        // Weeks are written so that their order is that of their names.
        weekAfter: after > present ? null : after,
        workedMs: summed.reduce((sum, day) => sum + day.workedMs, 0),
        days: summed.map((day, index) => ({ ...day, startMs: days[index]?.startMs ?? 0 })),
        periods: periods.map((period) => ({
          ...toPeriod(period),
          isOverdue: isPeriodOverdue(period, reading),
          marks: marksOf(store.read, period).map((mark) => ({ ...mark, hasPhoto: hasPhoto(mark.eventId) })),
        })),
      }
    },
    listToSettle: async ({ limit }) => {
      const openBeforeMs = readClock().atMs - longestShiftMs
      return {
        type: 'to-settle',
        total: countToSettle(store.read, openBeforeMs),
        periods: listToSettle(store.read, openBeforeMs, limit),
      }
    },
    countUnsettled: async ({ from, to }) => {
      const openBeforeMs = readClock().atMs - longestShiftMs
      // However many years lie between them, only the two dates are looked at.
      const [first, last] = [from, to].map((date) => spanOf(listDays(date, date, zone)))
      const span = { fromMs: first?.fromMs ?? 0, untilMs: last?.untilMs ?? 0 }
      return { type: 'unsettled', people: countPeopleToSettle(store.read, { ...span, openBeforeMs }) }
    },
    exportHours: async ({ from, to, after }) => {
      const first = Temporal.PlainDate.from(from)
      // A year and a day: what somebody may want, and no more than the station can sum up in the time of a tap.
      if (from > to || first.until(to, { largestUnit: 'day' }).days > 366) return { type: 'wrong-dates' }
      const days = listDays(from, to, zone)
      const { periods, last, people } = listPeriodsAfter(store.read, {
        after: after ?? null,
        people: peopleAtOnce,
        ...spanOf(days),
      })
      const lines = [...iterateHours(periods, { days, atMs: readClock().atMs, longestShiftMs })]
      const unsettled = new Set(
        lines.filter(({ toSettle }) => toSettle > 0).map(({ employeeNumber }) => employeeNumber),
      )
      const header = after === undefined ? [csvHeader(hoursColumns)] : []
      const csv = [...header, ...lines.map((line) => csvLine(line, hoursColumns))]
      return {
        type: 'lines',
        csv: csv.map((line) => `${line}\n`).join(''),
        next: last,
        people,
        unsettled: unsettled.size,
      }
    },
  }
}

function weekBeside(localDate: string, days: number): string {
  return weekOf(Temporal.PlainDate.from(localDate).add({ days }).toString())
}

function toPeriod({ state, startedMs, endedMs, inEvent, outEvent }: PersonPeriod) {
  return { state, startedMs, endedMs, inEvent, outEvent }
}

function marksOf(db: ReadableDb, { state, inEvent, outEvent }: PersonPeriod) {
  // Of a period without an end, the event that showed it is no part.
  const own = [inEvent, state === 'missed-out' ? null : outEvent].filter((id) => id !== null)
  return listMarks(db, own)
}
