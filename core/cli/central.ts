/** `foyer central`: the reference central service alone, until it is told to stop. */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { pino } from 'pino'
import type { OtherPeople } from '../central/account-store.ts'
import { startCentral } from '../central/central.ts'
import type { CardType } from '../central/central-interface.ts'
import { readCentralPeople } from '../central/central-people.ts'
import { isBounded } from '../contract/bounded-pattern.ts'
import { isKnownZone, isPattern } from '../contract/settings.ts'
import { type AuthField, authFields, compilePatterns } from '../enrolment/auth-record.ts'
import type { Thresholds } from '../enrolment/thresholds.ts'
import { type DayWindow, parseDayWindow } from '../presence/day-window.ts'
import { describeOwner, lockFolder } from '../store/folder-lock.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption, parsePort } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { readPlainSentence } from './plain-sentence.ts'
import { readSecret } from './read-secret.ts'
import { isServiceFolder } from './station-folder.ts'
import { untilTold } from './until-told.ts'

type Options = {
  port: number
  data: string
  people?: string
  secret?: string
  zone: string
  location: string[]
  cardType: CardType[]
  state: string[]
  dayWindow?: DayWindow
  threshold: [keyof Thresholds, number][]
  pattern: [AuthField, string][]
  json?: true
}

const takeAway = 'To take somebody away, list them with another status than Active.'

export function registerCentral(program: Command, cli: Cli): void {
  addCommand(
    program,
    'central',
    'Run the reference central service on 127.0.0.1; prints "ready <url>" when it serves.',
    [
      'central --port 7400 --data ./central --people roster.csv --secret env:FOYER_CLOCK_KEY',
      'central --port 0 --data ./central --zone Europe/Berlin --location HQ --location "Warehouse 2"',
    ],
  )
    .requiredOption('--port <n>', 'the port; 0 takes any free one', parsePort)
    .addOption(dataOption().makeOptionMandatory())
    .option('--people <file>', 'a roster, CSV or JSON, of whom the service knows; renewed at every start')
    .option('--secret <s>', 'key, password or bearer token, wherever one is asked for; env:NAME reads it from there')
    .option('--zone <z>', 'the time zone of the service', parseZone, Intl.DateTimeFormat().resolvedOptions().timeZone)
    .option('--location <name>', 'a known location; repeat it for more (none: every name is known)', collect, [])
    .option('--card-type <n=name>', 'a card type; repeat it for more (none: any is taken)', collectCardType, [])
    .option('--state <name>', 'a presence state; repeat it for more (none: at_location, remote, away)', collect, [])
    .option(
      '--day-window <from-until>',
      'the part of its date that a presence entry covers, such as 08:00-18:30 (default: all of it)',
      parseWindow,
    )
    .option(
      '--threshold <kind=percent>',
      'added, updated or errors: how much of staged authentication data may be so; repeat it for more',
      (text: string, before: Options['threshold']) => [...before, parseThreshold(text)],
      [],
    )
    .option(
      '--pattern <field=regex>',
      'what a whole value of staged authentication data looks like, employeeId=[0-9]+ say; repeat it for more',
      (text: string, before: Options['pattern']) => [...before, parsePattern(text)],
      [],
    )
    .addOption(jsonOption())
    .addHelpText('after', `\n--people adds and renews, and takes nobody away. ${takeAway}`)
    .action((options: Options) => finishWith(cli, options.data, () => runCentral(cli, options)))
}

