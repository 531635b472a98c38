/** `foyer conformance`: tries a central service, whoever built it, against every documented rule of its interfaces. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Area, areas } from '../conformance/check.ts'
import { printRoster } from '../conformance/expected-people.ts'
import { type CheckResult, listChecks, runChecks, type Selection } from '../conformance/run-checks.ts'
import { NoAnswer, openService, type Service, type ServiceOptions } from '../conformance/service.ts'
import { type SecretTrial, trySecret } from '../conformance/try-secret.ts'
import { isKnownZone } from '../contract/settings.ts'
import { createSecretHiding } from '../upstream/hide-secrets.ts'
import { listSecrets } from '../upstream/list-secrets.ts'
import { addCommand, type Cli, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { readSecret } from './read-secret.ts'

type Options = {
  secret?: string
  only: Area[]
  vendor?: true
  list?: true
  printRoster?: true
  location?: string
  community: string
  errorThreshold?: number
  zone?: string
  json?: true
}

export function registerConformance(program: Command, cli: Cli): void {
  addCommand(
    program,
    'conformance',
    'Try a central service over HTTP against every documented rule: expected, and what came back.',
    [
      'conformance --print-roster > people.csv',
      'conformance http://127.0.0.1:7400 --secret env:FOYER_CLOCK_KEY --zone Europe/Berlin --location HQ',
      'conformance http://127.0.0.1:7400 --secret S --only clock,presence --vendor --json',
      'conformance --list',
    ],
  )
    .argument('[url]', 'where the service is; paths of the interfaces are added to it')
    .option(
      '--secret <s>',
      'its key, password or bearer token, wherever one is asked for; env:NAME reads it from there',
    )
    .addOption(
      new Option('--only <areas>', `${areas.join(', ')}; several with commas, or repeated`)
        .argParser(parseAreas)
        .default([], 'all'),
    )
    .option('--vendor', 'leave out what is ours and on no page of a vendor')
    .option('--location <name>', 'a location that the service knows, if it does not know every name')
    .option('--zone <z>', 'its time zone, such as Europe/Berlin', parseZone)
    .option('--error-threshold <percent>', 'its threshold for error records of a batch, if it has one', parsePercent)
    .option('--community <id>', 'community ID of the clock interface', 'foyer')
    .option('--list', 'list the checks with their sources, and run none')
    .option('--print-roster', 'print the people whom the service has to know, as CSV for "foyer central --people"')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The service has to know the people of --print-roster. What a run leaves behind is theirs alone: presence entries of far dates, clock
events, cards and employee ids that no other run has. The exit code is 0 only if no check failed; one that cannot be seen
from outside is skipped, with the reason.`,
    )
    .action((url: string | undefined, options: Options) => finishWith(cli, null, () => tryService(cli, url, options)))
}

async function tryService(cli: Cli, url: string | undefined, options: Options): Promise<ExitCode> {
  const { terminal } = cli
  const selection: Selection = { areas: options.only, isVendorOnly: options.vendor === true }
  if (options.printRoster) {
    await terminal.print(printRoster())
    return exitCodes.ok
  }
  if (options.list) {
    for (const check of listChecks(selection)) {
      const { area, name, source } = check
      await terminal.print(options.json ? JSON.stringify(check) : `${area}: ${name} [${source}]`)
    }
    return exitCodes.ok
  }
  if (url === undefined || options.secret === undefined) {
    terminal.say(url === undefined ? 'Say where the service is: conformance URL' : 'Say its secret: --secret S')
    return exitCodes.usage
  }
  if (!isHttpUrl(url)) {
    terminal.say(`"${url}" is no address; expected one such as http://127.0.0.1:7400`)
    return exitCodes.usage
  }
  const secret = readSecret(cli, options.secret)
  if (secret === null) return exitCodes.usage
  const { community: communityId, location = null, zone = null, errorThreshold = null } = options
  return runAll(cli, { url, secret, communityId, location, zone, errorThreshold }, selection, options)
}

async function runAll(
  cli: Cli,
  serviceOptions: ServiceOptions,
  selection: Selection,
  options: Options,
): Promise<ExitCode> {
  const { terminal } = cli
  const service = openService(serviceOptions)
  const counts = { passed: 0, failed: 0, skipped: 0 }
  // A service may say again what it was sent, also the hash that a login takes.
  const { secret } = serviceOptions
  const hide = createSecretHiding(listSecrets({ token: secret, password: secret }))
  try {
    const fault = await findNoService(service)
    if (fault !== null) {
      terminal.say(`${serviceOptions.url} does not answer: ${fault}`)
      return exitCodes.failed
    }
    const { refusing, isRefusedEverywhere } = await findRefusals(service, selection)
    if (refusing.length > 0) {
      const where = isRefusedEverywhere ? 'anywhere' : `for ${refusing.join(', ')}`
      terminal.say(`${serviceOptions.url} does not take this secret ${where}; look at --secret.`)
    }
    if (isRefusedEverywhere) return exitCodes.failed
    for await (const result of runChecks(service, selection)) {
      counts[result.result] += 1
      const told = hideWithin(result, hide)
      await terminal.print(options.json ? JSON.stringify(told) : describeResult(told))
    }
  } finally {
    await service.close()
  }
  const total = counts.passed + counts.failed + counts.skipped
  const summary = { ...counts, total }
  if (options.json) await terminal.print(JSON.stringify({ summary }))
  else
    await terminal.print(`${total} checks: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  return counts.failed === 0 && counts.passed > 0 ? exitCodes.ok : exitCodes.failed
}

/** Area, name and source are ours; names of members within an answer may be a service's own words. */
function hideWithin(result: CheckResult, hide: (text: string) => string): CheckResult {
  if ('reason' in result) return { ...result, reason: hide(result.reason) }
  return { ...result, expected: hideInValue(result.expected, hide), actual: hideInValue(result.actual, hide) }
}

