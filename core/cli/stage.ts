/** `foyer stage`: authentication data becomes a batch, which waits for approval. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Answer, Request } from '../contract/contract.ts'
import { askStation, printResult, sayFailure } from './ask-station.ts'
import { formatTotals } from './batch.ts'
import { addCommand, byOption, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { describeUnansweredBatch } from './hand-over-fault.ts'

type Options = Omit<Request<'stageAuthFile'>, 'file'> & { data: string; json?: true }

export function registerStage(program: Command, cli: Cli): void {
  addCommand(program, 'stage', 'Stage authentication data from a file, JSON or CSV, as a batch to be approved.', [
    'stage people.csv --data ./station',
    'stage people.json --file-log-id 5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10 --data ./station --json',
    'stage people.csv --no-commit --data ./station',
  ])
    .argument('<file>', 'records with employeeId, employeeStatus, authValue1, authValue2, authValue3')
    .option('--file-log-id <batch>', 'append to this batch; the whole of it is judged again')
    .option('--validate', 'apply the patterns of the site')
    .option('--no-validate', 'do not')
    .option('--allow-no-auth', 'take records without authentication values')
    .option('--no-allow-no-auth', 'do not')
    .option('--commit', 'stage it')
    .option('--no-commit', 'only say what would come of it')
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
What the file says itself holds where an option is left out; else it is validated, needs authentication values, and is
staged. As JSON the file is [{"employeeId": "E1", "employeeStatus": "Active", "authValue1": "…"}, …], or an object with
that list as "employee", and with "fileLogId", "validate", "allowNoAuth" and "commit" where they are meant. Prints {"fileLogId", "totalRecords", "totalNew", …, "employeeDetails", "preview"}. Nothing changes before "batch approve".
Authentication data is a register of its own: an employeeStatus there makes nobody inactive and kills no card; a roster
does ("foyer import").`,
    )
    .action((file: string, { data, json, ...options }: Options) =>
      finishWith(cli, data, () =>
        askStation(cli, {
          dataDir: data,
          call: 'stageAuthFile',
          request: { file: resolve(file), ...options },
          report: (answer) => report(cli, file, answer, json ? { json } : {}),
          sayUnanswered: (answer) =>
            sayFailure(cli, json ? { json } : {}, { type: answer.type, message: describeUnansweredBatch(answer) }),
        }),
      ),
    )
}

async function report(
  cli: Cli,
  file: string,
  answer: Answer<'stageAuthFile'>,
  options: { json?: true },
): Promise<ExitCode> {
  if (answer.type === 'refused') {
    return sayFailure(cli, options, { type: answer.why ?? 'refused', message: `${file}: ${answer.message}` })
  }
  const staged = answer.answer
  for (const { line, value } of staged.errorDetails) cli.terminal.say(`${file}: line ${line}: ${value}`)
  for (const sentence of staged.thresholdExceptions) cli.terminal.say(sentence)
  const { preview } = answer
  const waits = preview === null ? 'Nothing waits for approval.' : `${staged.fileLogId}  preview ${preview}`
  await printResult(cli, options, { data: { ...staged, preview }, text: `${waits}\n${formatTotals(staged)}` })
  return exitCodes.ok
}
