/** `foyer export`: what a folder holds, as lines for another program. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Argument, type Command, Option } from 'commander'
import { iterateAudit } from '../audit/audit-store.ts'
import { isCentralFolder } from '../central/central-folder.ts'
import { readClockEvents, readPresenceEntries } from '../central/export-clock-store.ts'
import { rosterColumns } from '../enrolment/roster-columns.ts'
import { iterateRosterLines } from '../people/people-store.ts'
import { iteratePresence } from '../presence/presence-store.ts'
import { auditColumns, toAuditLine } from '../station/audit-line.ts'
import { type ExportedEvent, iterateEvents } from '../station/export-store.ts'
import type { ReadableDb } from '../store/database.ts'
import { openStationFileToRead, stationFileName } from '../store/station-file.ts'
import { addCommand, type Cli, dataOption, finishWith, isDataFolder } from './command.ts'
import { formatInstant } from './decision-line.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { readPlainSentence } from './plain-sentence.ts'
import { type LineFormat, printLines } from './print-lines.ts'
import { isStdoutClosed } from './terminal.ts'

/** Every column, also of an export without a row; those of events have the badge's four in its place. */
const columns = {
  events: [
    ...['at', 'reader', 'format', 'facilityCode', 'cardNumber', 'serial', 'employeeNumber', 'outcome', 'reason'],
    ...['eventId', 'kind', 'refersTo', 'sequence', 'stationId', 'clockTrusted'],
    ...['act', 'by', 'recordedAt', 'detail'],
  ],
  presence: ['employeeNumber', 'displayName', 'date', 'state', 'location', 'eventId'],
  people: [...rosterColumns],
  audit: auditColumns,
  clock: ['employeeNumber', 'kind', 'occurredAt', 'idempotencyKey'],
} as const satisfies Record<string, readonly string[]>

const ofStation = {
  events: exportEvents,
  presence: iteratePresence,
  people: iterateRosterLines,
  audit: exportAudit,
} as const

type What = keyof typeof ofStation | 'clock'
type Options = { data: string; format: LineFormat }
/** A value is text, a number, a truth, or one level of such values. */
type Line = Record<string, unknown>

export function registerExport(program: Command, cli: Cli): void {
  addCommand(program, 'export', 'Write out what a folder holds; changes nothing.', [
    'export events --data ./station',
    'export people --data ./station --format csv > roster.csv',
    'export clock --data ./central',
  ])
    .addArgument(
      new Argument(
        '<what>',
        'events, presence, people or audit of a station; clock or presence: what a central service has accepted',
      ).choices([...Object.keys(ofStation), 'clock']),
    )
    .addOption(dataOption().makeOptionMandatory())
    .addOption(
      new Option('--format <format>', 'a JSON object a line, or CSV').choices(['jsonl', 'csv']).default('jsonl'),
    )
    .option('--json', 'the same as --format jsonl')
    .addHelpText(
      'after',
      `
Of a supervisor's event, "export events" has what it was ("act": forced, settled, corrected or added; an undo has none),
"by" whom (an employee number; empty: the owner of the data folder), when it was written down ("recordedAt"), and why
("detail"). A tap has none of the four.
In CSV a text that a spreadsheet would take for a formula (it begins with = + - @) gets an apostrophe before it.`,
    )
    .action((what: What, options: Options & { json?: true }) =>
      finishWith(cli, options.data, () =>
        exportFolder(cli, what, { ...options, format: options.json ? 'jsonl' : options.format }),
      ),
    )
}

async function exportFolder(cli: Cli, what: What, options: Options): Promise<ExitCode> {
  const { terminal } = cli
  if (!isDataFolder(terminal, options.data)) return exitCodes.failed
  if (isStdoutClosed()) {
    terminal.say('Nothing was exported: stdout is closed, or leads nowhere.')
    return exitCodes.failed
  }
  if (what === 'clock') return exportCentral(cli, what, readClockEvents(options.data), options.format)
  const isStation = existsSync(join(options.data, stationFileName))
  if (what === 'presence' && !isStation && isCentralFolder(options.data)) {
    return exportCentral(cli, what, readPresenceEntries(options.data), options.format)
  }
  const opening = openStationFileToRead(options.data)
  if (opening.type === 'failed') {
    terminal.say(opening.fault.message)
    return exitCodes.failed
  }
  try {
    await printLines(terminal, columns[what], ofStation[what](opening.store.read), options.format)
    return exitCodes.ok
  } catch (error) {
    const why = opening.findFault()
    if (why === null) throw error
    terminal.say(`The database in ${options.data} is damaged (${why}).`)
    return exitCodes.failed
  } finally {
    opening.store.close()
  }
}

async function exportCentral(cli: Cli, what: What, lines: Iterable<Line>, format: LineFormat): Promise<ExitCode> {
  try {
    await printLines(cli.terminal, columns[what], lines, format)
    return exitCodes.ok
  } catch (error) {
    const sentence = readPlainSentence(error)
    if (sentence === null) throw error
    cli.terminal.say(sentence)
    return exitCodes.failed
  }
}

function* exportEvents(db: ReadableDb): Generator<Line> {
  for (const event of iterateEvents(db)) yield eventToLine(event)
}

function* exportAudit(db: ReadableDb): Generator<Line> {
  for (const entry of iterateAudit(db)) yield toAuditLine(entry)
}

/** The keys of a replayed decision, what only an event has, and what only a supervisor’s has. */
function eventToLine(event: ExportedEvent): Line {
  return {
    at: formatInstant(event.atMs, event.zone),
    reader: event.reader,
    badge: event.badge,
    employeeNumber: event.employeeNumber,
    outcome: event.kind === 'undo' ? null : event.kind,
    reason: event.reason,
    eventId: event.eventId,
    kind: event.kind,
    refersTo: event.refersTo,
    sequence: event.sequence,
    stationId: event.stationId,
    clockTrusted: event.isClockTrusted,
    act: event.act,
    by: event.by,
    recordedAt: event.recordedAtMs === null ? null : formatInstant(event.recordedAtMs, event.zone),
    detail: event.detail,
  }
}
