/** `foyer replay`: presentations from a file, each at its own time, decided as if they had been made at the door. */
import { createReadStream, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import type { Answer } from '../contract/contract.ts'
import type { Decision } from '../contract/decision.ts'
import { replay } from '../station/replay.ts'
import { readReplayLine } from '../station/replay-line.ts'
import { createTapContext } from '../station/station.ts'
import { decideTap } from '../station/tap.ts'
import { addCommand, type Cli, dataOption, finishWith } from './command.ts'
import { decisionToLine } from './decision-line.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { describeUnanswered } from './hand-over-fault.ts'
import { workInFolder } from './owned-folder.ts'

type Options = { data: string; allowFuture?: true }
/** Null ends the replay; the reason has been said. */
type Decide = (line: string) => Promise<Answer<'replayLine'> | null>

export function registerReplay(program: Command, cli: Cli): void {
  addCommand(
    program,
    'replay',
    'Decide the presentations of a file (JSON Lines), each at the time that it names; prints a JSON line per decision.',
    ['replay morning.jsonl --data ./station', 'replay - --data ./station < morning.jsonl'],
  )
    .argument('<file>', 'the presentations, or - for stdin')
    .addOption(dataOption().makeOptionMandatory())
    .option('--allow-future', 'also decide presentations that lie more than an hour ahead of now')
    .option('--json', 'what it prints is JSON in any case')
    .addHelpText(
      'after',
      `
A line is {"at": "2026-03-02T08:00:00+01:00", "reader": "front", "reports": ["0000270000000000", …]} with the reader's
reports in hex, or the shorthand {"at": …, "reader": …, "text": "0012345678\\n"}. Reports are read as station.json says of
that reader; a text is typed, or scanned, or stands on the stripe of a card. Refused, repeated and unreadable
taps are results. A line that is none of this is named on stderr and left out; the exit code is then 1. So is one
that lies more than an hour ahead of this machine's clock: whoever is clocked in tomorrow could not badge today.`,
    )
    .action((file: string, options: Options) => finishWith(cli, options.data, () => replayFile(cli, file, options)))
}

async function replayFile(cli: Cli, file: string, { data: dir, allowFuture }: Options): Promise<ExitCode> {
  const path = file === '-' ? null : resolve(file)
  if (path !== null && !statSync(path, { throwIfNoEntry: false })?.isFile()) {
    cli.terminal.say(`There is no file ${path}.`)
    return exitCodes.failed
  }
  const latestMs = allowFuture ? Number.POSITIVE_INFINITY : cli.nowMs() + 3_600_000
  return workInFolder(cli, dir, {
    purpose: 'replay',
    secrets: 'left',
    here: (store, settings) => {
      const context = createTapContext(store, settings)
      const present: Parameters<typeof replay>[0] = (presentation) => decideTap(context, presentation).decision
      return replayLines(cli, path, latestMs, async (line) => replay(present, settings.readers, line))
    },
    there: (call) =>
      replayLines(cli, path, latestMs, async (line) => {
        const answer = await call('replayLine', { line })
        if (answer.type === 'decided' || answer.type === 'wrong') return answer
        cli.terminal.say(describeUnanswered(answer))
        return null
      }),
  })
}

async function replayLines(cli: Cli, path: string | null, latestMs: number, decide: Decide): Promise<ExitCode> {
  const { terminal } = cli
  const input = path === null ? process.stdin : createReadStream(path)
  const totalBytes = path === null ? 0 : statSync(path).size
  const progress = path === null ? null : terminal.showProgress('replaying', 'bytes')
  let readBytes = 0
  let lineNumber = 0
  let code: ExitCode = exitCodes.ok
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    lineNumber++
    readBytes += Buffer.byteLength(text) + 1
    const line = lineNumber === 1 ? text.replace(/^\ufeff/, '') : text
    if (line.trim() === '') continue
    const answer = isLater(line, latestMs)
      ? { type: 'wrong' as const, message: 'the instant lies in the future (--allow-future takes it)' }
      : await decide(line)
    if (answer === null) {
      code = exitCodes.failed
      break
    }
    if (answer.type === 'wrong') {
      terminal.say(`${path ?? 'stdin'}: line ${lineNumber}: ${answer.message}`)
      code = exitCodes.failed
      continue
    }
    // In the file's own words, so that a decision is found beside its line.
    const { at } = JSON.parse(line)
    for (const decision of answer.decisions.filter(isStored)) {
      await terminal.print(JSON.stringify({ ...decisionToLine(decision), at }))
    }
    const unstored = answer.decisions.find((decision) => !isStored(decision))
    if (unstored) {
      terminal.say(`${path ?? 'stdin'}: line ${lineNumber}: ${unstored.detail ?? 'the tap could not be stored'}`)
      code = exitCodes.failed
      break
    }
    progress?.update(Math.min(readBytes, totalBytes), totalBytes)
  }
  progress?.stop()
  return code
}

/** A line that cannot be read is for whoever decides it. */
function isLater(line: string, latestMs: number): boolean {
  const reading = readReplayLine(line)
  return reading.type === 'line' && reading.line.atMs > latestMs
}

/** What a running station could not store is no decision: it is said at the door, but nothing of it stays. */
function isStored({ reason }: Decision): boolean {
  return reason !== 'not-stored'
}
