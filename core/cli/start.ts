/** `foyer start`: a station, or a demonstration of one, and a window to look at it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { ensureScreens } from '../../build/build-screens.ts'
import { chooseShell, type ShellChoice } from '../../electron/launcher.ts'
import { isFreeForDemo } from '../station/demo-folder.ts'
import { judgeFolder } from '../station/judge-folder.ts'
import type { StationChoice } from '../station/process-protocol.ts'
import { readSettings } from '../station/read-settings.ts'
import { describeOwner } from '../store/folder-lock.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption, parsePort } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { waitForFolder } from './owned-folder.ts'
import { runDesktop } from './run-desktop.ts'
import { type StationWork, serveStation } from './serve-station.ts'
import { isStationFolder, makeNewFolder } from './station-folder.ts'

const shells = ['electron', 'browser', 'none'] as const

type Shell = (typeof shells)[number]
type Options = { data?: string; port: number; shell: Shell; demo?: true; json?: true }

/** A demonstration's folder is made here, so that it outlives a station that dies. */
type Choice = StationChoice & { dataDir: string }

export function registerStart(program: Command, cli: Cli): void {
  addCommand(
    program,
    'start',
    'Run a station until it is told to stop; prints "ready <url>" when it serves. A new folder is set up on screen.',
    ['start', 'start --data ./station', 'start --data ./station --shell none --port 7300'],
  )
    .addOption(dataOption())
    .option('--port <n>', 'of the loopback door, 127.0.0.1 only; 0 takes any free one', parsePort, 0)
    .addOption(
      new Option('--shell <shell>', 'electron (a browser where that cannot be had), browser, or none: just the URL')
        .choices(shells)
        .default('electron'),
    )
    .option('--demo', 'a demonstration; so it is without --data. With it, one that stays in that folder')
    .addOption(jsonOption())
    .action((options: Options) => finishWith(cli, options.data ?? null, () => start(cli, options)))
}

async function start(cli: Cli, options: Options): Promise<ExitCode> {
  const { data } = options
  if (data === undefined) return startDemo(cli, options)
  if (options.demo) return startDemoIn(cli, data, options)
  makeNewFolder(data)
  if (!isStationFolder(cli.terminal, data)) return exitCodes.failed
  const folder = judgeFolder(data)
  const reading = folder === 'configured' || folder === 'without-settings' ? readSettings(data, cli.env) : null
  if (reading?.type === 'wrong') {
    cli.terminal.say(reading.message)
    return exitCodes.settings
  }
  const taken = await waitForFolder(data)
  if (taken) {
    cli.terminal.say(`${describeOwner(data, taken.owner)}; a data folder has one owner at a time.`)
    return exitCodes.inUse
  }
  return openShell(cli, { type: 'data', dataDir: data }, options)
}

/** A folder that holds a real station is never turned into a demonstration. */
async function startDemoIn(cli: Cli, dataDir: string, options: Options): Promise<ExitCode> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  if (!isFreeForDemo(dataDir)) {
    cli.terminal.say(`${dataDir} holds a station; a demonstration takes an empty folder, or one of its own.`)
    return exitCodes.failed
  }
  return openShell(cli, { type: 'demo', dataDir }, options)
}

/** The folder goes when the demonstration ends. */
async function startDemo(cli: Cli, options: Options): Promise<ExitCode> {
  const dataDir = mkdtempSync(join(tmpdir(), 'foyer-demo-'))
  try {
    return await openShell(cli, { type: 'demo', dataDir }, options)
  } finally {
    // A browser that is just ending still writes into its profile there.
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

async function openShell(cli: Cli, choice: Choice, options: Options): Promise<ExitCode> {
  const shell = await chooseShell(options.shell)
  sayWhy(cli, shell)
  const screensDir = await prepareScreens(cli)
  if (screensDir === null) return exitCodes.failed
  const work = { choice, screensDir, port: options.port, isJson: options.json === true }
  if (shell.type !== 'electron') return serve(cli, work, shell)
  const code = await runDesktop(cli, { ...work, binary: shell.binary })
  if (code !== null) return code
  const instead = await chooseShell('browser')
  sayWhy(cli, instead)
  return serve(cli, work, instead)
}

function serve(cli: Cli, work: StationWork, shell: ShellChoice): Promise<ExitCode> {
  return serveStation(cli, { ...work, browser: shell.type === 'browser' ? shell.browser : null })
}

function sayWhy(cli: Cli, shell: ShellChoice): void {
  if (shell.type === 'electron' || shell.why === null) return
  cli.terminal.say(`${shell.why}${shell.type === 'browser' ? ' The browser shell is opened instead.' : ''}`)
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
