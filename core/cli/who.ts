/** `foyer who`: who is in now, and whose periods have to be settled. */
import type { Command } from 'commander'
import { isOverdue } from '../attendance/direction.ts'
import { floorToMinute } from '../contract/whole-minute.ts'
import { listPeopleIn, listToSettle, type ToSettle } from '../station/hours-store.ts'
import { formatHours } from '../station/sum-hours.ts'
import { lookIntoFolder, printResult } from './ask-station.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { formatInstant, sayInstant } from './decision-line.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

type Options = { data: string; json?: true; toSettle?: true }

export function registerWho(program: Command, cli: Cli): void {
  addCommand(program, 'who', 'Who is in now, the longest first.', [
    'who --data ./station',
    'who --data ./station --json',
    'who --to-settle --data ./station',
  ])
    .option('--to-settle', 'everybody’s periods that count nothing until somebody settles them, the oldest first')
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Prints [{"employeeNumber", "displayName", "since", "workedMs", "isOverdue", "eventId"}]. isOverdue: in for longer than
rules.longestShiftHours, so that the clock-out was probably missed; no hours are counted then.
With --to-settle: [{"employeeNumber", "displayName", "missing": "clock-in" or "clock-out", "from", "until", "isOpen",
"eventId"}]; "settle EVENT --at INSTANT" gives what is missing.`,
    )
    .action((options: Options) =>
      finishWith(cli, options.data, () => (options.toSettle ? listUnsettled(cli, options) : listWho(cli, options))),
    )
}

function listWho(cli: Cli, options: Options): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db, { station, rules }) => {
    const atMs = cli.nowMs()
    const people = listPeopleIn(db).map((person) => {
      const isLate = isOverdue(person.startedMs, atMs, rules.longestShiftHours * 3_600_000)
      return {
        ...person,
        isLate,
        workedMs: isLate ? 0 : Math.max(0, floorToMinute(atMs) - floorToMinute(person.startedMs)),
      }
    })
    const data = people.map(({ employeeNumber, displayName, startedMs, workedMs, isLate, eventId }) => ({
      employeeNumber,
      displayName,
      since: formatInstant(startedMs, station.zone),
      workedMs,
      isOverdue: isLate,
      eventId,
    }))
    const lines = people.map(({ employeeNumber, displayName, startedMs, workedMs, isLate }) => {
      const since = sayInstant(startedMs, station.zone)
      return `${employeeNumber}  ${displayName}  since ${since}  ${isLate ? 'overdue' : formatHours(workedMs)}`
    })
    await printResult(cli, options, { data, text: lines.join('\n') || 'Nobody is in.' })
    return exitCodes.ok
  })
}

function listUnsettled(cli: Cli, options: Options): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db, { station, rules }) => {
    const unsettled = listToSettle(db, cli.nowMs() - rules.longestShiftHours * 3_600_000)
    const at = (ms: number | null) => (ms === null ? null : formatInstant(ms, station.zone))
    const data = unsettled.map(({ employeeNumber, displayName, state, startedMs, endedMs, eventId }) => ({
      employeeNumber,
      displayName,
      missing: missingOf(state),
      from: at(startedMs),
      until: at(endedMs),
      isOpen: state === 'open',
      eventId,
    }))
    const lines = unsettled.map(({ employeeNumber, displayName, state, startedMs, endedMs, eventId }) => {
      const [from, until] = [startedMs, endedMs].map((ms) => (ms === null ? '?' : sayInstant(ms, station.zone)))
      return `${employeeNumber}  ${displayName}  ${missingOf(state)} missing  ${from} – ${until}  ${eventId}`
    })
    await printResult(cli, options, { data, text: lines.join('\n') || 'There is nothing to settle.' })
    return exitCodes.ok
  })
}

function missingOf(state: ToSettle['state']): 'clock-in' | 'clock-out' {
  return state === 'missed-in' ? 'clock-in' : 'clock-out'
}
