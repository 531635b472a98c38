/** `foyer hours`: what somebody worked in a week, and what everybody worked by date. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { dayAndWeekOf } from '../attendance/hours.ts'
import { listDays, readWeek, weekOf } from '../attendance/hours-by-day.ts'
import { findPersonByEmployeeNumber } from '../people/people-store.ts'
import { iteratePeriods, type PersonPeriod } from '../station/hours-store.ts'
import {
  formatHours,
  type HoursReading,
  hoursColumns,
  isPeriodOverdue,
  iterateHours,
  spanOf,
  sumDays,
} from '../station/sum-hours.ts'
import { lookIntoFolder, printResult, sayNobody, sayRefused, sayUsage } from './ask-station.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { formatInstant, sayInstant } from './decision-line.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { type LineFormat, printLines } from './print-lines.ts'

type ShowOptions = { data: string; week?: string; json?: true }
type ExportOptions = { data: string; from?: string; to?: string; format: LineFormat; json?: true }

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
Hours are counted between the minutes that clocks show, so that days add up to their total; workedMs is whole minutes too.
An open period counts until now. A period whose clock-in or clock-out was missed counts nothing until it is settled; toSettle
counts those of the date that they lie on. So does a period that has been open for longer than
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
    const days = listDays(from, to, zone)
    const lines = iterateHours(iteratePeriods(db, { personId: null, ...spanOf(days) }), { days, atMs, longestShiftMs })
    await printLines(cli.terminal, hoursColumns, lines, options.json ? 'jsonl' : options.format)
    return exitCodes.ok
  })
}

function periodToText(period: PersonPeriod, reading: HoursReading, zone: string): string {
  const { state, startedMs, endedMs, inEvent, outEvent } = period
  const [from, until] = [startedMs, endedMs].map((ms) => (ms === null ? '?' : sayInstant(ms, zone)))
  const word = isPeriodOverdue(period, reading) ? 'overdue' : state
  return `${word.padEnd(10)}  ${from} – ${until}  (${inEvent ?? outEvent})`
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