function hideInValue(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value)
  if (Array.isArray(value)) return value.map((item) => hideInValue(item, hide))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [hide(name), hideInValue(item, hide)]))
}

/** Whatever it answers to whatever is asked: it is there. Null where it is, else why it is not. */
async function findNoService(service: Service): Promise<string | null> {
  try {
    await service.ask('/', { method: 'GET' })
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** A service that is there and does not answer to this is for the checks to speak of. */
async function findRefusals(service: Service, { areas: wanted }: Selection): Promise<SecretTrial> {
  try {
    return await trySecret(service, [...new Set(wanted)])
  } catch (error) {
    if (error instanceof NoAnswer) return { refusing: [], isRefusedEverywhere: false }
    throw error
  }
}

function describeResult(result: CheckResult): string {
  const head = `${result.result.padEnd(7)} ${result.area}: ${result.name} [${result.source}]`
  if (result.result === 'passed') return head
  if ('reason' in result) return `${head}\n        ${toLine(result.reason)}`
  return `${head}\n        expected  ${toLine(result.expected)}\n        came back ${toLine(result.actual)}`
}

const longestLine = 2000

/** A foreign text on a terminal: on one line, not without end, and without anything that a terminal would obey. */
function toLine(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '\uFFFD')
  return plain.length <= longestLine ? plain : `${plain.slice(0, longestLine)}…`
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function parseZone(name: string): string {
  if (!isKnownZone(name)) throw new InvalidArgumentError('Expected an IANA time zone such as Europe/Berlin.')
  return name
}

function parsePercent(text: string): number {
  const percent = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || percent < 10 || percent >= 100) {
    throw new InvalidArgumentError('Expected a percentage from 10 to below 100; one below 10 would stop other checks.')
  }
  return percent
}

function parseAreas(text: string, earlier: Area[]): Area[] {
  const named = text.split(',').map((name) => areas.find((area) => area === name.trim()))
  if (named.includes(undefined)) throw new InvalidArgumentError(`Expected ${areas.join(', ')}.`)
  return [...earlier, ...named.filter((area) => area !== undefined)]
}
