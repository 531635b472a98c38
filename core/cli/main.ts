/** The `foyer` command: knows its commands, and turns however one ends into an exit code. */
import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { type Cli, reportThrown } from './command.ts'
import { type ExitCode, exitCodes, exitCodesHelp } from './exit-codes.ts'
import { openTerminal } from './terminal.ts'

/** In the order of `--help`. A command is loaded when it is named: the rest of the rooms would double its start. */
const registerByName: Record<string, () => Promise<(program: Command, cli: Cli) => void>> = {
  start: async () => (await import('./start.ts')).registerStart,
  setup: async () => (await import('./setup.ts')).registerSetup,
  central: async () => (await import('./central.ts')).registerCentral,
  conformance: async () => (await import('./conformance.ts')).registerConformance,
  import: async () => (await import('./import.ts')).registerImport,
  stage: async () => (await import('./stage.ts')).registerStage,
  batch: async () => (await import('./batch.ts')).registerBatch,
  profile: async () => (await import('./profile.ts')).registerProfile,
  presence: async () => (await import('./presence.ts')).registerPresence,
  card: async () => (await import('./card.ts')).registerCard,
  badge: async () => (await import('./badge.ts')).registerBadge,
  person: async () => (await import('./person.ts')).registerPerson,
  'force-in': async () => (await import('./attendance.ts')).registerForceIn,
  'force-out': async () => (await import('./attendance.ts')).registerForceOut,
  undo: async () => (await import('./attendance.ts')).registerUndo,
  correct: async () => (await import('./attendance.ts')).registerCorrect,
  settle: async () => (await import('./attendance.ts')).registerSettle,
  hours: async () => (await import('./hours.ts')).registerHours,
  who: async () => (await import('./who.ts')).registerWho,
  audit: async () => (await import('./audit.ts')).registerAudit,
  replay: async () => (await import('./replay.ts')).registerReplay,
  sync: async () => (await import('./sync.ts')).registerSync,
  outbox: async () => (await import('./outbox.ts')).registerOutbox,
  pull: async () => (await import('./pull.ts')).registerPull,
  readers: async () => (await import('./readers.ts')).registerReaders,
  status: async () => (await import('./status.ts')).registerStatus,
  diagnostics: async () => (await import('./diagnostics.ts')).registerDiagnostics,
  export: async () => (await import('./export.ts')).registerExport,
}

/** Runs one command line and ends the process with its exit code. Never rejects. */
export async function runFoyer(argv: readonly string[]): Promise<void> {
  const terminal = openTerminal()
  let code: ExitCode = exitCodes.ok
  const finish = (ended: ExitCode): void => {
    code = ended
  }
  const end = async (): Promise<never> => {
    const unwritten = await terminal.flush()
    if (unwritten !== null) {
      terminal.say(unwritten)
      if (code === exitCodes.ok) code = exitCodes.failed
    }
    process.exit(code)
  }
  // A command ends when its work does, also where that waits for a moment with nothing but an idle connection open.
  setInterval(() => {}, 0x7fffffff)
  process.on('uncaughtException', (error) => {
    finish(reportThrown(terminal, null, error))
    void end()
  })
  try {
    const program = await createProgram(argv[0], { terminal, env: process.env, nowMs: Date.now, finish })
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) finish(reportThrown(terminal, null, error))
    // Help and version that were asked for are no faults.
    else if (error.exitCode !== 0) finish(exitCodes.usage)
  }
  await end()
}

/** @param named What the command line begins with; all commands are known where it names none of them. */
async function createProgram(named: string | undefined, cli: Cli): Promise<Command> {
  const program = new Command('foyer')
    .description('The check-in station by the door, its reference central service, and the tools for both.')
    .version(packageJson.version)
    .exitOverride()
    // What stands after a command's name belongs to that command.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .showHelpAfterError('Run it with --help to see what it takes.')
    .addHelpText('after', `${exitCodesHelp}\n\nResults go to stdout, everything else to stderr.`)
  const one = named === undefined ? undefined : registerByName[named]
  for (const load of one ? [one] : Object.values(registerByName)) (await load())(program, cli)
  return program
}
