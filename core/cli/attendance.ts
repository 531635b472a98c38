/** `foyer force-in`, `force-out`, `undo`, `settle` and `correct`: what a supervisor does to somebody's attendance. */
import type { Command } from 'commander'
import type { Answer, Request } from '../contract/contract.ts'
import { readSettings } from '../station/read-settings.ts'
import { askStation, printResult, sayRefused, sayUsage } from './ask-station.ts'
import { addCommand, byOption, type Cli, dataOption, findReasonFault, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { readInstant } from './read-instant.ts'
import { isStationFolder } from './station-folder.ts'

type Options = { data: string; json?: true; by?: string }
type Worded = Options & { reason: string; long?: true }
type CorrectOptions = Worded & { event?: string; to?: string; from?: string; until?: string; remove?: string }

const resultHelp = `
Prints {"events": the further events that say so, "employeeNumber", "isIn": whether they are in afterwards}.`

export function registerForceIn(program: Command, cli: Cli): void {
  registerForce(program, cli, 'in', 'Clock somebody in; an open period is left as a missed clock-out.')
}

export function registerForceOut(program: Command, cli: Cli): void {
  const command = registerForce(program, cli, 'out', 'Clock somebody out, now or when they really left.')
  addLong(command)
    .option(
      '--at <instant>',
      'when they left: with an offset, or a clock time in the zone of the station (default: now)',
    )
    .addHelpText(
      'after',
      `
Without --at, somebody who has been in for longer than rules.longestShiftHours is out afterwards, but no hours are
counted: the clock-out was missed, and "settle EVENT --at INSTANT" says when it was.`,
    )
}

function registerForce(program: Command, cli: Cli, direction: 'in' | 'out', description: string): Command {
  const command = addCommand(program, `force-${direction}`, description, [
    `force-${direction} E1 --by E7 --reason "forgot the badge" --data ./station`,
  ])
    .argument('<person>', 'an employee number')
    .requiredOption('--reason <text>', 'why; kept with the event and in the audit trail')
  return withCommon(command).action((employeeNumber: string, options: Worded & { at?: string }) =>
    finishWorded(cli, options, () =>
      withInstants(cli, options, options.at === undefined ? [] : [options.at], ([atMs]) => {
        const { by, reason, long: isLong } = options
        // Whoever writes the command has read that an open period is left.
        const request = {
          direction,
          employeeNumber,
          atMs,
          by,
          reason,
          isLong,
          ...(direction === 'in' && { isAnew: true }),
        }
        return askStation(cli, { dataDir: options.data, call: 'force', request, report: reportTo(cli, options) })
      }),
    ),
  )
}

function addLong(command: Command): Command {
  return command.option('--long', 'a period longer than rules.longestShiftHours is meant')
}

export function registerUndo(program: Command, cli: Cli): void {
  const command = addCommand(
    program,
    'undo',
    'Take back an in or out, or a correction, however old: a further event.',
    [
      'undo 019c9f4e-7d2a-7c31-9a55-0b6f3f2e8a10 --data ./station',
      'undo 019c9f4e-7d2a-7c31-9a55-0b6f3f2e8a10 --by E7 --reason "wrong person" --data ./station',
    ],
  )
    .argument('<event>', 'the id of an event, as "hours" and "export events" show it')
    .option('--reason <text>', 'why; kept with the event and in the audit trail', 'taken back')
  withCommon(command).action((eventId: string, options: Worded) =>
    finishWorded(cli, options, () => {
      const { by, reason } = options
      const request = { eventId, by, reason }
      return askStation(cli, { dataDir: options.data, call: 'undoEvent', request, report: reportTo(cli, options) })
    }),
  )
}

export function registerSettle(program: Command, cli: Cli): void {
  const command = addCommand(program, 'settle', 'Give a missed clock-out, or a missed clock-in, its instant.', [
    'settle 019c9f4e-7d2a-7c31-9a55-0b6f3f2e8a10 --at 2026-03-02T17:00 --data ./station',
  ])
    .argument('<event>', 'the event whose other end is missing, as "hours" shows it')
    .requiredOption('--at <instant>', 'the missing end: with an offset, or a clock time in the zone of the station')
    .option('--reason <text>', 'why; kept with the event and in the audit trail', 'settled')
  addLong(withCommon(command)).action((eventId: string, options: Worded & { at: string }) =>
    finishWorded(cli, options, () =>
      withInstants(cli, options, [options.at], ([atMs = 0]) => {
        const { by, reason, long: isLong } = options
        const request = { eventId, atMs, by, reason, isLong }
        return askStation(cli, { dataDir: options.data, call: 'settleEvent', request, report: reportTo(cli, options) })
      }),
    ),
  )
}

export function registerCorrect(program: Command, cli: Cli): void {
  const command = addCommand(program, 'correct', 'Move an in or out of somebody, add a period, or remove one.', [
    'correct E1 --event 019c9f4e-7d2a-7c31-9a55-0b6f3f2e8a10 --to 2026-03-02T08:00 --reason "late bus" --data ./station',
    'correct E1 --from 2026-03-02T08:00 --until 2026-03-02T16:00 --reason "at a customer" --data ./station',
    'correct E1 --remove 019c9f4e-7d2a-7c31-9a55-0b6f3f2e8a10 --reason "not here" --data ./station',
  ])
    .argument('<person>', 'an employee number')
    .requiredOption('--reason <text>', 'why; kept with the event and in the audit trail')
    .option('--event <event>', 'the in or out that is moved, with --to')
    .option('--to <instant>', 'when it really was')
    .option('--from <instant>', 'adds a period, with --until')
    .option('--until <instant>', 'its end')
    .option('--remove <event>', 'removes the period of this event')
  addLong(withCommon(command))
    .addHelpText('after', 'Nothing that happened is changed: a correction is a further event that refers to the first.')
    .action((employeeNumber: string, options: CorrectOptions) =>
      finishWorded(cli, options, () => correct(cli, employeeNumber, options)),
    )
}

async function correct(cli: Cli, employeeNumber: string, options: CorrectOptions): Promise<ExitCode> {
  const { event, to, from, until, remove, by, reason, long: isLong } = options
  const ask = (change: Request<'correctAttendance'>['change']): Promise<ExitCode> =>
    askStation(cli, {
      dataDir: options.data,
      call: 'correctAttendance',
      request: { employeeNumber, change, by, reason, isLong },
      report: reportTo(cli, options),
    })
  const given = [event, to, from, until, remove].filter((value) => value !== undefined).length
  if (given === 2 && event !== undefined && to !== undefined) {
    return withInstants(cli, options, [to], ([atMs = 0]) => ask({ type: 'move', eventId: event, atMs }))
  }
  if (given === 2 && from !== undefined && until !== undefined) {
    return withInstants(cli, options, [from, until], ([fromMs = 0, untilMs = 0]) =>
      ask({ type: 'add', fromMs, untilMs }),
    )
  }
  if (given === 1 && remove !== undefined) return ask({ type: 'remove', eventId: remove })
  return sayUsage(cli, 'Say either --event and --to, or --from and --until, or --remove.')
}

function finishWorded(cli: Cli, options: Worded, work: () => Promise<ExitCode>): Promise<void> {
  return finishWith(cli, options.data, async () => {
    const fault = findReasonFault(options.reason)
    return fault === null ? work() : sayUsage(cli, fault)
  })
}

function withCommon(command: Command): Command {
  return command
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText('after', resultHelp)
}

/** Clock times are those of the station's zone. */
async function withInstants(
  cli: Cli,
  { data }: Options,
  texts: readonly string[],
  work: (instants: number[]) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (!isStationFolder(cli.terminal, data)) return exitCodes.failed
  const reading = readSettings(data, cli.env, 'left')
  if (reading.type === 'wrong') {
    cli.terminal.say(reading.message)
    return exitCodes.settings
  }
  const instants: number[] = []
  for (const text of texts) {
    const instant = readInstant(text, reading.settings.station.zone)
    if (instant.type === 'wrong') return sayRefused(cli, instant.message)
    instants.push(instant.atMs)
  }
  return work(instants)
}

function reportTo(cli: Cli, options: Options): (answer: Answer<'undoEvent'>) => Promise<ExitCode> {
  return async (answer) => {
    if (answer.type === 'refused') return sayRefused(cli, answer.message)
    const { events, employeeNumber, isIn, toSettle } = answer
    const text = `Done (${events.join(', ')}); ${employeeNumber} is ${isIn ? 'in' : 'out'} now.`
    await printResult(cli, options, {
      data: { events, employeeNumber, isIn, ...(toSettle && { toSettle: toSettle.eventId }) },
      text,
    })
    if (toSettle) {
      cli.terminal.say(
        'They had been in for longer than the longest shift: the clock-out was missed, and no hours are counted until ' +
          `somebody says when it was: settle ${toSettle.eventId} --at INSTANT`,
      )
    }
    return exitCodes.ok
  }
}
