/** `foyer import`: a roster file is judged line by line, shown, and applied when approved. */

import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Answer, ImportReport } from '../contract/contract.ts'
import { thresholdsOf } from '../enrolment/thresholds.ts'
import { importRoster } from '../station/import-roster.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { describeUnanswered } from './hand-over-fault.ts'
import { workInFolder } from './owned-folder.ts'

type Options = { data: string; approve?: true; json?: true }

export function registerImport(program: Command, cli: Cli): void {
  addCommand(program, 'import', 'Bring people and cards up to date from a roster, CSV or JSON.', [
    'import roster.csv --data ./station',
    'import roster.csv --data ./station --approve',
  ])
    .argument('<file>', 'the roster')
    .addOption(dataOption().makeOptionMandatory())
    .option('--approve', 'apply it; without this the file is only judged and nothing is changed')
    .addOption(jsonOption())
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
      const answer = await importRoster({
        store,
        file,
        isApproved,
        nowMs: cli.nowMs(),
        thresholds: thresholdsOf(settings),
        onProgress: ({ step, done, total }) => {
          bars[step].update(done, total)
          if (done === total) bars[step].stop()
        },
      })
      for (const bar of Object.values(bars)) bar.stop()
      return report(cli, file, answer, options)
    },
    there: async (call) => {
      const answer = await call('importRoster', { file, isApproved })
      if (answer.type === 'imported' || answer.type === 'wrong') return report(cli, file, answer, options)
      cli.terminal.say(describeUnanswered(answer))
      return exitCodes.failed
    },
  })
}

async function report(cli: Cli, file: string, answer: Answer<'importRoster'>, options: Options): Promise<ExitCode> {
  const { terminal } = cli
  if (answer.type === 'wrong') {
    terminal.say(`${file}: ${answer.message}`)
    return exitCodes.failed
  }
  for (const { line, reason } of answer.report.errors) terminal.say(`${file}: line ${line}: ${reason}`)
  for (const sentence of answer.report.thresholdExceptions ?? []) terminal.say(`${file}: ${sentence}`)
  if (options.json || !terminal.isHuman) await terminal.print(JSON.stringify(answer.report))
  else await terminal.print(formatReport(answer.report, answer.batch))
  return exitCodes.ok
}

function formatReport(report: ImportReport, batch: string): string {
  const { totalRecords, totalNew, totalUpdates, totalNoChange, totalDuplicates, totalErrors } = report
  const totals = `${totalRecords} records: ${totalNew} new, ${totalUpdates} updates, ${totalNoChange} without change, ${totalDuplicates} duplicates, ${totalErrors} errors.`
  const what = report.isApplied
    ? 'Applied.'
    : `Nothing was changed. Look at it with "batch show ${batch}", apply it with "batch approve ${batch}".`
  return `${totals}\n${what}`
}
