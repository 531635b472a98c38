/** `foyer outbox tell-again`: for a service that was put back from an older backup. */
import { type Command, Option } from 'commander'
import type { Answer } from '../contract/contract.ts'
import { readSettings } from '../station/read-settings.ts'
import { type Upstream, upstreams } from '../upstream/connector.ts'
import { askStation, printResult, sayRefused } from './ask-station.ts'
import { addCommand, byOption, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { readInstant } from './read-instant.ts'
import { isStationFolder } from './station-folder.ts'

type Options = {
  data: string
  upstream: Upstream
  since: string
  reason: string
  approve?: true
  by?: string
  json?: true
}

export function registerTellAgain(outbox: Command, cli: Cli): void {
  addCommand(outbox, 'tell-again', 'Tell a service again what it has lost, after it was put back from a backup.', [
    'outbox tell-again --upstream clock --since 2026-03-02T08:00 --reason "service restored" --data ./station',
    'outbox tell-again --upstream clock --since 2026-03-02T08:00 --reason "service restored" --approve --data ./station',
  ])
    .addOption(new Option('--upstream <name>', 'whose').choices([...upstreams]).makeOptionMandatory())
    .requiredOption(
      '--since <instant>',
      'what was delivered from then on; rather an hour before the backup than after it',
    )
    .requiredOption('--reason <text>', 'why; kept in the audit trail')
    .option('--approve', 'do it; without this the rows are only counted')
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Prints {"type": "counted" or "told-again", "rows": how many, "erased": how many cannot be told again, because their values were
erased when they were delivered (authData): stage those records anew. What the service still has is not doubled.`,
    )
    .action((options: Options) => finishWith(cli, options.data, () => tellAgain(cli, options)))
}

async function tellAgain(cli: Cli, options: Options): Promise<ExitCode> {
  const { data, upstream, since, reason, approve, by } = options
  if (!isStationFolder(cli.terminal, data)) return exitCodes.failed
  const reading = readSettings(data, cli.env, 'left')
  if (reading.type === 'wrong') {
    cli.terminal.say(reading.message)
    return exitCodes.settings
  }
  const instant = readInstant(since, reading.settings.station.zone)
  if (instant.type === 'wrong') return sayRefused(cli, instant.message)
  const request = { upstream, sinceMs: instant.atMs, reason, isApproved: approve === true, by }
  return askStation(cli, {
    dataDir: data,
    call: 'tellAgain',
    request,
    report: (answer) => report(cli, options, answer),
  })
}

async function report(cli: Cli, options: Options, answer: Answer<'tellAgain'>): Promise<ExitCode> {
  if (answer.type === 'refused') return sayRefused(cli, answer.message)
  const { type, rows, erased } = answer
  const done = type === 'counted' ? 'would be told again; --approve does it' : 'told again'
  const left = erased === 0 ? '' : ` ${erased} cannot be: their values were erased when they were delivered.`
  await printResult(cli, options, { data: { type, rows, erased }, text: `${rows} ${done}.${left}` })
  return exitCodes.ok
}
