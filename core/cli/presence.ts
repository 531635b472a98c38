/** `foyer presence put`: date-only presence entries in bulk, by the same rules as the central service's. */
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { Answer, Request } from '../contract/contract.ts'
import { dateFormats } from '../presence/presence-dates.ts'
import { matchMethods, presencePolicies } from '../presence/presence-request.ts'
import { askStation, printResult, sayRefused } from './ask-station.ts'
import { addCommand, byOption, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

type Options = Omit<Request<'putPresence'>, 'file'> & { data: string; json?: true }

export function registerPresence(program: Command, cli: Cli): void {
  const presence = addCommand(program, 'presence', 'Presence: who is where on which date.', [
    'presence put week.csv --match-by employeeID --data ./station',
  ])
  addCommand(presence, 'put', 'Create the presence entries of a file, JSON or CSV: whole dates, each one person.', [
    'presence put week.json --data ./station',
    'presence put week.csv --match-by employeeID --on-conflict skip --on-no-match skip --data ./station',
    'presence put week.csv --date-format us --data ./station',
  ])
    .argument('<file>', 'entries with date, state, location, and email, employeeID or userID')
    .addOption(policyOption('--on-invalid', 'an entry that is not valid'))
    .addOption(policyOption('--on-conflict', 'an entry for a person and date that have one'))
    .addOption(policyOption('--on-no-match', 'a person or location that nobody knows'))
    .addOption(new Option('--match-by <field>', 'whose entry it is (default: email)').choices(matchMethods))
    .addOption(new Option('--date-format <format>', 'of every date (default: iso)').choices(dateFormats))
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The file is a CSV with these columns, or JSON: [{"date": "2026-03-02", "state": "at_location", "location": "HQ",
"email": "ada@example.com"}, …] or {"data": [those entries], "matchBy": …}; state is at_location, remote or away.
cancel: nothing at all is created; skip: all other entries are. What a JSON file says itself of these holds where the
option is left out. Prints {"created": n, "skipped": [{"index", "reason", "message"}]}, or with exit code 1
{"created": 0, "errors": […]}.`,
    )
    .action((file: string, { data, json, ...rules }: Options) =>
      finishWith(cli, data, () =>
        askStation(cli, {
          dataDir: data,
          call: 'putPresence',
          request: { file: resolve(file), ...rules },
          report: (answer) => report(cli, file, answer, json ? { json } : {}),
        }),
      ),
    )
}

function policyOption(flag: string, what: string): Option {
  return new Option(`${flag} <policy>`, `what becomes of the request for ${what} (default: cancel)`).choices(
    presencePolicies,
  )
}

async function report(
  cli: Cli,
  file: string,
  answer: Answer<'putPresence'>,
  options: { json?: true },
): Promise<ExitCode> {
  if (answer.type === 'refused') return sayRefused(cli, `${file}: ${answer.message}`)
  const faults = answer.type === 'created' ? answer.skipped : answer.errors
  for (const { index, line, reason, message } of faults) {
    cli.terminal.say(`${file}: ${line === null ? `entry ${index + 1}` : `line ${line}`}: ${reason}: ${message}`)
  }
  if (answer.warning) cli.terminal.say(`${file}: ${answer.warning}`)
  const told = faults.map(({ index, reason, message }) => ({ index, reason, message }))
  if (answer.type === 'created') {
    const text = `${answer.created} created, ${told.length} skipped.`
    await printResult(cli, options, { data: { created: answer.created, skipped: told }, text })
    return exitCodes.ok
  }
  await printResult(cli, options, { data: { created: 0, errors: told }, text: 'Nothing was created.' })
  return exitCodes.failed
}
