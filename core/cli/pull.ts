/** `foyer pull --once`: takes people, time profiles and other stations' punches from the central service, once. */
import type { Command } from 'commander'
import { type PullCounts, pullOnce } from '../station/pull.ts'
import { createExchange } from '../upstream/http.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { describeUnanswered } from './hand-over-fault.ts'
import { workInFolder } from './owned-folder.ts'

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
Needs "pull" in station.json. Prints per list how many items came and what stands in the way, if anything does. People whom
a threshold kept from being applied are tried again. A service that cannot be reached is no failure of the command.`,
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
        await printCounts(cli, await pullOnce({ store, settings, exchange, now: cli.nowMs }, true), options)
        return exitCodes.ok
      } finally {
        await exchange.close()
      }
    },
    there: async (call) => {
      const answer = await call('pullOnce', {})
      if (answer.type === 'pulled') {
        await printCounts(cli, answer.counts, options)
        return exitCodes.ok
      }
      cli.terminal.say(describeUnanswered(answer))
      return exitCodes.failed
    },
  })
}

async function printCounts({ terminal }: Cli, counts: PullCounts, { json }: Options): Promise<void> {
  if (json || !terminal.isHuman) return terminal.print(JSON.stringify(counts))
  const lines = Object.entries(counts).map(
    ([topic, { items, fault }]) => `${topic}: ${items} new${fault ? `; ${fault}` : ''}`,
  )
  await terminal.print(lines.length > 0 ? lines.join('\n') : 'No "pull" is configured in station.json.')
}
