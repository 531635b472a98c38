/** `foyer pull --once`: takes people, time profiles and other stations' punches from the central service, once. */
import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { type PullCounts, pullOnce } from '../station/pull.ts'
import { createExchange } from '../upstream/http.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { describeUnanswered } from './hand-over-fault.ts'
import { workInFolder } from './owned-folder.ts'
import { showForeign } from './show-foreign.ts'

type Options = { data: string; once: true; json?: true }

export function registerPull(program: Command, cli: Cli): void {
  addCommand(program, 'pull', 'Take what the central service knows; a running station does so by itself.', [
    'pull --data ./station --once',
  ])
    .addOption(dataOption().makeOptionMandatory())
    .requiredOption('--once', 'pull everything that is new, then end')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Needs "pull" in station.json. Prints per list how much is other than it was, and what stands in the way, if anything does: then
it ends with 1 and says so on stderr as well. People whom a threshold kept from being applied are tried again.`,
    )
    .action((options: Options) => finishWith(cli, options.data, () => pullHere(cli, options)))
}

function pullHere(cli: Cli, options: Options): Promise<ExitCode> {
  return workInFolder(cli, options.data, {
    purpose: 'pull',
    secrets: 'needed',
    here: async (store, settings) => {
      const exchange = createExchange()
      try {
        const parts = { store, settings, exchange, now: cli.nowMs, runId: randomUUID() }
        return await printCounts(cli, await pullOnce(parts, true), options)
      } finally {
        await exchange.close()
      }
    },
    there: async (call) => {
      const answer = await call('pullOnce', {})
      if (answer.type === 'pulled') return printCounts(cli, answer.counts, options)
      cli.terminal.say(describeUnanswered(answer))
      return exitCodes.failed
    },
  })
}

async function printCounts({ terminal }: Cli, counts: PullCounts, { json }: Options): Promise<ExitCode> {
  const lists = Object.entries(counts)
  if (json || !terminal.isHuman) await terminal.print(JSON.stringify(counts))
  else if (lists.length > 0)
    await terminal.print(lists.map(([topic, { items }]) => `${topic}: ${items} new`).join('\n'))
  if (lists.length === 0) terminal.say('Nothing is pulled: station.json has no "pull", or each of its lists is off.')
  const faults = lists.flatMap(([topic, { fault }]) => (fault === null ? [] : [`${topic}: ${fault}`]))
  const warnings = lists.flatMap(([, { warning }]) => warning ?? [])
  // Both come from outside in part: nothing of them is for the terminal to obey.
  for (const sentence of [...faults, ...new Set(warnings)]) terminal.say(showForeign(sentence))
  return faults.length > 0 ? exitCodes.failed : exitCodes.ok
}
