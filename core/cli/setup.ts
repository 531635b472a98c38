/** `foyer setup`: a new station without a screen, for whoever has many of them. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { type Command, InvalidArgumentError } from 'commander'
import { readBadgeText } from '../badge/read-badge.ts'
import type { Answer, Request } from '../contract/contract.ts'
import { type Language, languages } from '../contract/languages.ts'
import { firstSupervisor } from '../contract/setup-calls.ts'
import { idOfName } from '../contract/station-id.ts'
import { reachStation } from '../door/hand-over.ts'
import { completeSetup, finishSetup } from '../station/finish-setup.ts'
import { isPin } from '../station/hash-pin.ts'
import { judgeFolder } from '../station/judge-folder.ts'
import { readJson } from '../station/read-settings.ts'
import { refuse, refuseInWords } from '../station/refuse.ts'
import { takeFolder } from '../station/take-folder.ts'
import { describeOwner } from '../store/folder-lock.ts'
import { printResult, sayRefused, sayUsage } from './ask-station.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { describeUnanswered } from './hand-over-fault.ts'
import { isStationFolder, makeNewFolder, removeNewFolder } from './station-folder.ts'

type Options = {
  data: string
  settings?: string
  id?: string
  name?: string
  location?: string
  zone?: string
  languages?: Language[]
  supervisor: string
  supervisorName: string
  badge: string
  json?: true
}

type Outcome = Answer<'finishSetup'> | { type: 'in-use'; message: string }

export function registerSetup(program: Command, cli: Cli): void {
  addCommand(program, 'setup', 'Make a new station: its station.json and its first supervisor, both or neither.', [
    'setup --data ./station --name "Front door" --zone Europe/Berlin --supervisor E7 --supervisor-name "Ada Byron" --badge 0012345678 < pin.txt',
    'setup --data ./station --settings ./like-all.json --id door-17 --supervisor E7 --supervisor-name "Ada Byron" --badge 0012345678 < pin.txt',
  ])
    .addOption(dataOption().makeOptionMandatory())
    .option('--settings <file>', 'a station.json to begin with; what else is said here goes before it')
    .option('--id <id>', 'of the station, on no other one (default: made of the letters of the name)')
    .option('--name <name>', 'as people see it')
    .option('--location <name>', 'where it stands')
    .option('--zone <zone>', 'an IANA time zone such as Europe/Berlin (default: that of this computer)')
    .option('--languages <list>', `of the screen, the first one first, of ${languages.join(', ')}`, parseLanguages)
    .requiredOption('--supervisor <number>', 'the employee number of the first supervisor')
    .requiredOption('--supervisor-name <name>', 'their name')
    .requiredOption('--badge <number>', 'of their card, as a reader types it or as it is printed')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nThe PIN of the supervisor is read from stdin, four to twelve digits. Readers and upstreams come from --settings, or are\nwritten into station.json afterwards. A folder that holds a station is not touched.',
    )
    .action((options: Options) => finishWith(cli, options.data, () => setUp(cli, options)))
}

function parseLanguages(value: string): Language[] {
  const list = value.split(',').map((each) => each.trim())
  const isKnown = (each: string): each is Language => (languages as readonly string[]).includes(each)
  const unknown = list.find((each) => !isKnown(each))
  if (unknown !== undefined)
    throw new InvalidArgumentError(`Expected some of ${languages.join(', ')}, found "${unknown}".`)
  return list.filter(isKnown)
}

async function setUp(cli: Cli, options: Options): Promise<ExitCode> {
  const { data } = options
  const reading = readBadgeText(options.badge, 'auto')
  if (reading.type === 'unreadable') return sayUsage(cli, `--badge: ${reading.why}`)
  const missing = sayMissingId(options)
  if (missing !== null) return sayUsage(cli, missing)
  const begun = readTemplate(options.settings)
  if (typeof begun === 'string') return sayRefused(cli, begun)
  if (process.stdin.isTTY) cli.terminal.say('Type the PIN, Enter, and Ctrl-D:')
  const pin = (await readText(process.stdin)).trim()
  if (!isPin(pin)) return sayRefused(cli, 'A PIN is four to twelve digits, on stdin.')
  const settings = composeSettings(begun, options)
  const judged = firstSupervisor.safeParse({
    displayName: options.supervisorName,
    employeeNumber: options.supervisor,
    badge: reading.candidates[0],
    pin,
  })
  if (!judged.success) {
    for (const { path, message } of judged.error.issues) cli.terminal.say(`supervisor.${path.join('.')}: ${message}`)
    return exitCodes.settings
  }
  const supervisor = judged.data
  const isNew = makeNewFolder(data)
  if (!isStationFolder(cli.terminal, data)) return exitCodes.failed
  const outcome = await finishHereOrThere(cli, data, { settings, supervisor })
  if (isNew && outcome.type !== 'finished') removeNewFolder(data)
  switch (outcome.type) {
    case 'finished': {
      const { station } = settings as { station: { id: string } }
      const result = { station: station.id, supervisor: options.supervisor, dataDir: data }
      await printResult(cli, options, { data: result, text: `The station "${station.id}" is set up in ${data}.` })
      if (lacksCardSystem(settings)) cli.terminal.say(cardSystemNote)
      return exitCodes.ok
    }
    case 'faults':
      for (const { path, expected } of outcome.faults) cli.terminal.say(`${path}: ${expected}`)
      return exitCodes.settings
    case 'refused':
      return sayRefused(cli, outcome.message)
    case 'in-use':
      cli.terminal.say(outcome.message)
      return exitCodes.inUse
    default:
      return outcome satisfies never
  }
}

const cardSystemNote =
  'upstreams.cards is told of a new card only with the id of its card system (a GUID): write it into station.json as station.cardSystemId.'

/** What was set up has been held against the rules of `station.json`. */
function lacksCardSystem(settings: Record<string, unknown>): boolean {
  const { station, upstreams } = settings as { station: { cardSystemId?: string }; upstreams?: { cards?: object } }
  return upstreams?.cards !== undefined && station.cardSystemId === undefined
}

