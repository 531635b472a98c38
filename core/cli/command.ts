/** What the commands have in common: how one is run, how its end becomes an exit code, and the options they share. */
import { type Stats, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, type CommandOptions, InvalidArgumentError, Option } from 'commander'
import { supervisorReason } from '../contract/supervisor-reason.ts'
import { toStorageFault } from '../store/storage-fault.ts'
import { type ExitCode, exitCodes, exitCodesHelp } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'
import { writeFault } from './write-fault.ts'

export type Cli = {
  terminal: Terminal
  env: Record<string, string | undefined>
  nowMs: () => number
  /** Called once per run, when a command has ended. */
  finish: (code: ExitCode) => void
}

/** Adds a command with its examples; every line of `examples` is one, without the `foyer`. */
export function addCommand(
  program: Command,
  name: string,
  description: string,
  examples: readonly string[],
  options: CommandOptions = {},
): Command {
  const lines = examples.map((example) => `  $ npm run -s foyer -- ${example}`)
  return program
    .command(name, options)
    .description(description)
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}\n${exitCodesHelp}`)
}

/** Runs what a command does. An error that nobody expected is written down in full and told in one line. */
export async function finishWith(cli: Cli, dataDir: string | null, work: () => Promise<ExitCode>): Promise<void> {
  try {
    cli.finish(await work())
  } catch (error) {
    cli.finish(reportThrown(cli.terminal, dataDir, error))
  }
}

export function reportThrown(terminal: Terminal, dataDir: string | null, error: unknown): ExitCode {
  const place = deniedPath(error) ?? (isOfTheDisk(error) ? (dataDir ?? 'its folder') : null)
  const fault = place === null ? null : toStorageFault(error, place)
  if (fault) {
    terminal.say(fault.message)
    return exitCodes.failed
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  terminal.say(`foyer: a fault of Foyer itself (${what.split('\n', 1)[0]}); ${writeDown(dataDir, error)}`)
  return exitCodes.unexpected
}

/** A path that is missing may be a bug; a disk that is full or a database that is locked is none. */
function isOfTheDisk(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('SQLITE_') || ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'].includes(code)
}

/** The file or folder that this user may not use; null where something else is denied, such as a port or a program. */
function deniedPath(error: unknown): string | null {
  if (!(error instanceof Error && 'code' in error && 'path' in error && 'syscall' in error)) return null
  const { code, path, syscall } = error
  const isDenied = code === 'EACCES' || code === 'EPERM'
  return isDenied && typeof path === 'string' && !/^(spawn|listen|connect)/.test(String(syscall)) ? path : null
}

function writeDown(dataDir: string | null, error: unknown): string {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const entry = `${new Date().toISOString()} foyer ${process.argv[2] ?? ''}\n${details}\n\n`
  const file = writeFault(dataDir, entry)
  return file === null ? `the details could not be written anywhere: ${details}` : `the details are in ${file}`
}

export function dataOption(): Option {
  return new Option('--data <dir>', 'the data folder').argParser((value) => {
    // Of nothing, such as a variable that is not set, the system makes the folder one happens to stand in.
    if (value.trim() === '') throw new InvalidArgumentError('Expected the path of a data folder, and it is empty.')
    return resolve(value)
  })
}

export function jsonOption(): Option {
  return new Option('--json', 'results as JSON on stdout, also on a terminal')
}

/** @returns A sentence, where `reason` is none that the station would take; null: it would. */
export function findReasonFault(reason: string): string | null {
  return supervisorReason.safeParse(reason).error?.issues[0]?.message ?? null
}

export function byOption(): Option {
  return new Option('--by <supervisor>', 'in whose name, an employee number (default: the owner of the data folder)')
}

export function parsePort(value: string): number {
  const port = Number(value)
  if (!/^\d+$/.test(value) || port > 65535) {
    throw new InvalidArgumentError('Expected a port: a whole number from 0 (any free one) to 65535.')
  }
  return port
}

/** Says so where `dir` is no folder. */
export function isDataFolder(terminal: Terminal, dir: string): boolean {
  const stat = findEntry(dir)
  if (stat?.isDirectory()) return true
  terminal.say(stat ? `${dir} is a file, not a data folder.` : `There is no folder ${dir}.`)
  return false
}

function findEntry(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    // A part of the path is a file.
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined
    throw error
  }
}
