/** `foyer audit verify`: whether the trail of what people changed is as it was written. */
import { type Command, InvalidArgumentError } from 'commander'
import { type AuditHead, sayFault } from '../audit/audit-chain.ts'
import { verifyStationAudit } from '../station/audit-marks.ts'
import { lookIntoFolder, printResult, sayRefused } from './ask-station.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

type Options = { data: string; json?: true; head?: AuditHead[] }

export function registerAudit(program: Command, cli: Cli): void {
  const audit = addCommand(program, 'audit', 'The audit trail: every change that a person made.', [
    'audit verify --data ./station',
  ])
  addCommand(audit, 'verify', 'Check that no entry of the audit trail was changed, removed or moved.', [
    'audit verify --data ./station',
    'audit verify --data ./station --json',
    'audit verify --head 120:9f2c… --data ./station',
  ])
    .option('--head <count:hash>', 'an earlier end that was kept elsewhere; may be repeated', parseHead)
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Whoever can write the database can write a whole trail anew, and only an end that was kept elsewhere shows it: the backups are
looked at, and "--head" takes what this command printed before ("entries:head"), or sequence and hash of the last line of an
"export audit". The entries themselves: "export audit". With a fault the exit code is 1.`,
    )
    .action((options: Options) => finishWith(cli, options.data, () => verify(cli, options)))
}

function verify(cli: Cli, options: Options): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db) => {
    const verdict = verifyStationAudit(db, options.data, options.head ?? [])
    if (verdict.type === 'intact') {
      const { count, hash } = verdict.head
      const text =
        count === 0 ? 'The trail is empty.' : `Intact: ${count} entries. To be kept elsewhere: ${count}:${hash}`
      await printResult(cli, options, { data: { verdict: 'intact', entries: count, head: hash }, text })
      return exitCodes.ok
    }
    const { fault, sequence } = verdict
    const sentence = sayFault(verdict)
    if (options.json || !cli.terminal.isHuman) {
      await cli.terminal.print(JSON.stringify({ verdict: 'broken', fault, sequence, sentence }))
    }
    return sayRefused(cli, sentence)
  })
}

function parseHead(text: string, earlier: AuditHead[] = []): AuditHead[] {
  const [, count, hash] = /^(\d{1,15}):(\S+)$/.exec(text) ?? []
  if (count === undefined || hash === undefined) {
    throw new InvalidArgumentError('Expected the number of entries, a colon and the hash of the last one.')
  }
  return [...earlier, { count: Number(count), hash }]
}
