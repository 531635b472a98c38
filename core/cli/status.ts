/** `foyer status`: how a data folder stands, whether its station runs or not. */
import type { Command } from 'commander'
import { countEvents, countOpenPeriods } from '../attendance/attendance-store.ts'
import { mendConfiguration } from '../outbox/advise-on-row.ts'
import { findHeldUp, type HeldUp } from '../outbox/outbox-report-store.ts'
import type { OutboxState } from '../outbox/outbox-row.ts'
import { countByState } from '../outbox/outbox-store.ts'
import { countCards, countPeople } from '../people/people-store.ts'
import { pullTopics, readPullState } from '../station/pull-state-store.ts'
import { readSettings } from '../station/read-settings.ts'
import { findStationByDoor } from '../station/take-folder.ts'
import type { ReadableDb } from '../store/database.ts'
import { findFolderOwner } from '../store/folder-lock.ts'
import { openStationFileToRead } from '../store/station-file.ts'
import { upstreams } from '../upstream/connector.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { sayInstant } from './decision-line.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { showForeign } from './show-foreign.ts'
import { isStationFolder } from './station-folder.ts'

type Options = { data: string; json?: true }

type OutboxCounts = {
  waiting: number
  inFlight: number
  delivered: number
  refused: number
  setAside: number
  withdrawn: number
}

type FolderStatus = {
  people: number
  cards: number
  events: number
  openPeriods: number
  outbox: Record<string, OutboxCounts>
  /** Per upstream that failed last and has rows that wait because of it. */
  heldUp: Record<string, { why: string; rows: number; cause: HeldUp['cause']; triedAt: string; nextTryAt: string }>
  /** Per list that is pulled: when it last worked (milliseconds), and what stands in the way or is warned of. */
  pull: Record<string, { workedAtMs: number | null; fault: string | null; warning: string | null }>
  /** `ok`, or what is wrong with `station.json`, a sentence per fault. */
  settings: 'ok' | string[]
  /** `ok`, or what the check found, in SQLite's words. */
  database: string
  schemaVersion: number
  isRunning: boolean
}

export function registerStatus(program: Command, cli: Cli): void {
  addCommand(program, 'status', 'Count what a data folder holds and check its database; changes nothing.', [
    'status --data ./station',
    'status --data ./station --json',
  ])
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .action((options: Options) => finishWith(cli, options.data, () => showStatus(cli, options)))
}

async function showStatus(cli: Cli, options: Options): Promise<ExitCode> {
  const { terminal } = cli
  if (!isStationFolder(terminal, options.data)) return exitCodes.failed
  const opening = openStationFileToRead(options.data)
  if (opening.type === 'failed') {
    terminal.say(opening.fault.message)
    return exitCodes.failed
  }
  const reading = readSettings(options.data, cli.env, 'left')
  if (reading.type === 'wrong') terminal.say(reading.message)
  try {
    const fault = opening.findFault()
    const { isTaken } = findFolderOwner(options.data)
    const status: FolderStatus = {
      ...countFolder(opening.store.read),
      heldUp: readHeldUp(opening.store.read, cli.nowMs()),
      settings: reading.type === 'read' ? 'ok' : reading.message.split('\n'),
      database: fault ?? 'ok',
      schemaVersion: opening.schemaVersion,
      isRunning: isTaken || (await findStationByDoor(options.data)) !== null,
    }
    await terminal.print(options.json || !terminal.isHuman ? JSON.stringify(status) : formatStatus(status))
    if (fault === null) return reading.type === 'read' ? exitCodes.ok : exitCodes.settings
    terminal.say(`The database in ${options.data} is damaged; the next start of the station repairs it from a backup.`)
    return exitCodes.failed
  } finally {
    opening.store.close()
  }
}

function countFolder(
  db: ReadableDb,
): Pick<FolderStatus, 'people' | 'cards' | 'events' | 'openPeriods' | 'outbox' | 'pull'> {
  const outbox = Object.fromEntries(
    upstreams.map((upstream) => [
      upstream,
      { waiting: 0, inFlight: 0, delivered: 0, refused: 0, setAside: 0, withdrawn: 0 } satisfies OutboxCounts,
    ]),
  )
  for (const { upstream, state, rows } of countByState(db)) {
    const counts = outbox[upstream]
    if (counts) counts[countNames[state]] = rows
  }
  return {
    people: countPeople(db),
    cards: countCards(db),
    events: countEvents(db),
    openPeriods: countOpenPeriods(db),
    outbox,
    pull: Object.fromEntries(
      pullTopics.flatMap((topic) => {
        const { workedAtMs, fault, warning } = readPullState(db, topic)
        return workedAtMs === null && fault === null ? [] : [[topic, { workedAtMs, fault, warning }]]
      }),
    ),
  }
}

const countNames: Record<OutboxState, keyof OutboxCounts> = {
  waiting: 'waiting',
  'in-flight': 'inFlight',
  delivered: 'delivered',
  refused: 'refused',
  'set-aside': 'setAside',
  withdrawn: 'withdrawn',
}

/** What keeps each upstream from being told, as the rows that wait remember it. */
function readHeldUp(db: ReadableDb, nowMs: number): FolderStatus['heldUp'] {
  const found = upstreams.flatMap((upstream) => {
    const held = findHeldUp(db, upstream, nowMs)
    if (held === null) return []
    const { triedAtMs, nextTryAtMs, ...rest } = held
    return [[upstream, { ...rest, triedAt: toInstant(triedAtMs), nextTryAt: toInstant(nextTryAtMs) }] as const]
  })
  return Object.fromEntries(found)
}

function toInstant(atMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toString()
}

function formatStatus(status: FolderStatus): string {
  const rows: [string, string][] = [
    ['People', String(status.people)],
    ['Cards', String(status.cards)],
    ['Events', String(status.events)],
    ['Open periods', String(status.openPeriods)],
  ]
  for (const [upstream, counts] of Object.entries(status.outbox)) {
    const told = Object.entries(counts).filter(([, count]) => count > 0)
    if (told.length > 0) rows.push([`To ${upstream}`, told.map(([state, count]) => `${count} ${state}`).join(', ')])
  }
  for (const [upstream, { why, cause, rows: held, nextTryAt }] of Object.entries(status.heldUp)) {
    const mend = cause === 'configuration' ? `; ${mendConfiguration}` : ''
    rows.push([
      `${upstream} held up`,
      `${held} ${held === 1 ? 'row' : 'rows'}: ${showForeign(why)}; tried again from ${sayInstant(Date.parse(nextTryAt), 'UTC')} UTC on${mend}`,
    ])
  }
  for (const [topic, { workedAtMs, fault }] of Object.entries(status.pull)) {
    const worked = workedAtMs === null ? 'never yet' : Temporal.Instant.fromEpochMilliseconds(workedAtMs).toString()
    rows.push([`From ${topic}`, fault === null ? worked : `${worked}; ${showForeign(fault)}`])
  }
  const warned = Object.values(status.pull).find(({ warning }) => warning !== null)
  if (warned?.warning) rows.push(['Warning', showForeign(warned.warning)])
  rows.push(['Settings', status.settings === 'ok' ? 'ok' : 'wrong, see above'])
  rows.push(['Database', `${status.database} (schema ${status.schemaVersion})`])
  rows.push(['Station', status.isRunning ? 'running' : 'not running'])
  const width = Math.max(...rows.map(([label]) => label.length))
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`).join('\n')
}
