/** `foyer batch`: what waits for approval is listed, shown, approved or rejected. */

import type { Command } from 'commander'
import type { Answer } from '../contract/contract.ts'
import type { BatchTotals } from '../enrolment/batch-totals.ts'
import { thresholdsOf } from '../enrolment/thresholds.ts'
import { type BatchSummary, listBatches, type ShownPerson, showBatch } from '../staging/batches.ts'
import { sayUnknownBatch } from '../station/enrolment-handlers.ts'
import { askStation, lookIntoFolder, printResult, sayRefused } from './ask-station.ts'
import { addCommand, byOption, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { formatInstant, sayInstant } from './decision-line.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { printJsonList } from './print-json-list.ts'

type Options = { data: string; json?: true; by?: string }

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
Where the people have changed since it was shown, nothing is applied: look at the new preview and approve that. A batch
that exceeds a threshold is cancelled. In both cases the exit code is 1.`,
    (id, options) =>
      askStation(cli, {
        dataDir: options.data,
        call: 'approveBatch',
        request: { batch: id, by: options.by },
        report: (answer) => reportApproval(cli, answer, options),
      }),
  ).addOption(byOption())
  ofOne('reject', 'Settle a batch without applying any of it.', '', (id, options) =>
    askStation(cli, {
      dataDir: options.data,
      call: 'rejectBatch',
      request: { batch: id, by: options.by },
      report: async (answer) => {
        if (answer.type === 'refused') return sayRefused(cli, answer.message)
        await printResult(cli, options, { data: { batch: id, state: 'rejected' }, text: 'Rejected.' })
        return exitCodes.ok
      },
    }),
  ).addOption(byOption())
}

function list(cli: Cli, options: Options): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db, settings) => {
    const { zone } = settings.station
    const found = listBatches({ read: db }, thresholdsOf(settings))
    const batches = found.map((batch) => batchToLine(batch, zone))
    const lines = found.map(({ id, kind, state, records, stagedAtMs }) => {
      return `${id}  ${kind}  ${state}  ${records} records  ${sayInstant(stagedAtMs, zone)}`
    })
    await printResult(cli, options, { data: batches, text: lines.join('\n') || 'There are no batches.' })
    return exitCodes.ok
  })
}

async function show(cli: Cli, id: string, options: Options): Promise<ExitCode> {
  let isJudged = false
  const looked = await lookIntoFolder(cli, options.data, async (db, settings) => {
    const found = listBatches({ read: db }, thresholdsOf(settings)).find((batch) => batch.id === id.toLowerCase())
    if (found === undefined) return sayRefused(cli, sayUnknownBatch(id))
    isJudged = found.totals !== null
    return exitCodes.ok
  })
  if (looked !== exitCodes.ok) return looked
  if (isJudged) return print(cli, id, options)
  return askStation(cli, {
    dataDir: options.data,
    call: 'judgeBatch',
    request: { batch: id },
    report: (answer) =>
      answer.type === 'refused' ? Promise.resolve(sayRefused(cli, answer.message)) : print(cli, id, options),
  })
}

function print(cli: Cli, id: string, options: Options): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db, settings) => {
    const store = { read: db, transact: neverHere }
    const thresholds = thresholdsOf(settings)
    const shown = await showBatch(store, id, { nowMs: cli.nowMs(), thresholds })
    if (shown.type === 'unknown-batch') return sayRefused(cli, sayUnknownBatch(id))
    const batch = batchToLine(shown.batch, settings.station.zone)
    if (options.json || !cli.terminal.isHuman) {
      await printJsonList(cli.terminal, batch, 'people', shown.people)
      return exitCodes.ok
    }
    await cli.terminal.print(
      `${batch.id}  ${batch.kind}  ${batch.state}  ${sayInstant(shown.batch.stagedAtMs, settings.station.zone)}`,
    )
    if (batch.totals) await cli.terminal.print(formatTotals(batch.totals))
    for (const sentence of batch.thresholdExceptions) await cli.terminal.print(sentence)
    for (const person of shown.people) await cli.terminal.print(personToText(person))
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
      return sayRefused(cli, answer.message)
    case 'approved':
      await printResult(cli, options, {
        data: { state: 'approved', totals: answer.totals },
        text: `Applied: ${formatTotals(answer.totals)}`,
      })
      return exitCodes.ok
    case 'cancelled':
      return sayRefused(cli, `${answer.thresholdExceptions.join(' ')} The batch was cancelled; nothing was changed.`)
    case 'stale':
      return sayRefused(
        cli,
        'What it would be applied to has changed since it was shown. Nothing was changed; "batch show" shows the new preview.',
      )
  }
}

function batchToLine({ stagedAtMs, judgedAtMs, settledAtMs, ...batch }: BatchSummary, zone: string) {
  const at = (ms: number | null) => (ms === null ? null : formatInstant(ms, zone))
  return { ...batch, stagedAt: at(stagedAtMs), judgedAt: at(judgedAtMs), settledAt: at(settledAtMs) }
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
