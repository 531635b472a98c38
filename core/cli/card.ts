/** `foyer card`: cards are handed out, listed, and marked lost or revoked. */
import { type Command, InvalidArgumentError } from 'commander'
import type { Answer } from '../contract/contract.ts'
import { say } from '../contract/sentences.ts'
import { type CardView, findCardsByName, listCards, readCard } from '../people/card-store.ts'
import type { CardState } from '../people/give-card-store.ts'
import { findPersonByEmployeeNumber } from '../people/people-store.ts'
import type { ReadableDb } from '../store/database.ts'
import { askStation, lookIntoFolder, printResult, sayNobody, sayRefused, sayUsage } from './ask-station.ts'
import { registerCardHistory } from './card-history.ts'
import { cardToLine, cardToText } from './card-line.ts'
import { addCommand, byOption, type Cli, dataOption, findReasonFault, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { readInstant } from './read-instant.ts'

type Output = { data: string; json?: true }
type CheckInOptions = Output & {
  userId?: string
  employeeNumber?: string
  email?: string
  internalCardNumber?: number
  newInternalCardNumber?: number
  newExternalCardNumber?: string
  newFacilityCode?: number
  newCardType?: number
  newSystemId?: string
  enforceOccupancySystem?: true
  until?: string
  replaces?: string
  lost?: true
  by?: string
}
type MarkOptions = Output & { lost?: true; reason?: string; by?: string }

export function registerCard(program: Command, cli: Cli): void {
  const card = addCommand(program, 'card', 'Cards: who holds which, and whether it may be used.', [
    'card check-in --employee-number E1 --new-internal-card-number 1001 --data ./station',
    'card list --person E1 --data ./station',
    'card revoke 1001 --lost --data ./station',
  ])
  registerCheckIn(card, cli)
  registerCardHistory(card, cli, cardHelp, findOneCard)
  addCommand(card, 'list', 'List the cards, and who holds each.', [
    'card list --data ./station',
    'card list --person E1 --data ./station --json',
  ])
    .option('--person <person>', 'only those of this person, an employee number')
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .action((options: Output & { person?: string }) => finishWith(cli, options.data, () => list(cli, options)))
  addCommand(card, 'revoke', 'Revoke a card, or mark it lost: it is dead at once.', [
    'card revoke 1001 --data ./station',
    'card revoke id:12 --lost --by E7 --reason "left on the train" --data ./station',
  ])
    .argument('<card>', cardHelp)
    .option('--lost', 'lost, not revoked')
    .option('--reason <text>', 'why; kept in the audit trail')
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .action((name: string, options: MarkOptions) =>
      finishWith(cli, options.data, () => mark(cli, name, options.lost ? 'lost' : 'revoked', options)),
    )
  addCommand(card, 'activate', 'Make a card that is lost or revoked good again.', [
    'card activate 1001 --by E7 --reason "found again" --data ./station',
  ])
    .argument('<card>', cardHelp)
    .option('--reason <text>', 'why; kept in the audit trail')
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .action((name: string, options: MarkOptions) =>
      finishWith(cli, options.data, () => mark(cli, name, 'active', options)),
    )
}

const cardHelp = 'its internal number, its serial, or id:N as "card list" shows it'

function registerCheckIn(card: Command, cli: Cli): void {
  addCommand(
    card,
    'check-in',
    'Hand a card to somebody; it is created if it is new, and taken from whoever holds it.',
    [
      'card check-in --employee-number E1 --new-internal-card-number 1001 --new-system-id GUID --data ./station',
      'card check-in --email ada@example.com --new-external-card-number 04A1B2C3 --data ./station',
      'card check-in --user-id u-7 --new-internal-card-number 1002 --replaces 1001 --lost --data ./station',
    ],
  )
    .option('--user-id <id>', 'whose card it becomes: by user id')
    .option('--employee-number <number>', '… by employee number')
    .option('--email <email>', '… by email')
    .option('--internal-card-number <n>', '… by a card that they hold', parseWhole)
    .option('--new-internal-card-number <n>', 'the card: its internal number', parseWhole)
    .option('--new-external-card-number <text>', 'the card: its external number, the serial', String)
    .option('--new-facility-code <n>', 'the card: its facility code', parseWhole)
    .option('--new-card-type <n>', 'the card: its type', parseWhole)
    .option(
      '--new-system-id <guid>',
      'the card: its system (default: station.cardSystemId); needed by the upstream "cards" alone',
    )
    .option('--enforce-occupancy-system', 'refuse a card whose system is not that of the occupancy')
    .option('--until <instant>', 'a temporary card: its end')
    .option('--replaces <card>', `the card that it replaces and that dies at once: ${cardHelp}`)
    .option('--lost', 'the replaced card is lost, not revoked')
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
All criteria that are given must name the same person. Prints {"PreviousUserId", "CurrentUserId", …, "ResultCode",
"Description"}; ResultCode 0: assigned, 1: already theirs. With any other nothing was changed and the exit code is 1.`,
    )
    .action((options: CheckInOptions, command: Command) => {
      if (options.lost && options.replaces === undefined)
        command.error('error: --lost says how a card is replaced: name that with --replaces')
      return finishWith(cli, options.data, () => checkIn(cli, options))
    })
}

async function checkIn(cli: Cli, options: CheckInOptions): Promise<ExitCode> {
  type Found = { type: 'found'; replacedId: number | null; diesAtMs: number | null }
  let found: Found | null = null
  const looked = await lookIntoFolder(cli, options.data, async (db, { station }) => {
    const end = options.until === undefined ? null : readInstant(options.until, station.zone)
    if (end?.type === 'wrong') return sayRefused(cli, end.message)
    const replaced = options.replaces === undefined ? null : findOneCard(db, options.replaces)
    if (replaced?.type === 'refused') return sayRefused(cli, replaced.message)
    found = { type: 'found', replacedId: replaced?.card.cardId ?? null, diesAtMs: end?.atMs ?? null }
    return exitCodes.ok
  })
  if (found === null) return looked
  const { replacedId, diesAtMs } = found as Found
  return askStation(cli, {
    dataDir: options.data,
    call: 'checkInCard',
    request: {
      request: toRequest(options),
      by: options.by,
      ...(diesAtMs !== null && { diesAtMs }),
      ...(replacedId !== null && {
        replaces: { cardId: replacedId, state: options.lost ? ('lost' as const) : ('revoked' as const) },
      }),
    },
    report: (answer) => reportCheckIn(cli, answer, options),
  })
}

/** The page's names, its doubled one included. */
function toRequest(options: CheckInOptions): Record<string, string | number | boolean> {
  const request = {
    MatchUserByUserId: options.userId,
    MatchUserByEmployeeNumber: options.employeeNumber,
    MatchUserByByEmail: options.email,
    MatchUserByInternalCardNumber: options.internalCardNumber,
    NewCardInternalCardNumber: options.newInternalCardNumber,
    NewCardExternalCardNumber: options.newExternalCardNumber,
    NewCardFacilityCode: options.newFacilityCode,
    NewCardCardType: options.newCardType,
    NewCardCardACSystemId: options.newSystemId,
    NewCardEnforceOccupancySystem: options.enforceOccupancySystem,
  }
  return Object.fromEntries(
    Object.entries(request).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

async function reportCheckIn(cli: Cli, answer: Answer<'checkInCard'>, options: Output): Promise<ExitCode> {
  if (answer.type === 'refused') return sayRefused(cli, answer.message)
  const { result } = answer
  await printResult(cli, options, { data: result, text: result.Description })
  for (const warning of answer.warnings ?? []) cli.terminal.say(warning)
  if (result.ResultCode <= 1) return exitCodes.ok
  if (!cli.terminal.isHuman || options.json) sayRefused(cli, result.Description)
  if (result.Description === say('told-card-needs-system')) cli.terminal.say('Or name it now, with --new-system-id.')
  return exitCodes.failed
}

function list(cli: Cli, options: Output & { person?: string }): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db, { station }) => {
    const person = options.person === undefined ? null : findPersonByEmployeeNumber(db, options.person)
    if (options.person !== undefined && person === null) return sayNobody(cli, options.person)
    const cards = [...iterateCards(db, person?.personId)]
    const lines = cards.map((card) => cardToText(card, station.zone))
    const data = cards.map((card) => cardToLine(card, station.zone))
    await printResult(cli, options, { data, text: lines.join('\n') || 'There are no cards.' })
    return exitCodes.ok
  })
}

const cardsPerPage = 1000

function* iterateCards(db: ReadableDb, personId: number | undefined): Generator<CardView> {
  let afterCardId = 0
  for (;;) {
    const page = listCards(db, { personId, afterCardId, limit: cardsPerPage })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < cardsPerPage) return
    afterCardId = last.cardId
  }
}

async function mark(cli: Cli, name: string, state: CardState, options: MarkOptions): Promise<ExitCode> {
  const fault = options.reason === undefined ? null : findReasonFault(options.reason)
  if (fault !== null) return sayUsage(cli, fault)
  let cardId: number | null = null
  const looked = await lookIntoFolder(cli, options.data, async (db) => {
    const found = findOneCard(db, name)
    if (found.type === 'refused') return sayRefused(cli, found.message)
    cardId = found.card.cardId
    return exitCodes.ok
  })
  if (cardId === null) return looked
  return askStation(cli, {
    dataDir: options.data,
    call: 'markCard',
    request: { cardId, state, by: options.by, reason: options.reason },
    report: async (answer) => {
      if (answer.type === 'refused') return sayRefused(cli, answer.message)
      await printResult(cli, options, { data: { card: `id:${cardId}`, state }, text: `The card is ${state} now.` })
      return exitCodes.ok
    },
  })
}

type FoundCard = { type: 'found'; card: CardView } | { type: 'refused'; message: string }

function findOneCard(db: ReadableDb, name: string): FoundCard {
  const [card, ...others] = findCardsCalled(db, name)
  if (card === undefined) return { type: 'refused', message: `There is no card ${JSON.stringify(name)}.` }
  if (others.length === 0) return { type: 'found', card }
  const told = [card, ...others].map(({ cardId, systemId, facilityCode, holder }) => {
    const system = systemId === null ? 'no system' : `system ${systemId}`
    const facility = facilityCode === null ? '' : `, facility code ${facilityCode}`
    return `id:${cardId} (${system}${facility}, ${holder === null ? 'held by nobody' : `held by ${holder.employeeNumber}`})`
  })
  return {
    type: 'refused',
    message: `Several cards are called ${JSON.stringify(name)}: name one of ${told.join(', ')}.`,
  }
}

function findCardsCalled(db: ReadableDb, name: string): CardView[] {
  const [, id] = /^id:(\d{1,15})$/.exec(name) ?? []
  if (id !== undefined) {
    const card = readCard(db, Number(id))
    return card === null ? [] : [card]
  }
  const byNumber = /^\d{1,15}$/.test(name) ? findCardsByName(db, { internalNumber: Number(name) }) : []
  return byNumber.length > 0 ? byNumber : findCardsByName(db, { externalNumber: name })
}

function parseWhole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}
