/** `foyer import`: a roster file is judged line by line, shown, and applied when approved. */

import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Answer, ImportReport } from '../contract/contract.ts'
import { sayConsequences } from '../enrolment/consequences.ts'
import { rosterColumns } from '../enrolment/roster-columns.ts'
import { thresholdsOf } from '../enrolment/thresholds.ts'
import { actAs } from '../station/authority.ts'
import { importRoster } from '../station/import-roster.ts'
import { sayFailure } from './ask-station.ts'
import { addCommand, byOption, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { describeUnansweredBatch } from './hand-over-fault.ts'
import { workInFolder } from './owned-folder.ts'

type Options = { data: string; approve?: true; by?: string; json?: true }

/** A word for each column. */
const columnWords: Record<(typeof rosterColumns)[number], string> = {
  employeeNumber: 'needed; who it is',
  displayName: 'needed; as the screen greets them',
  email: 'address',
  status: '"Active" or blank is active, anything else inactive',
  userId: 'text',
  apiId: 'text',
  username: 'text',
  accId: 'text',
  discord: 'text',
  uniqueId: 'whole number',
  cardNumber: 'whole number, as the reader types it',
  facilityCode: 'whole number',
  cardFormat: 'em4100, H10301, csn, …',
  externalCardNumber: 'as printed, or a serial',
  cardType: 'whole number',
  systemId: 'text',
  occupancySystemId: 'text',
  timeProfiles: 'link ids, separated by ";"; blank: at any time',
  language: 'en, de, es, fr, ar or zh, for what the screen says to them; blank: its own',
  authValue1: 'secret',
  authValue2: 'secret',
  authValue3: 'secret',
}

const columnsHelp = `
Columns, in any order; one that the file has not stays as it is. A second card is a second line of the person:
${rosterColumns.map((column) => `  ${column.padEnd(20)}${columnWords[column]}`).join('\n')}`

export function registerImport(program: Command, cli: Cli): void {
  addCommand(program, 'import', 'Bring people and cards up to date from a roster, CSV or JSON.', [
    'import roster.csv --data ./station',
    'import roster.csv --data ./station --approve',
  ])
    .argument('<file>', 'the roster')
    .addOption(dataOption().makeOptionMandatory())
    .option('--approve', 'apply it; without this the file is only judged and nothing is changed')
    .addOption(byOption())
    .addOption(jsonOption())
    .addHelpText('after', columnsHelp)
    .action((file: string, options: Options) =>
      finishWith(cli, options.data, () => importFile(cli, resolve(file), options)),
    )
}

function importFile(cli: Cli, file: string, options: Options): Promise<ExitCode> {
  const isApproved = options.approve === true
  return workInFolder(cli, options.data, {
    purpose: 'import',
    secrets: 'left',
    here: async (store, settings) => {
      const bars = {
        read: cli.terminal.showProgress('reading', 'bytes'),
        judge: cli.terminal.showProgress('judging', 'people'),
        apply: cli.terminal.showProgress('applying', 'people'),
      }
      const answer = await actAs(store.read, options.by, (actor) =>
        importRoster({
          store,
          file,
          isApproved,
          nowMs: cli.nowMs(),
          actor,
          thresholds: thresholdsOf(settings),
          onProgress: ({ step, done, total }) => {
            bars[step].update(done, total)
            if (done === total) bars[step].stop()
          },
        }),
      )
      for (const bar of Object.values(bars)) bar.stop()
      return report(cli, file, answer, options)
    },
    there: async (call) => {
      const answer = await call('importRoster', { file, isApproved, by: options.by })
      switch (answer.type) {
        case 'lost':
        case 'not-allowed':
        case 'invalid-request':
        case 'failed':
          return sayFailure(cli, options, { type: answer.type, message: describeUnansweredBatch(answer) })
        default:
          return report(cli, file, answer, options)
      }
    },
  })
}

async function report(cli: Cli, file: string, answer: Answer<'importRoster'>, options: Options): Promise<ExitCode> {
  const { terminal } = cli
  switch (answer.type) {
    case 'wrong':
      return sayFailure(cli, options, { type: 'wrong', message: `${file}: ${answer.message}` })
    case 'refused':
      return sayFailure(cli, options, { type: 'refused', message: answer.message })
    case 'cancelled': {
      sayLines(cli, file, answer.report)
      const message = `The batch ${answer.batch} was cancelled; nothing was changed.`
      const { batch } = answer
      return sayFailure(cli, options, { type: 'cancelled', message, batch, ...answer.report })
    }
    case 'imported': {
      sayLines(cli, file, answer.report)
      const { batch, preview } = answer
      if (options.json || !terminal.isHuman) await terminal.print(JSON.stringify({ ...answer.report, batch, preview }))
      else await terminal.print(formatReport(answer))
      return exitCodes.ok
    }
  }
}

function sayLines({ terminal }: Cli, file: string, { errors, warnings, thresholdExceptions = [] }: ImportReport): void {
  for (const { line, reason } of errors) terminal.say(`${file}: line ${line}: ${reason}`)
  for (const { line, reason } of warnings) {
    terminal.say(`${file}: ${line === null ? '' : `line ${line}: `}warning: ${reason}`)
  }
  for (const sentence of thresholdExceptions) terminal.say(`${file}: ${sentence}`)
}

function formatReport({ report, batch, preview }: Extract<Answer<'importRoster'>, { type: 'imported' }>): string {
  const { totalRecords, totalNew, totalUpdates, totalNoChange, totalDuplicates, totalErrors } = report
  const totals = `${totalRecords} records: ${totalNew} new, ${totalUpdates} updates, ${totalNoChange} without change, ${totalDuplicates} duplicates, ${totalErrors} errors.`
  const lines = [totals, ...sayConsequences(report)]
  if (report.isApplied) lines.push('Applied.')
  else if (batch === null) lines.push('There is nobody in it, and nothing waits for approval.')
  else {
    lines.push(`Nothing was changed. Look at it with "batch show ${batch}", apply it with "batch approve ${batch}".`)
    lines.push(`What was shown is preview ${preview}.`)
  }
  return lines.join('\n')
}
