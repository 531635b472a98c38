/** The `foyer` command: knows its commands, and turns however one ends into an exit code. */
import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { registerCentral } from './central.ts'
import { type Cli, reportThrown } from './command.ts'
import { type ExitCode, exitCodes, exitCodesHelp } from './exit-codes.ts'
import { registerExport } from './export.ts'
import { registerImport } from './import.ts'
import { registerReplay } from './replay.ts'
import { registerStart } from './start.ts'
import { registerStatus } from './status.ts'
import { registerSync } from './sync.ts'
import { flushTerminal, openTerminal } from './terminal.ts'

const commands = [
  registerStart,
  registerCentral,
  registerImport,
  registerReplay,
  registerSync,
  registerStatus,
  registerExport,
]

/** Runs one command line and ends the process with its exit code. Never rejects. */
export async function runFoyer(argv: readonly string[]): Promise<void> {
  const terminal = openTerminal()
  let code: ExitCode = exitCodes.ok
  const finish = (ended: ExitCode): void => {
    code = ended
  }
  const end = async (): Promise<never> => {
    await flushTerminal()
    process.exit(code)
  }
  // A command ends when its work does, also where that waits for a moment with nothing but an idle connection open.
  setInterval(() => {}, 0x7fffffff)
  process.on('uncaughtException', (error) => {
    finish(reportThrown(terminal, null, error))
    void end()
  })
  try {
    await createProgram({ terminal, env: process.env, nowMs: Date.now, finish }).parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) finish(reportThrown(terminal, null, error))
    // Help and version that were asked for are no faults.
    else if (error.exitCode !== 0) finish(exitCodes.usage)
  }
  await end()
}

function createProgram(cli: Cli): Command {
  const program = new Command('foyer')
    .description('The check-in station by the door, its reference central service, and the tools for both.')
    .version(packageJson.version)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('Run it with --help to see what it takes.')
    .addHelpText('after', `${exitCodesHelp}\n\nResults go to stdout, everything else to stderr.`)
  for (const register of commands) register(program, cli)
  return program
}
