/** `foyer hours`: what somebody worked in a week, and what everybody worked by date. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { isOverdue } from '../attendance/direction.ts'
import { dayAndWeekOf } from '../attendance/hours.ts'
import { type LocalDay, listDays, readWeek, sumByDay, weekOf } from '../attendance/hours-by-day.ts'
import { findPersonByEmployeeNumber } from '../people/people-store.ts'
import { iteratePeriods, type PersonPeriod } from '../station/hours-store.ts'
import type { ReadableDb } from '../store/database.ts'
import { lookIntoFolder, printResult, sayNobody, sayRefused, sayUsage } from './ask-station.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { formatInstant, sayInstant } from './decision-line.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { type LineFormat, printLines } from './print-lines.ts'

type ShowOptions = { data: string; week?: string; json?: true }
type ExportOptions = { data: string; from?: string; to?: string; format: LineFormat; json?: true }

const dayColumns = [
  'employeeNumber',
  'displayName',
  'date',
  'workedMs',
  'hours',
  'isOpen',
  'isOverdue',
  'toSettle',
] as const

export function registerHours(program: Command, cli: Cli): void {
  const hours = addCommand(program, 'hours', 'Hours worked, by local date in the zone of the station.', [
    'hours E1 --data ./station',
    'hours export --from 2026-03-01 --to 2026-03-31 --format csv --data ./station > march.csv',
  ])
  addCommand(
    hours,
    'show',
    'The hours of a person in a week, and the periods that they come from; what "hours PERSON" does.',
    ['hours show E1 --week 2026-W10 --data ./station --json', 'hours E1 --data ./station'],
    { isDefault: true },
  )
    .argument('<person>', 'an employee number')
    .option('--week <week>', 'a week such as 2026-W10 (default: the present one)', parseWeek)
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText('after', settleHelp)
    .action((person: string, options: ShowOptions) =>
      finishWith(cli, options.data, () => showHours(cli, person, options)),
    )
  addCommand(hours, 'export', 'A line for each person and local date on which they were in or out.', [
    'hours export --data ./station',
    'hours export --from 2026-03-01 --to 2026-03-31 --format csv --data ./station > march.csv',
  ])
    .option('--from <date>', 'the first date (default: Monday of the week of --to)', parseDate)
    .option('--to <date>', 'the last date (default: today)', parseDate)
    .addOption(dataOption().makeOptionMandatory())
    .addOption(
      new Option('--format <format>', 'a JSON object a line, or CSV').choices(['jsonl', 'csv']).default('jsonl'),
    )
    .option('--json', 'the same as --format jsonl')
    .addHelpText('after', settleHelp)
    .action((options: ExportOptions) => finishWith(cli, options.data, () => exportHours(cli, options)))
}

const settleHelp = `
An open period counts until now. A period whose clock-in or clock-out was missed counts nothing until it is settled;
toSettle counts those of the date that they lie on. So does a period that has been open for longer than
rules.longestShiftHours: it is overdue (isOverdue).`

function showHours(cli: Cli, employeeNumber: string, options: ShowOptions): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db, { station, rules }) => {
    const { zone } = station
    const person = findPersonByEmployeeNumber(db, employeeNumber)
    if (person === null) return sayNobody(cli, employeeNumber)
    const atMs = cli.nowMs()
    const week = options.week ?? weekOf(dayAndWeekOf(atMs, zone).localDate)
    const dates = readWeek(week)
    if (dates === null) return sayRefused(cli, `There is no week ${week}.`)
    const days = listDays(dates.from, dates.to, zone)
    const reading = { days, atMs, longestShiftMs: rules.longestShiftHours * 3_600_000 }
    const periods = [...iteratePeriods(db, { personId: person.personId, ...spanOf(days) })]
    const summed = sumDays(periods, reading)
    const workedMs = summed.reduce((sum, day) => sum + day.workedMs, 0)
    const told = periods.map((period) => ({
      state: period.state,
      from: period.startedMs === null ? null : formatInstant(period.startedMs, zone),
      until: period.endedMs === null ? null : formatInstant(period.endedMs, zone),
      inEvent: period.inEvent,
      outEvent: period.outEvent,
      isOverdue: isPeriodOverdue(period, reading),
    }))
    const { displayName } = person
    const data = {
      employeeNumber,
      displayName,
      week,
      workedMs,
      hours: formatHours(workedMs),
      days: summed,
      periods: told,
    }
    const lines = [
      `${employeeNumber}  ${displayName}  ${week}  ${data.hours}`,
      ...summed.map(({ date, hours, toSettle }) => `${date}  ${hours}${toSettle > 0 ? `  ${toSettle} to settle` : ''}`),
      ...periods.map((period) => periodToText(period, reading, zone)),
    ]
    await printResult(cli, options, { data, text: lines.join('\n') })
    return exitCodes.ok
  })
}

function exportHours(cli: Cli, options: ExportOptions): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db, { station, rules }) => {
    const { zone } = station
    const atMs = cli.nowMs()
    const to = options.to ?? dayAndWeekOf(atMs, zone).localDate
    const from = options.from ?? readWeek(weekOf(to))?.from ?? to
    if (from > to) return sayUsage(cli, `${from} is after ${to}${options.to === undefined ? ', today' : ''}.`)
    const longestShiftMs = rules.longestShiftHours * 3_600_000
    const lines = iterateDays(db, { days: listDays(from, to, zone), atMs, longestShiftMs })
    await printLines(cli.terminal, dayColumns, lines, options.json ? 'jsonl' : options.format)
    return exitCodes.ok
  })
}

/** As of `atMs`. */
type HoursReading = { days: readonly LocalDay[]; atMs: number; longestShiftMs: number }

