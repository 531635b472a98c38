/** `foyer batch`: what waits for approval is listed, shown, approved or rejected. */

import type { Command } from 'commander'
import type { Answer, Request } from '../contract/contract.ts'
import { say } from '../contract/sentences.ts'
import type { BatchTotals } from '../enrolment/batch-totals.ts'
import { noConsequences, sayConsequences } from '../enrolment/consequences.ts'
import { thresholdsOf } from '../enrolment/thresholds.ts'
import { type BatchSummary, listBatches, type ShownPerson, showBatch } from '../staging/batches.ts'
import { askStation, lookIntoFolder, printResult, sayFailure, sayRefused, type Unanswered } from './ask-station.ts'
import { addCommand, byOption, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { formatInstant, sayInstant } from './decision-line.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { describeUnansweredBatch } from './hand-over-fault.ts'
import { printJsonList } from './print-json-list.ts'

type Options = { data: string; json?: true; by?: string; preview?: string }

export function registerBatch(program: Command, cli: Cli): void {
  const batch = addCommand(program, 'batch', 'Batches of staged authentication data and rosters.', [
    'batch list --data ./station',
    'batch approve 5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10 --data ./station',
  ])
  addCommand(batch, 'list', 'List the batches, the newest first.', ['batch list --data ./station --json'])
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .action((options: Options) => finishWith(cli, options.data, () => list(cli, options)))
  const ofOne = (
    name: string,
    description: string,
    help: string,
    run: (id: string, options: Options) => Promise<ExitCode>,
  ): Command =>
    addCommand(batch, name, description, [`batch ${name} 5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10 --data ./station`])
      .argument('<batch>', 'the id of a batch, its fileLogId')
      .addOption(dataOption().makeOptionMandatory())
      .addOption(jsonOption())
      .addHelpText('after', help)
      .action((id: string, options: Options) => finishWith(cli, options.data, () => run(id, options)))
  ofOne(
    'show',
    'Show what approving a batch would change, person by person.',
    '\nAuthentication values are never shown.',
    (id, options) => show(cli, id, options),
  )
  ofOne(
    'approve',
    'Apply a batch as it was shown: all of it, or nothing.',
    `
Applied is what was shown last, by "batch show" or by the import or staging itself. Where it would come to something else by
now, or somebody has added to it, nothing is applied: look at the new preview ("batch show") and approve that. A batch that
exceeds a threshold is cancelled. In both cases the exit code is 1. With --json a failure is {"type", "message"} on stdout:
"stale", "cancelled", "not-open", "unknown-batch", "refused".`,
    (id, options) =>
      askStation(cli, {
        dataDir: options.data,
        call: 'approveBatch',
        request: { batch: id, by: options.by, preview: options.preview },
        report: (answer) => reportApproval(cli, answer, options),
        sayUnanswered: (answer) => sayUnanswered(cli, answer, options),
      }),
  )
    .option(
      '--preview <hash>',
      'apply it only if it comes to this preview, as it was printed (default: the last shown)',
    )
    .addOption(byOption())
  ofOne('reject', 'Settle a batch without applying any of it.', '', (id, options) =>
    askStation(cli, {
      dataDir: options.data,
      call: 'rejectBatch',
      request: { batch: id, by: options.by },
      report: async (answer) => {
        if (answer.type === 'refused') return sayRefusal(cli, answer, options)
        await printResult(cli, options, { data: { batch: id, state: 'rejected' }, text: 'Rejected.' })
        return exitCodes.ok
      },
      sayUnanswered: (answer) => sayUnanswered(cli, answer, options),
    }),
  ).addOption(byOption())
}

type Refused = Extract<Answer<'rejectBatch'>, { type: 'refused' }>

function sayRefusal(cli: Cli, { why, message }: Refused, options: Options): Promise<ExitCode> {
  return sayFailure(cli, options, { type: why ?? 'refused', message })
}

function sayUnanswered(cli: Cli, answer: Unanswered, options: Options): Promise<ExitCode> {
  return sayFailure(cli, options, { type: answer.type, message: describeUnansweredBatch(answer) })
}

function list(cli: Cli, options: Options): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db, settings) => {
    const { zone } = settings.station
    const found = listBatches({ read: db }, thresholdsOf(settings))
    const batches = found.map((batch) => batchToLine(batch, zone))
    const lines = found.flatMap((batch) => batchToText(batch, zone))
    await printResult(cli, options, { data: batches, text: lines.join('\n') || 'There are no batches.' })
    return exitCodes.ok
  })
}

async function show(cli: Cli, id: string, options: Options): Promise<ExitCode> {
  let isJudged = false
  let isOpen = false
  const looked = await lookIntoFolder(cli, options.data, async (db, settings) => {
    const found = listBatches({ read: db }, thresholdsOf(settings)).find((batch) => batch.id === id.toLowerCase())
    if (found === undefined)
      return sayFailure(cli, options, { type: 'unknown-batch', message: say('unknown-batch', { batch: id }) })
    isJudged = found.totals !== null
    isOpen = found.state === 'staged'
    return exitCodes.ok
  })
  if (looked !== exitCodes.ok) return looked
  const judged = isJudged ? exitCodes.ok : await ask(cli, options, 'judgeBatch', { batch: id })
  if (judged !== exitCodes.ok) return judged
  let preview: string | null = null
  const printed = await print(cli, id, options, (seen) => {
    preview = seen
  })
  if (printed !== exitCodes.ok || !isOpen || preview === null) return printed
  // Now that all of it was printed, it may be approved.
  return ask(cli, options, 'noteShown', { batch: id, preview })
}

