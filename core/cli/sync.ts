/** `foyer sync --once`: tells the upstreams what is due, once, and counts what came of it. */
import type { Command } from 'commander'
import type { UpstreamCounts } from '../contract/contract.ts'
import { composeSync } from '../station/compose-sync.ts'
import { readSettings } from '../station/read-settings.ts'
import { createLog } from '../station/station-log.ts'
import { drainOnce, dryRun } from '../station/sync.ts'
import { createLanes } from '../station/upstream-lanes.ts'
import { openStationFileToRead } from '../store/station-file.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { describeUnanswered } from './hand-over-fault.ts'
import { workInFolder } from './owned-folder.ts'
import { isStationFolder } from './station-folder.ts'

type Options = { data: string; once: true; dryRun?: true; json?: true }

export function registerSync(program: Command, cli: Cli): void {
  addCommand(program, 'sync', 'Tell the upstreams what waits in the outbox; a running station does so by itself.', [
    'sync --data ./station --once',
    'sync --data ./station --once --dry-run',
  ])
    .addOption(dataOption().makeOptionMandatory())
    .requiredOption('--once', 'send what is due now, each row at most once')
    .option('--dry-run', 'print what would be said, a JSON object per row; send nothing and change nothing')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Prints per upstream how many rows were delivered, are to be tried again (retry), refused, or sent without an answer
(unknown) in this run, and how many wait at its end. An upstream that cannot be reached is no failure of the command; one
that refused the login is not asked again before its pause of up to a minute is over.`,
    )
    .action((options: Options) =>
      finishWith(cli, options.data, () => (options.dryRun ? showSync(cli, options) : syncOnce(cli, options))),
    )
}

function syncOnce(cli: Cli, options: Options): Promise<ExitCode> {
  return workInFolder(cli, options.data, {
    purpose: 'sync',
    secrets: 'needed',
    here: async (store, settings) => {
      const sync = composeSync(store, settings, createLog(settings.station.id))
      try {
        await printCounts(cli, await drainOnce(sync), options)
        return exitCodes.ok
      } finally {
        await sync.close()
      }
    },
    there: async (call) => {
      const answer = await call('syncOnce', {})
      if (answer.type === 'synced') {
        await printCounts(cli, answer.counts, options)
        return exitCodes.ok
      }
      cli.terminal.say(describeUnanswered(answer))
      return exitCodes.failed
    },
  })
}

async function showSync(cli: Cli, { data }: Options): Promise<ExitCode> {
  const { terminal } = cli
  if (!isStationFolder(terminal, data)) return exitCodes.failed
  const reading = readSettings(data, cli.env, 'left')
  if (reading.type === 'wrong') {
    terminal.say(reading.message)
    return exitCodes.settings
  }
  const opening = openStationFileToRead(data)
  if (opening.type === 'failed') {
    terminal.say(opening.fault.message)
    return exitCodes.failed
  }
  const { read, close } = opening.store
  try {
    const store = { read, transact: neverHere }
    const parts = { store, now: cli.nowMs, random: Math.random, report: () => {}, sleep: neverHere }
    const lanes = createLanes(
      reading.settings.upstreams,
      { ...parts, exchange: { send: neverHere } },
      reading.settings.station.zone,
    )
    for (const { enqueuedAtMs, ...row } of dryRun({ store, lanes, now: cli.nowMs })) {
      if (!terminal.isRead()) break
      const enqueuedAt = Temporal.Instant.fromEpochMilliseconds(enqueuedAtMs).toString()
      await terminal.print(JSON.stringify({ ...row, enqueuedAt }))
    }
    return exitCodes.ok
  } finally {
    close()
  }
}

/** A dry run that writes or sends is a bug. */
function neverHere(): never {
  throw new Error('a dry run tried to do something')
}

async function printCounts(
  { terminal }: Cli,
  counts: Record<string, UpstreamCounts>,
  { json }: Options,
): Promise<void> {
  if (json || !terminal.isHuman) return terminal.print(JSON.stringify(counts))
  const lines = Object.entries(counts).map(([upstream, { delivered, retry, refused, unknown, waiting }]) => {
    return `${upstream}: ${delivered} delivered, ${retry} to retry, ${refused} refused, ${unknown} unknown, ${waiting} waiting`
  })
  await terminal.print(lines.length > 0 ? lines.join('\n') : 'No upstream is configured in station.json.')
}
