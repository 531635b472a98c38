/** `foyer card history`: who held a card when and what state it was in, and who held it at one instant. */
import type { Command } from 'commander'
import { type CardView, readCardHistory, readCardStates } from '../people/card-store.ts'
import { holderAt } from '../people/held-card-store.ts'
import type { ReadableDb } from '../store/database.ts'
import { lookIntoFolder, printResult, sayRefused } from './ask-station.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { formatInstant, sayInstant } from './decision-line.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { readInstant } from './read-instant.ts'

type Options = { data: string; json?: true; at?: string }
type FindCard = (
  db: ReadableDb,
  name: string,
) => { type: 'found'; card: CardView } | { type: 'refused'; message: string }

export function registerCardHistory(card: Command, cli: Cli, cardHelp: string, findCard: FindCard): void {
  addCommand(card, 'history', 'Everybody who ever held a card, and the states that it was in; or who held it when.', [
    'card history 1001 --data ./station',
    'card history id:12 --at 2026-03-02T08:00 --data ./station',
  ])
    .argument('<card>', cardHelp)
    .option('--at <instant>', 'only then: with an offset, or a clock time in the zone of the station')
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Prints {"card", "holders": [{"employeeNumber", "displayName", "from", "until"}], "states": [{"state", "until"}]}, or with --at
{"card", "at", "holder", "state"}. From null: from the beginning; until null: still. Of a card that was marked before its states
were remembered only the last change is known.`,
    )
    .action((name: string, options: Options) =>
      finishWith(cli, options.data, () =>
        lookIntoFolder(cli, options.data, (db, { station }) => {
          const found = findCard(db, name)
          if (found.type === 'refused') return Promise.resolve(sayRefused(cli, found.message))
          const { cardId } = found.card
          if (options.at === undefined) return tellAll(cli, db, { cardId, zone: station.zone }, options)
          const at = readInstant(options.at, station.zone)
          if (at.type === 'wrong') return Promise.resolve(sayRefused(cli, at.message))
          return tellAt(cli, db, { cardId, zone: station.zone, atMs: at.atMs }, options)
        }),
      ),
    )
}

async function tellAll(
  cli: Cli,
  db: ReadableDb,
  { cardId, zone }: { cardId: number; zone: string },
  options: Options,
): Promise<ExitCode> {
  const holders = readCardHistory(db, cardId)
  const states = readCardStates(db, cardId)
  const at = (ms: number | null) => (ms === null ? null : formatInstant(ms, zone))
  const say = (ms: number | null, open: string) => (ms === null ? open : sayInstant(ms, zone))
  const data = {
    card: `id:${cardId}`,
    holders: holders.map(({ employeeNumber, displayName, fromMs, untilMs }) => ({
      employeeNumber,
      displayName,
      from: at(fromMs),
      until: at(untilMs),
    })),
    states: states.map(({ state, untilMs }) => ({ state, until: at(untilMs) })),
  }
  const lines = [
    ...holders.map(({ employeeNumber, displayName, fromMs, untilMs }) => {
      return `${employeeNumber}  ${displayName}  ${say(fromMs, 'from the beginning')} – ${say(untilMs, 'now')}`
    }),
    ...states.map(({ state, untilMs }) => `${state}  until ${say(untilMs, 'now')}`),
  ]
  await printResult(cli, options, { data, text: lines.join('\n') })
  return exitCodes.ok
}

async function tellAt(
  cli: Cli,
  db: ReadableDb,
  { cardId, zone, atMs }: { cardId: number; zone: string; atMs: number },
  options: Options,
): Promise<ExitCode> {
  const holder = holderAt(db, cardId, atMs)
  const state = readCardStates(db, cardId).find(({ untilMs }) => untilMs === null || untilMs > atMs)?.state ?? null
  const data = {
    card: `id:${cardId}`,
    at: formatInstant(atMs, zone),
    holder: holder && { employeeNumber: holder.employeeNumber, displayName: holder.displayName },
    state,
  }
  const whose = holder ? `${holder.employeeNumber} ${holder.displayName} held it` : 'nobody held it'
  await printResult(cli, options, { data, text: `${sayInstant(atMs, zone)}  ${whose}; it was ${state}` })
  return exitCodes.ok
}