function ask<N extends 'judgeBatch' | 'noteShown'>(
  cli: Cli,
  options: Options,
  call: N,
  request: Request<N>,
): Promise<ExitCode> {
  return askStation(cli, {
    dataDir: options.data,
    call,
    request,
    report: async (answer) => (answer.type === 'refused' ? sayRefusal(cli, answer, options) : exitCodes.ok),
  })
}

function print(cli: Cli, id: string, options: Options, onSeen: (preview: string | null) => void): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db, settings) => {
    const store = { read: db, transact: neverHere }
    const thresholds = thresholdsOf(settings)
    const shown = await showBatch(store, id, { nowMs: cli.nowMs(), thresholds })
    if (shown.type === 'unknown-batch') return sayRefused(cli, say('unknown-batch', { batch: id }))
    const batch = batchToLine(shown.batch, settings.station.zone)
    onSeen(shown.batch.preview)
    if (options.json || !cli.terminal.isHuman) {
      await printJsonList(cli.terminal, batch, 'people', shown.people)
      return exitCodes.ok
    }
    for (const line of batchToText(shown.batch, settings.station.zone)) await cli.terminal.print(line)
    if (batch.totals) await cli.terminal.print(formatTotals(batch.totals))
    for (const sentence of sayConsequences(batch.consequences ?? noConsequences)) await cli.terminal.print(sentence)
    for (const person of shown.people) {
      if (!cli.terminal.isRead()) break
      await cli.terminal.print(personToText(person))
    }
    return exitCodes.ok
  })
}

/** A batch that is judged already is only looked at. */
function neverHere(): never {
  throw new Error('showing a batch tried to change something')
}

async function reportApproval(cli: Cli, answer: Answer<'approveBatch'>, options: Options): Promise<ExitCode> {
  switch (answer.type) {
    case 'refused':
      return sayRefusal(cli, answer, options)
    case 'approved':
      await printResult(cli, options, {
        data: { state: 'approved', totals: answer.totals, preview: answer.preview },
        text: `Applied: ${formatTotals(answer.totals)}`,
      })
      return exitCodes.ok
    case 'cancelled': {
      const { thresholdExceptions } = answer
      const message = `${thresholdExceptions.join(' ')} The batch was cancelled; nothing was changed.`
      return sayFailure(cli, options, { type: 'cancelled', message, thresholdExceptions })
    }
    case 'stale': {
      const message =
        'It would come to something else than what was shown. Nothing was changed; look at the new preview with "batch show" before it is approved.'
      return sayFailure(cli, options, { type: 'stale', message, totals: answer.totals })
    }
  }
}

function batchToLine(
  { stagedAtMs, judgedAtMs, settledAtMs, stagedBy, settledBy, ...batch }: BatchSummary,
  zone: string,
) {
  const at = (ms: number | null) => (ms === null ? null : formatInstant(ms, zone))
  const by = { staged: stagedBy ?? 'owner', settled: settledAtMs === null ? null : (settledBy ?? 'owner') }
  return { ...batch, by, stagedAt: at(stagedAtMs), judgedAt: at(judgedAtMs), settledAt: at(settledAtMs) }
}

/** The batch, and below it what whoever approves it has to know. */
function batchToText(batch: BatchSummary, zone: string): string[] {
  const { id, kind, state, records, source, preview, thresholdExceptions, warnings } = batch
  const { by } = batchToLine(batch, zone)
  const settled = by.settled === null ? '' : `, ${state} by ${by.settled}`
  return [
    `${id}  ${kind}  ${state}  ${records} records  ${sayInstant(batch.stagedAtMs, zone)}`,
    `  ${source ?? 'no file'}  staged by ${by.staged}${settled}${preview === null ? '' : `  preview ${preview}`}`,
    ...(state === 'staged' || state === 'cancelled' ? thresholdExceptions : []).map((sentence) => `  ${sentence}`),
    ...warnings.map((warning) => `  ${warning}`),
  ]
}

function personToText({ line, employeeId, change, errors, differences }: ShownPerson): string {
  const changed = differences.map(({ field, before, after }) => `${field}: ${before ?? '–'} → ${after ?? '–'}`)
  const told = [...errors.map(({ reason }) => reason), ...changed].join('; ')
  return `line ${line}  ${employeeId ?? '?'}  ${change}${told ? `  (${told})` : ''}`
}

export function formatTotals(totals: BatchTotals): string {
  const { totalRecords, totalNew, totalUpdates, totalNoChange, totalDuplicates, totalErrors } = totals
  return `${totalRecords} records: ${totalNew} new, ${totalUpdates} updates, ${totalNoChange} without change, ${totalDuplicates} duplicates, ${totalErrors} errors.`
}
