/** A command that makes one change or looks at one thing: asked of the running station, or answered in its folder. */
import { performance } from 'node:perf_hooks'
import { newestEventAtMs } from '../attendance/attendance-store.ts'
import type { Answer, Request } from '../contract/contract.ts'
import { createStationClock } from '../station/clock.ts'
import type { OnStep } from '../station/enrolment-handlers.ts'
import { type ReadSettings, readSettings } from '../station/read-settings.ts'
import { createTapContext } from '../station/station.ts'
import { createSupervisorHandlers, type SupervisorCallName } from '../station/supervisor-handlers.ts'
import type { ReadableDb, Store } from '../store/database.ts'
import { openStationFileToRead } from '../store/station-file.ts'
import type { Cli } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { describeUnanswered } from './hand-over-fault.ts'
import { workInFolder } from './owned-folder.ts'
import { isStationFolder } from './station-folder.ts'

export type Unanswered = Parameters<typeof describeUnanswered>[0]

export type Asked<N extends SupervisorCallName> = {
  dataDir: string
  call: N
  request: Request<N>
  report: (answer: Answer<N>) => Promise<ExitCode>
  /** Where a station did not answer; absent: the sentence alone. */
  sayUnanswered?: (answer: Unanswered) => Promise<ExitCode>
}

export function askStation<N extends SupervisorCallName>(cli: Cli, asked: Asked<N>): Promise<ExitCode> {
  const { dataDir, call: name, request, report, sayUnanswered } = asked
  return workInFolder(cli, dataDir, {
    purpose: name,
    secrets: 'left',
    here: async (store, settings) => {
      const progress = showSteps(cli)
      const handle = createHandlersHere(cli, store, settings, progress.onStep)[name]
      const answer = await handle(request)
      progress.stop()
      return report(answer)
    },
    there: async (call) => {
      const answer = await call(name, request)
      switch (answer.type) {
        case 'lost':
        case 'not-allowed':
        case 'invalid-request':
        case 'failed':
          return sayUnanswered ? sayUnanswered(answer) : sayRefused(cli, describeUnanswered(answer))
        default:
          return report(answer)
      }
    },
  })
}

/** Looks into a folder without writing, also while a station runs there. */
export async function lookIntoFolder(
  cli: Cli,
  dataDir: string,
  look: (db: ReadableDb, settings: ReadSettings) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { terminal } = cli
  if (!isStationFolder(terminal, dataDir)) return exitCodes.failed
  const reading = readSettings(dataDir, cli.env, 'left')
  if (reading.type === 'wrong') {
    terminal.say(reading.message)
    return exitCodes.settings
  }
  return lookIntoDatabase(cli, dataDir, (db) => look(db, reading.settings))
}

/** The same of what needs no settings. */
export async function lookIntoDatabase(
  cli: Cli,
  dataDir: string,
  look: (db: ReadableDb) => Promise<ExitCode>,
): Promise<ExitCode> {
  const opening = openStationFileToRead(dataDir)
  if (opening.type === 'failed') return sayRefused(cli, opening.fault.message)
  try {
    return await look(opening.store.read)
  } catch (error) {
    // A table that somebody took away is a fault of the file, not of Foyer.
    const why = opening.findFault()
    if (why === null) throw error
    return sayRefused(cli, `The database in ${dataDir} is damaged (${why}).`)
  } finally {
    opening.store.close()
  }
}

/** A command line that was not understood, where it takes more than one option to see that. */
export function sayUsage(cli: Cli, message: string): ExitCode {
  cli.terminal.say(message)
  return exitCodes.usage
}

/** A request that was understood and not granted. */
export function sayRefused(cli: Cli, message: string): ExitCode {
  cli.terminal.say(message)
  return exitCodes.failed
}

/** The same, and where JSON was asked for an object on stdout, by whose type a program tells one failure from another. */
export async function sayFailure(
  cli: Cli,
  { json }: { json?: true },
  failure: { type: string; message: string } & Record<string, unknown>,
): Promise<ExitCode> {
  if (json) await cli.terminal.print(JSON.stringify(failure))
  return sayRefused(cli, failure.message)
}

export function sayNobody(cli: Cli, employeeNumber: string): ExitCode {
  return sayRefused(cli, `Nobody has the employee number ${JSON.stringify(employeeNumber)}.`)
}

/** A result for people where one looks on, else as JSON. */
export function printResult(
  { terminal }: Cli,
  { json }: { json?: true },
  result: { data: unknown; text: string },
): Promise<void> {
  return terminal.print(json || !terminal.isHuman ? JSON.stringify(result.data) : result.text)
}

/** A bar for each step, one after the other. */
function showSteps({ terminal }: Cli): { onStep: OnStep; stop: () => void } {
  const bars = {
    read: terminal.showProgress('reading', 'bytes'),
    judge: terminal.showProgress('judging', 'records'),
    apply: terminal.showProgress('applying', 'records'),
  }
  return {
    onStep: ({ step, done, total }) => {
      bars[step].update(done, total)
      if (done === total) bars[step].stop()
    },
    stop: () => {
      for (const bar of Object.values(bars)) bar.stop()
    },
  }
}

function createHandlersHere(cli: Cli, store: Store, settings: ReadSettings, onStep: OnStep) {
  const clock = createStationClock({
    wallMs: cli.nowMs,
    monotonicMs: () => performance.now(),
    newestEventAtMs: newestEventAtMs(store.read),
  })
  return createSupervisorHandlers(createTapContext(store, settings), clock.read, onStep)
}
