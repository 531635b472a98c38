/** `foyer start`: a station, or a demonstration of one, and a window to look at it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { ensureScreens } from '../../build/build-screens.ts'
import type { StationChoice } from '../station/process-protocol.ts'
import { readSettings } from '../station/read-settings.ts'
import { addCommand, type Cli, dataOption, finishWith, isDataFolder, jsonOption, parsePort } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { describeOwner, waitForFolder } from './owned-folder.ts'
import { keepStationChild } from './station-child.ts'
import { untilTold } from './until-told.ts'

const shells = ['electron', 'browser', 'none'] as const

type Shell = (typeof shells)[number]
type Options = { data?: string; port: number; shell: Shell; demo?: true; json?: true }

/** How long a station may take to let go of everything before it is ended. */
const closeLimitMs = 10_000
/** A station that dies so often before it has ever served will not serve. */
const mostFailedStarts = 3

export function registerStart(program: Command, cli: Cli): void {
  addCommand(program, 'start', 'Run a station until it is told to stop; prints "ready <url>" when it serves.', [
    'start',
    'start --data ./station',
    'start --data ./station --shell none --port 7300',
  ])
    .addOption(dataOption())
    .option('--port <n>', 'of the loopback door, 127.0.0.1 only; 0 takes any free one', parsePort, 0)
    .addOption(
      new Option('--shell <shell>', 'electron (a browser where that cannot be had), browser, or none: just the URL')
        .choices(shells)
        .default('electron'),
    )
    .addOption(
      new Option('--demo', 'a demonstration in a folder of its own; so it is without --data').conflicts('data'),
    )
    .addOption(jsonOption())
    .action((options: Options) => finishWith(cli, options.data ?? null, () => start(cli, options)))
}

async function start(cli: Cli, options: Options): Promise<ExitCode> {
  const { data } = options
  if (data === undefined) return startDemo(cli, options)
  if (!isDataFolder(cli.terminal, data)) return exitCodes.failed
  const reading = readSettings(data, cli.env)
  if (reading.type === 'wrong') {
    cli.terminal.say(reading.message)
    return exitCodes.settings
  }
  const taken = await waitForFolder(data)
  if (taken) {
    cli.terminal.say(`${describeOwner(data, taken.owner)}; a data folder has one owner at a time.`)
    return exitCodes.inUse
  }
  return runStation(cli, { type: 'data', dataDir: data }, options)
}

/** The folder outlives a station that dies, and goes when the demonstration ends. */
async function startDemo(cli: Cli, options: Options): Promise<ExitCode> {
  const dataDir = mkdtempSync(join(tmpdir(), 'foyer-demo-'))
  try {
    return await runStation(cli, { type: 'demo', dataDir }, options)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function runStation(cli: Cli, choice: StationChoice, options: Options): Promise<ExitCode> {
  const told = untilTold()
  const screensDir = await prepareScreens(cli)
  if (screensDir === null) return exitCodes.failed
  const first = Promise.withResolvers<{ type: 'ready'; url: string } | { type: 'failed'; why: string }>()
  let failedStarts = 0
  let isServing = false
  const keeper = keepStationChild({ choice, port: options.port, screensDir, env: cli.env }, (state) => {
    switch (state.type) {
      case 'ready':
        if (isServing) cli.terminal.say('The station is back.')
        isServing = true
        first.resolve({ type: 'ready', url: state.url ?? '' })
        return
      case 'down':
        if (isServing)
          cli.terminal.say(`The station has ended${state.why ? `: ${state.why}` : ''}; it is started again.`)
        else if (state.why !== null) first.resolve({ type: 'failed', why: state.why })
        else if (++failedStarts === mostFailedStarts)
          first.resolve({ type: 'failed', why: 'The station does not start.' })
        return
      case 'starting':
      case 'closed':
    }
  })
  const outcome = await Promise.race([first.promise, told.then(() => ({ type: 'told' }) as const)])
  if (outcome.type === 'ready') {
    await cli.terminal.print(options.json ? JSON.stringify({ ready: outcome.url }) : `ready ${outcome.url}`)
    await told
  }
  await keeper.close(closeLimitMs)
  if (outcome.type !== 'failed') return exitCodes.ok
  cli.terminal.say(outcome.why)
  return exitCodes.failed
}

/** Null where they cannot be built; why has been said. */
async function prepareScreens(cli: Cli): Promise<string | null> {
  try {
    return await ensureScreens()
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split('\n')
    cli.terminal.say(`The screens cannot be built (${why}); "npm run build" says more.`)
    return null
  }
}
