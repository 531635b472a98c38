/** `foyer person list` and `person show`: who is known, and everything that the station knows of one of them. */
import type { Command } from 'commander'
import { findOpenPeriod } from '../attendance/attendance-store.ts'
import { isOverdue } from '../attendance/direction.ts'
import { listCards } from '../people/card-store.ts'
import { findPersonByEmployeeNumber, listPeople, readStoredPerson } from '../people/people-store.ts'
import { readPinHash, readRole } from '../people/role-store.ts'
import { createPersonSchedules, listMissingLinks } from '../schedule/schedule-store.ts'
import { lookIntoFolder, printResult, sayNobody } from './ask-station.ts'
import { cardToLine, cardToText } from './card-line.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { formatInstant, sayInstant } from './decision-line.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

type Options = { data: string; json?: true }

export function registerPersonLook(person: Command, cli: Cli): void {
  addCommand(person, 'list', 'List everybody who is known, by employee number.', ['person list --data ./station'])
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText('after', '\nPrints [{"employeeNumber", "displayName", "isActive", "role", "cards", "isIn"}].')
    .action((options: Options) => finishWith(cli, options.data, () => list(cli, options)))
  addCommand(person, 'show', 'Show somebody: identifiers, cards, role, time profiles, and whether they are in.', [
    'person show E1 --data ./station',
    'person show E1 --data ./station --json',
  ])
    .argument('<person>', 'an employee number')
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .action((employeeNumber: string, options: Options) =>
      finishWith(cli, options.data, () => show(cli, employeeNumber, options)),
    )
}

function list(cli: Cli, options: Options): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db) => {
    const people = listPeople(db)
    const lines = people.map(({ employeeNumber, displayName, isActive, role, cards, isIn }) => {
      const told = [role === 'none' ? [] : role, isActive ? [] : 'inactive', isIn ? 'in' : []].flat()
      return [employeeNumber, displayName, `${cards} ${cards === 1 ? 'card' : 'cards'}`, ...told].join('  ')
    })
    await printResult(cli, options, { data: people, text: lines.join('\n') || 'Nobody is known.' })
    return exitCodes.ok
  })
}

function show(cli: Cli, employeeNumber: string, options: Options): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db, { station, rules }) => {
    const { zone } = station
    const person = findPersonByEmployeeNumber(db, employeeNumber)
    const stored = readStoredPerson(db, employeeNumber)
    if (person === null || stored === null) return sayNobody(cli, employeeNumber)
    const { personId } = person
    const { timeProfiles: _links, ...identity } = stored.person
    const open = findOpenPeriod(db, personId)
    const profiles = createPersonSchedules(zone).profilesOf(db, personId)
    const cards = listCards(db, { personId })
    const isLate = open !== null && isOverdue(open.startedMs, cli.nowMs(), rules.longestShiftHours * 3_600_000)
    const data = {
      ...identity,
      role: readRole(db, personId),
      hasPin: readPinHash(db, personId) !== null,
      cards: cards.map((card) => cardToLine(card, zone)),
      profiles: profiles.map(({ link_id, name }) => ({ link_id, name })),
      missingLinks: listMissingLinks(db, personId),
      isIn: open !== null,
      since: open && formatInstant(open.startedMs, zone),
      isOverdue: isLate,
    }
    const known = Object.entries({ ...identity, role: data.role, hasPin: data.hasPin })
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${name}: ${value}`)
    const lines = [
      ...known,
      ...cards.map((card) => `card: ${cardToText(card, zone)}`),
      ...profiles.map(({ link_id, name }) => `time profile: ${name} (${link_id})`),
      ...data.missingLinks.map((link) => `time profile: ${link}, not known here (yet)`),
      open ? `in since ${sayInstant(open.startedMs, zone)}${isLate ? ', overdue' : ''}` : 'out',
    ]
    await printResult(cli, options, { data, text: lines.join('\n') })
    return exitCodes.ok
  })
}
