/** `foyer who`: who is in now. */
import type { Command } from 'commander'
import { listPeopleIn } from '../station/hours-store.ts'
import { lookIntoFolder, printResult } from './ask-station.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { formatInstant } from './decision-line.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { formatHours } from './hours.ts'

type Options = { data: string; json?: true }

export function registerWho(program: Command, cli: Cli): void {
  addCommand(program, 'who', 'Who is in now, the longest first.', [
    'who --data ./station',
    'who --data ./station --json',
  ])
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Prints [{"employeeNumber", "displayName", "since", "workedMs", "isOverdue", "eventId"}]. isOverdue: in for longer than
rules.longestShiftHours, so that the clock-out was probably missed.`,
    )
    .action((options: Options) => finishWith(cli, options.data, () => listWho(cli, options)))
}

function listWho(cli: Cli, options: Options): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db, { station, rules }) => {
    const atMs = cli.nowMs()
    const data = listPeopleIn(db).map(({ employeeNumber, displayName, startedMs, eventId }) => ({
      employeeNumber,
      displayName,
      since: formatInstant(startedMs, station.zone),
      workedMs: Math.max(0, atMs - startedMs),
      isOverdue: atMs - startedMs > rules.longestShiftHours * 3_600_000,
      eventId,
    }))
    const lines = data.map(({ employeeNumber, displayName, since, workedMs, isOverdue }) => {
      return `${employeeNumber}  ${displayName}  since ${since}  ${formatHours(workedMs)}${isOverdue ? '  overdue' : ''}`
    })
    await printResult(cli, options, { data, text: lines.join('\n') || 'Nobody is in.' })
    return exitCodes.ok
  })
}