async function runCentral(cli: Cli, options: Options): Promise<ExitCode> {
  const { terminal } = cli
  if (!isServiceFolder(terminal, options.data)) return exitCodes.failed
  const secret = options.secret === undefined ? makeSecret(cli) : readSecret(cli, options.secret)
  if (secret === null) return exitCodes.usage
  const people = options.people === undefined ? null : await readCentralPeople(resolve(options.people))
  if (people?.type === 'wrong') {
    terminal.say(`${options.people}: ${people.message}`)
    return exitCodes.failed
  }
  for (const { line, reason } of people?.errors ?? []) terminal.say(`${options.people}: line ${line}: ${reason}`)
  mkdirSync(options.data, { recursive: true, mode: 0o700 })
  const locking = lockFolder(options.data, 'central', 'central-lock.sqlite')
  if (locking.type !== 'locked') {
    const isTaken = locking.type === 'taken'
    terminal.say(isTaken ? `${describeOwner(options.data, locking.owner)}.` : locking.fault.message)
    return isTaken ? exitCodes.inUse : exitCodes.failed
  }
  try {
    const central = await startCentral({
      dataDir: options.data,
      port: options.port,
      secret,
      zone: options.zone,
      locations: options.location,
      ...(options.cardType.length > 0 && { cardTypes: options.cardType }),
      ...(options.state.length > 0 && { states: options.state }),
      ...(options.dayWindow && { dayWindow: options.dayWindow }),
      authData: {
        thresholds: Object.fromEntries(options.threshold),
        patterns: compilePatterns(Object.fromEntries(options.pattern)),
      },
      log: pino({ name: 'foyer-central' }, pino.destination(2)),
      ...(people && { people: people.people }),
    })
    if (central.others && central.others.count > 0) terminal.say(describeOthers(options.people, central.others))
    const told = untilTold()
    await terminal.print(options.json ? JSON.stringify({ ready: central.url }) : `ready ${central.url}`)
    await told
    await central.close()
    return exitCodes.ok
  } catch (error) {
    const sentence = describeStartFault(error, options.port)
    if (sentence === null) throw error
    terminal.say(sentence)
    return exitCodes.failed
  } finally {
    locking.lock.release()
  }
}

/** A file of people adds and renews; whoever left would go on being known without a word. */
function describeOthers(file: string | undefined, { count, some }: OtherPeople): string {
  const who = count === 1 ? '1 person whom the service knows is' : `${count} people whom the service knows are`
  const names = `${some.join(', ')}${count > some.length ? ', …' : ''}`
  return `${who} not in ${file} and stay as before: ${names}. ${takeAway}`
}

/** For whoever tries the service out; whoever sends to it names one. */
function makeSecret(cli: Cli): string {
  const made = randomBytes(16).toString('hex')
  cli.terminal.say(`No --secret was given; for this run it is ${made}`)
  return made
}

function describeStartFault(error: unknown, port: number): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program; --port 0 takes any free one.`
  if (code === 'EACCES') return `Port ${port} may not be used by this user; choose one above 1023.`
  return readPlainSentence(error)
}

const thresholdNames = { added: 'addedPercent', updated: 'updatedPercent', errors: 'errorPercent' } as const

function parseThreshold(text: string): [keyof Thresholds, number] {
  const [, name = '', percent = ''] = /^(added|updated|errors)=(\d{1,3}(?:\.\d{1,3})?)$/.exec(text) ?? []
  if (!isThresholdName(name) || Number(percent) > 100) {
    throw new InvalidArgumentError('Expected added=, updated= or errors= and a percentage, such as errors=5.')
  }
  return [thresholdNames[name], Number(percent)]
}

function isThresholdName(name: string): name is keyof typeof thresholdNames {
  return Object.hasOwn(thresholdNames, name)
}

function parsePattern(text: string): [AuthField, string] {
  const end = text.indexOf('=')
  const field = authFields.find((name) => name === text.slice(0, Math.max(0, end)))
  const pattern = text.slice(end + 1)
  if (field === undefined || !isPattern(pattern) || !isBounded(pattern)) {
    throw new InvalidArgumentError(`Expected one of ${authFields.join(', ')}, "=" and a regular expression.`)
  }
  return [field, pattern]
}

function parseZone(name: string): string {
  if (!isKnownZone(name)) throw new InvalidArgumentError('Expected an IANA time zone such as Europe/Berlin.')
  return name
}

function collectCardType(text: string, types: CardType[]): CardType[] {
  const [, number, name] = /^(\d{1,9})=(.*\S.*)$/.exec(text) ?? []
  if (number === undefined || name === undefined) {
    throw new InvalidArgumentError('Expected a number and a name such as 2="Smart card".')
  }
  return [...types, { CardType: Number(number), Name: name.trim() }]
}

function parseWindow(text: string): DayWindow {
  const window = parseDayWindow(text)
  if (!window) throw new InvalidArgumentError('Expected two times of the day such as 08:00-18:30; it may end at 24:00.')
  return window
}

function collect(name: string, names: string[]): string[] {
  return [...names, name]
}
