/** `foyer audit verify`: whether the trail of what people changed is as it was written. */
import type { Command } from 'commander'
import { sayFault } from '../audit/audit-chain.ts'
import { verifyStationAudit } from '../station/audit-marks.ts'
import { lookIntoFolder, printResult, sayRefused } from './ask-station.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

type Options = { data: string; json?: true }

export function registerAudit(program: Command, cli: Cli): void {
  const audit = addCommand(program, 'audit', 'The audit trail: every change that a person made.', [
    'audit verify --data ./station',
  ])
  addCommand(audit, 'verify', 'Check that no entry of the audit trail was changed, removed or moved.', [
    'audit verify --data ./station',
    'audit verify --data ./station --json',
  ])
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText('after', '\nThe entries themselves: "export audit". With a fault the exit code is 1.')
    .action((options: Options) => finishWith(cli, options.data, () => verify(cli, options)))
}

function verify(cli: Cli, options: Options): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db) => {
    // Held also against what each backup says of how far the trail had come.
    const verdict = verifyStationAudit(db, options.data)
    if (verdict.type === 'intact') {
      const { count, hash } = verdict.head
      const text = count === 0 ? 'The trail is empty.' : `Intact: ${count} entries, the last one sealed ${hash}.`
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