/** Two stations of one id are one to whoever hears of both, so what many begin with says none. Null: nothing is missing. */
function sayMissingId({ id, name, settings }: Options): string | null {
  if (id !== undefined) return null
  if (name !== undefined && idOfName(name) === null)
    return `--id: expected one that no other station has; no letter of "${name}" can stand in it.`
  return name === undefined && settings !== undefined
    ? '--id: expected one that no other station has (or --name, of which it is made); that of --settings is the same for all.'
    : null
}

/** In a sentence, where it cannot be read. */
function readTemplate(file: string | undefined): Record<string, unknown> | string {
  if (file === undefined) return {}
  let bytes: Buffer
  try {
    bytes = readFileSync(resolve(file))
  } catch (error) {
    return `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
  const reading = readJson(bytes)
  if (reading.type === 'wrong') return `${file} cannot be read: ${reading.expected}.`
  const { content } = reading
  if (typeof content === 'object' && content !== null && !Array.isArray(content))
    return content as Record<string, unknown>
  return `${file}: expected an object { … }.`
}

function composeSettings(begun: Record<string, unknown>, options: Options): Record<string, unknown> {
  const before = typeof begun.station === 'object' && begun.station !== null ? begun.station : {}
  const { id, name, location, zone, languages: spoken } = options
  const own = id ?? (name === undefined ? null : idOfName(name))
  const said = {
    ...(name !== undefined && { name }),
    ...(own !== null && { id: own }),
    ...(location !== undefined && { location }),
    ...(spoken !== undefined && { languages: spoken }),
    ...(zone !== undefined && { zone }),
  }
  const here = { zone: Intl.DateTimeFormat().resolvedOptions().timeZone }
  return { ...begun, station: { ...here, ...before, ...said } }
}

/** A station that waits to be set up has the folder, and does it itself. */
async function finishHereOrThere(cli: Cli, dir: string, request: Request<'finishSetup'>): Promise<Outcome> {
  if (judgeFolder(dir) === 'configured') return refuse('set-up-already', { place: dir })
  const locking = await takeFolder(dir, 'setup')
  if (locking.type === 'failed') return refuseInWords(locking.fault.message)
  if (locking.type === 'locked') {
    try {
      // One that was cut short was for another supervisor: it is finished, and not begun again.
      const fault = judgeFolder(dir) === 'unfinished' ? completeSetup(dir) : null
      if (fault) return refuseInWords(fault.message)
      return judgeFolder(dir) === 'fresh'
        ? await finishSetup(locking.lock, { ...request, env: cli.env, nowMs: cli.nowMs() })
        : refuse('set-up-already', { place: dir })
    } finally {
      locking.lock.release()
    }
  }
  const reached = await reachStation(dir)
  if (reached.type !== 'reached') {
    return { type: 'in-use', message: `${describeOwner(dir, locking.owner)}, which takes no requests now.` }
  }
  try {
    const answer = await reached.call('finishSetup', request)
    return answer.type === 'finished' || answer.type === 'faults' || answer.type === 'refused'
      ? answer
      : { type: 'refused', message: describeUnanswered(answer) }
  } finally {
    reached.close()
  }
}