function isPeriodOverdue({ state, startedMs }: PersonPeriod, { atMs, longestShiftMs }: HoursReading): boolean {
  return state === 'open' && startedMs !== null && isOverdue(startedMs, atMs, longestShiftMs)
}

function periodToText(period: PersonPeriod, reading: HoursReading, zone: string): string {
  const { state, startedMs, endedMs, inEvent, outEvent } = period
  const [from, until] = [startedMs, endedMs].map((ms) => (ms === null ? '?' : sayInstant(ms, zone)))
  const word = isPeriodOverdue(period, reading) ? 'overdue' : state
  return `${word.padEnd(10)}  ${from} – ${until}  (${inEvent ?? outEvent})`
}

/** One person's periods at a time are in memory. */
function* iterateDays(db: ReadableDb, reading: HoursReading): Generator<Record<string, unknown>> {
  let current: PersonPeriod[] = []
  for (const period of iteratePeriods(db, { personId: null, ...spanOf(reading.days) })) {
    if (current[0] && current[0].employeeNumber !== period.employeeNumber) {
      yield* toLines(current, reading)
      current = []
    }
    current.push(period)
  }
  yield* toLines(current, reading)
}

function* toLines(periods: readonly PersonPeriod[], reading: HoursReading): Generator<Record<string, unknown>> {
  const [first] = periods
  if (first === undefined) return
  const { employeeNumber, displayName } = first
  for (const day of sumDays(periods, reading)) {
    if (day.workedMs > 0 || day.isOpen || day.toSettle > 0) yield { employeeNumber, displayName, ...day }
  }
}

type SummedDay = {
  date: string
  workedMs: number
  hours: string
  isOpen: boolean
  isOverdue: boolean
  toSettle: number
}

function sumDays(periods: readonly PersonPeriod[], reading: HoursReading): SummedDay[] {
  const { days, atMs } = reading
  const overdue = periods.filter((period) => isPeriodOverdue(period, reading))
  const missed = periods.filter(({ state }) => state === 'missed-in' || state === 'missed-out')
  const counted = periods.filter((period) => !overdue.includes(period) && !missed.includes(period))
  const worked = counted.flatMap(({ startedMs, endedMs }) => (startedMs === null ? [] : [{ startedMs, endedMs }]))
  const sums = sumByDay(worked, days, atMs)
  return days.map(({ localDate, startMs, endMs }, index) => {
    const workedMs = sums[index] ?? 0
    const isHere = ({ startedMs, endedMs }: PersonPeriod): boolean => {
      const ms = startedMs ?? endedMs
      return ms !== null && ms >= startMs && ms < endMs
    }
    const overdueHere = overdue.filter(isHere).length
    const isOpen = counted.some(({ state, startedMs }) => {
      return state === 'open' && startedMs !== null && startedMs < endMs && startMs <= atMs
    })
    return {
      date: localDate,
      workedMs,
      hours: formatHours(workedMs),
      isOpen: isOpen || overdueHere > 0,
      isOverdue: overdueHere > 0,
      toSettle: missed.filter(isHere).length + overdueHere,
    }
  })
}

function spanOf(days: readonly LocalDay[]): { fromMs: number; untilMs: number } {
  return { fromMs: days[0]?.startMs ?? 0, untilMs: days.at(-1)?.endMs ?? 0 }
}

/** Such as `7:45`; minutes that are not whole are left out. */
export function formatHours(workedMs: number): string {
  const minutes = Math.floor(workedMs / 60_000)
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}

function parseWeek(text: string): string {
  if (readWeek(text) === null) throw new InvalidArgumentError('Expected a week such as 2026-W10.')
  return text
}

function parseDate(text: string): string {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Temporal.PlainDate.from(text).toString()
  } catch {
    // Such as 30 February.
  }
  throw new InvalidArgumentError('Expected a date such as 2026-03-02.')
}
