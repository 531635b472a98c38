/** `foyer readers watch` and `record`: what readers send, as it comes, from the devices or from the station that has them. */
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { formatBadge } from '../badge/read-badge.ts'
import type { SeenReport } from '../contract/contract.ts'
import { type ReaderSettings, readerSettings } from '../contract/reader-settings.ts'
import { reachStation } from '../door/hand-over.ts'
import type { DeviceState } from '../reader/device-readers.ts'
import type { DeviceReader } from '../reader/match-devices.ts'
import { hearReaders } from '../station/hear-readers.ts'
import { hasDevice } from '../station/open-readers.ts'
import { createRecorder } from '../station/record-presentations.ts'
import { startTimer } from '../station/start-timer.ts'
import { whyOf } from '../station/view-readers.ts'
import { sayRefused, sayUsage } from './ask-station.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { describeUnanswered } from './hand-over-fault.ts'
import { readStation } from './read-station.ts'
import { showForeign } from './show-foreign.ts'
import { untilTold } from './until-told.ts'

type Options = { data?: string; device?: Watched[]; json?: true }
type Watched = ReaderSettings & DeviceReader

/** Longer than any silence after which half a badge is given up, where `station.json` gives no longer one (ours). */
const pauseMs = 1500

/** How often a running station is asked for what is new. */
const askEveryMs = 200

export function registerWatch(readers: Command, cli: Cli): void {
  addHearing(readers, 'watch', 'Show what readers send and what it means, until Ctrl-C.', [
    'readers watch --data ./station',
    'readers watch --device 0c27:3bfa',
  ])
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `${hearingHelp}
For a program: a JSON object per line, {"at", "reader", "what": {"type": "report", "hex"} or {"type": "presented", "text",
"candidates", "why"}}.`,
    )
    .action((options: Options) => finishWith(cli, options.data ?? null, () => watch(cli, options)))
}

export function registerRecord(readers: Command, cli: Cli): void {
  addHearing(readers, 'record', 'Write what readers send into a file that "foyer replay" reads, until Ctrl-C.', [
    'readers record taps.jsonl --data ./station',
    'readers record taps.jsonl --device 0c27:3bfa',
  ])
    .argument('<file>', 'is made, and may not be there yet; card numbers stand in it')
    .addHelpText(
      'after',
      `${hearingHelp}
A line is {"at", "reader", "reports": [hex…]}: what one reader sent without a pause, if it presented anything.`,
    )
    .action((file: string, options: Options) =>
      finishWith(cli, options.data ?? null, () => record(cli, resolve(file), options)),
    )
}

const hearingHelp = `
With --data: the readers of station.json; while a station runs there, what it hears. With --device: that device, whether
a station knows it or not, also beside one that runs (Linux, driver hidraw).`

function addHearing(readers: Command, name: string, description: string, examples: string[]): Command {
  return addCommand(readers, name, description, examples)
    .addOption(dataOption())
    .addOption(
      new Option(
        '--device <id>',
        'vendor and product, and where there are several @ and the port; repeatable',
      ).argParser(parseDevice),
    )
}

/** `0c27:3bfa` or `0c27:3bfa@1-1.2`. */
function parseDevice(value: string, before: Watched[] = []): Watched[] {
  const [, vendorId, productId, port] = /^([0-9a-f]{4}):([0-9a-f]{4})(?:@(.+))?$/i.exec(value) ?? []
  if (!vendorId || !productId) throw new InvalidArgumentError('Expected vendor and product such as 0c27:3bfa.')
  const id = `${vendorId}-${productId}${port ? `-${port.replace(/[^A-Za-z0-9._-]/g, '-')}` : ''}`.slice(0, 64)
  const reader = readerSettings.parse({ id, device: { vendorId, productId, ...(port && { port }) } })
  const isNew = before.every((each) => each.id !== id)
  return [...before, ...(isNew && hasDevice(reader) ? [reader] : [])]
}

