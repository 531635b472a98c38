/** `foyer outbox`: what waits to be told, what was refused, and what a person does about that. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Answer, Request } from '../contract/contract.ts'
import { adviseOnRow } from '../outbox/advise-on-row.ts'
import { type ListedRow, listRows } from '../outbox/outbox-report-store.ts'
import type { OutboxState } from '../outbox/outbox-row.ts'
import { readPause } from '../outbox/upstream-pause-store.ts'
import { type Upstream, upstreams } from '../upstream/connector.ts'
import { askStation, lookIntoFolder, printResult, sayRefused, sayUsage } from './ask-station.ts'
import { addCommand, byOption, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { registerTellAgain } from './outbox-tell-again.ts'
import { showForeign } from './show-foreign.ts'

type Output = { data: string; json?: true }
type ActOptions = Output & { by?: string }
type ListOptions = Output & { upstream?: Upstream; state: OutboxState; limit: number }
type CorrectOptions = ActOptions & { payload?: unknown; set?: Record<string, unknown> }

const states: readonly OutboxState[] = ['waiting', 'in-flight', 'delivered', 'refused', 'set-aside', 'withdrawn']

const changedHelp = `
Prints {"rows": the ids of all rows that were changed}. What was refused along with a row goes with it.`

export function registerOutbox(program: Command, cli: Cli): void {
  const outbox = addCommand(program, 'outbox', 'What waits to be told to the upstreams, and what they refused.', [
    'outbox list --data ./station',
    'outbox retry 17 --data ./station',
    'outbox set-aside 17 --reason "entered by hand" --data ./station',
  ])
  registerList(outbox, cli)
  registerRetry(outbox, cli)
  registerCorrect(outbox, cli)
  registerSetAside(outbox, cli)
  registerTellAgain(outbox, cli)
}

function registerList(outbox: Command, cli: Cli): void {
  addCommand(outbox, 'list', 'List rows of one state, the oldest first, with the server’s own words and what to do.', [
    'outbox list --data ./station',
    'outbox list --upstream clock --state waiting --data ./station --json',
  ])
    .addOption(new Option('--upstream <name>', 'only those for this upstream').choices([...upstreams]))
    .addOption(new Option('--state <state>', 'which rows').choices(states).default('refused'))
    .option('--limit <rows>', 'so many at most', parseCount, 1000)
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nFor a program: a JSON object per line. What a row for authData says is secret and not shown.',
    )
    .action((options: ListOptions) => finishWith(cli, options.data, () => list(cli, options)))
}

function registerRetry(outbox: Command, cli: Cli): void {
  addCommand(outbox, 'retry', 'Send refused rows again.', [
    'outbox retry 17 18 --by E7 --data ./station',
    'outbox retry --all-of clock --data ./station',
  ])
    .argument('[rows...]', 'ids, as "outbox list" shows them', parseId)
    .addOption(new Option('--all-of <upstream>', 'all that this upstream refused').choices([...upstreams]))
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText('after', changedHelp)
    .action((ids: number[], options: ActOptions & { allOf?: Upstream }) =>
      finishWith(cli, options.data, async () => {
        const { allOf, by, data } = options
        if ((allOf === undefined) === (ids.length === 0)) return sayUsage(cli, 'Say either ids of rows, or --all-of.')
        const which: Request<'retryRefused'>['which'] =
          allOf === undefined ? { type: 'rows', ids } : { type: 'all-of', upstream: allOf }
        return askStation(cli, {
          dataDir: data,
          call: 'retryRefused',
          request: { which, by },
          report: report(cli, options, 'sent again'),
        })
      }),
    )
}

function registerCorrect(outbox: Command, cli: Cli): void {
  addCommand(outbox, 'correct', 'Change what a refused row says, and send it again.', [
    'outbox correct 17 --set want=out --data ./station',
    `outbox correct 17 --payload '{"want":"out","occurredAtMs":1772438400000}' --data ./station`,
  ])
    .argument('<row>', 'an id, as "outbox list" shows it', (value) => parseId(value)[0])
    .option('--set <field=value>', 'a field and what it is from now on: JSON, or else text; repeatable', parseField)
    .option('--payload <json>', 'all that the row says', parseJson)
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText('after', changedHelp)
    .action((id: number, options: CorrectOptions) =>
      finishWith(cli, options.data, async () => {
        const { set, payload, by, data } = options
        if ((set === undefined) === (payload === undefined)) return sayUsage(cli, 'Say either --set or --payload.')
        const change = (
          set === undefined ? { type: 'replace', payload } : { type: 'fields', fields: set }
        ) as Request<'correctRefused'>['change']
        return askStation(cli, {
          dataDir: data,
          call: 'correctRefused',
          request: { id, change, by },
          report: report(cli, options, 'corrected and sent again'),
        })
      }),
    )
}

function registerSetAside(outbox: Command, cli: Cli): void {
  addCommand(outbox, 'set-aside', 'Leave refused rows untold for good: nobody has to look at them any more.', [
    'outbox set-aside 17 --reason "entered by hand" --by E7 --data ./station',
  ])
    .argument('<rows...>', 'ids, as "outbox list" shows them', parseId)
    .requiredOption('--reason <text>', 'why; kept with the row and in the audit trail')
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText('after', changedHelp)
    .action((ids: number[], options: ActOptions & { reason: string }) =>
      finishWith(cli, options.data, () => {
        const { reason, by, data } = options
        return askStation(cli, {
          dataDir: data,
          call: 'setRefusedAside',
          request: { ids, reason, by },
          report: report(cli, options, 'set aside'),
        })
      }),
    )
}

function list(cli: Cli, options: ListOptions): Promise<ExitCode> {
  const { data, upstream = null, state, limit, json } = options
  return lookIntoFolder(cli, data, async (db) => {
    let shown = 0
    const pauses = new Map(upstreams.map((name) => [name, readPause(db, name)]))
    for (const row of listRows(db, { upstream, state, limit })) {
      if (!cli.terminal.isRead()) break
      shown += 1
      const advice = adviseOnRow(row, pauses.get(row.upstream) ?? null)
      const isText = cli.terminal.isHuman && !json
      await cli.terminal.print(isText ? toText(row, advice) : JSON.stringify(toJson(row, advice)))
    }
    if (shown === 0 && cli.terminal.isHuman && !json) await cli.terminal.print(`No row is ${state}.`)
    if (shown === limit) cli.terminal.say(`There may be more than these ${limit}; see --limit.`)
    return exitCodes.ok
  })
}

function toJson(
  { personId: _, displayName: __, enqueuedAtMs, dueAtMs, settledAtMs, payload, ...row }: ListedRow,
  advice: string,
) {
  const isOpen = row.state === 'waiting' || row.state === 'in-flight'
  return {
    ...row,
    payload: row.upstream === 'authData' ? null : payload,
    enqueuedAt: toInstant(enqueuedAtMs),
    dueAt: isOpen ? toInstant(dueAtMs) : null,
    settledAt: settledAtMs === null ? null : toInstant(settledAtMs),
    advice,
  }
}

function toText(row: ListedRow, advice: string): string {
  const { id, upstream, employeeNumber, enqueuedAtMs, reason, answer, setAsideBecause, payload } = row
  const who = employeeNumber === null ? '' : `  ${employeeNumber}`
  return [
    `${id}  ${upstream}${who}  ${toInstant(enqueuedAtMs)}`,
    ...(upstream === 'authData' ? [] : [`    says    ${JSON.stringify(payload)}`]),
    ...(reason === null ? [] : [`    why     ${showForeign(reason)}`]),
    ...(answer === null || answer === reason ? [] : [`    words   ${showForeign(answer)}`]),
    ...(setAsideBecause === null ? [] : [`    aside   ${setAsideBecause}`]),
    `    to do   ${showForeign(advice)}`,
  ].join('\n')
}

function toInstant(atMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toString()
}

function report(cli: Cli, options: ActOptions, done: string): (answer: Answer<'retryRefused'>) => Promise<ExitCode> {
  return async (answer) => {
    if (answer.type === 'refused') return sayRefused(cli, answer.message)
    const { rows } = answer
    const text =
      rows.length === 0 ? 'There was nothing to do.' : `${rows.length} ${done}: ${rows.slice(0, 20).join(', ')}`
    await printResult(cli, options, { data: { rows }, text: rows.length > 20 ? `${text}, …` : text })
    return exitCodes.ok
  }
}

/** The ids so far, and one more. */
function parseId(value: string, before: number[] = []): number[] {
  if (!/^\d{1,15}$/.test(value) || Number(value) === 0) throw new InvalidArgumentError('Expected the id of a row.')
  return [...before, Number(value)]
}

function parseCount(value: string): number {
  if (!/^\d{1,9}$/.test(value) || Number(value) === 0) throw new InvalidArgumentError('Expected a number of rows.')
  return Number(value)
}

function parseField(value: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const [, name, text] = /^([^=]+)=(.*)$/s.exec(value) ?? []
  if (name === undefined || text === undefined) throw new InvalidArgumentError('Expected field=value.')
  return { ...before, [name]: jsonOrText(text) }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    throw new InvalidArgumentError('Expected JSON.')
  }
}