async function watch(cli: Cli, options: Options): Promise<ExitCode> {
  const { terminal } = cli
  const isJson = options.json || !terminal.isHuman
  return hear(cli, options, (seen) => {
    const { atMs, reader, what } = seen
    const at = new Date(atMs).toISOString()
    void terminal.print(isJson ? JSON.stringify({ at, reader, what }) : formatSeen(seen))
  })
}

async function record(cli: Cli, file: string, options: Options): Promise<ExitCode> {
  let fd: number
  try {
    fd = openSync(file, 'wx', 0o600)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const why = code === 'EEXIST' ? 'is there already; nothing is written over' : `cannot be made (${code})`
    return sayRefused(cli, `The file ${file} ${why}.`)
  }
  let lines = 0
  const recorder = createRecorder({
    pauseMs,
    setTimer: startTimer,
    onLine: (line) => {
      writeSync(fd, `${line}\n`)
      lines += 1
    },
  })
  let code: ExitCode | null = null
  try {
    code = await hear(cli, options, recorder.take)
    return code
  } finally {
    recorder.flush()
    closeSync(fd)
    // Nothing was heard for a reason that has been said; the name is free for the next attempt.
    if (code !== null && code !== exitCodes.ok && lines === 0) unlinkSync(file)
    else cli.terminal.say(`${lines} ${lines === 1 ? 'line' : 'lines'} written to ${file}.`)
  }
}

/** Until somebody ends it. */
async function hear(cli: Cli, options: Options, onSeen: (seen: SeenReport) => void): Promise<ExitCode> {
  const { data, device: named = [] } = options
  if (data === undefined && named.length === 0) {
    return sayUsage(cli, 'Say which readers: --data DIR for those of a station, or --device VENDOR:PRODUCT.')
  }
  const settings = data === undefined ? null : readStation(cli, data)
  if (typeof settings === 'number') return settings
  const told = Promise.race([untilTold(), cli.terminal.unread])
  if (data !== undefined && named.length === 0) {
    const reached = await reachStation(data)
    if (reached.type === 'reached') {
      cli.terminal.say('A station has the readers; this is what it hears.')
      try {
        return await followStation(cli, reached.call, told, onSeen)
      } finally {
        reached.close()
      }
    }
  }
  const readers = [...(settings?.readers.filter(hasDevice) ?? []), ...named]
  if (readers.length === 0) {
    return sayRefused(cli, 'No reader of station.json names a "device"; say which one with --device VENDOR:PRODUCT.')
  }
  const onState = (reader: string, state: DeviceState): void => {
    const why = whyOf(state)
    cli.terminal.say(`${reader}: ${state.type}${why === null ? '' : `. ${why}`}`)
  }
  const close = hearReaders({ readers, driver: settings?.readerDriver ?? 'hidraw', onSeen, onState })
  await told
  await close()
  return exitCodes.ok
}

async function followStation(
  cli: Cli,
  call: Extract<Awaited<ReturnType<typeof reachStation>>, { type: 'reached' }>['call'],
  told: Promise<void>,
  onSeen: (seen: SeenReport) => void,
): Promise<ExitCode> {
  let isTold = false
  void told.then(() => {
    isTold = true
  })
  let after: number | undefined
  while (!isTold) {
    const answer = await call('listReports', after === undefined ? {} : { after })
    if (answer.type !== 'reports') return sayRefused(cli, describeUnanswered(answer))
    after = answer.last
    for (const seen of answer.reports) onSeen(seen)
    await Promise.race([told, sleep(askEveryMs)])
  }
  return exitCodes.ok
}

function formatSeen({ atMs, reader, what }: SeenReport): string {
  const time = new Date(atMs).toISOString().slice(11, 23)
  if (what.type === 'report') return `${time}  ${reader}  ${what.hex.replace(/../g, '$& ').trimEnd()}`
  if (what.why !== null) return `${time}  ${reader}  = unreadable: ${what.why}`
  const meanings = what.candidates.map((number) => `${number.format} ${formatBadge(number)}`).join(', or ')
  return `${time}  ${reader}  = ${showForeign(what.text ?? '')}  ${meanings}`
}
