/** `foyer profile`: time profiles are put, deleted and listed, and a person is held against theirs. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Answer } from '../contract/contract.ts'
import { findPersonByEmployeeNumber } from '../people/people-store.ts'
import { describeBadgeTime, sayBadgeTime } from '../schedule/say-badge-time.ts'
import {
  createPersonSchedules,
  listMissingLinks,
  listProfiles,
  type StoredProfile,
} from '../schedule/schedule-store.ts'
import { askStation, lookIntoFolder, printResult, sayNobody, sayRefused } from './ask-station.ts'
import { addCommand, byOption, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { formatInstant } from './decision-line.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { readInstant } from './read-instant.ts'

type Options = { data: string; json?: true; by?: string }

export function registerProfile(program: Command, cli: Cli): void {
  const profile = addCommand(program, 'profile', 'Time profiles: who may badge when.', [
    'profile put profiles.json --data ./station',
    'profile check E1 --at 2026-03-02T08:00:00+01:00 --data ./station',
  ])
  addCommand(profile, 'put', 'Create or update the time profiles of a file by their link ids.', [
    'profile put profiles.json --data ./station',
  ])
    .argument('<file>', 'JSON: {"list_items": [{"link_id", "name", "time_options", "repeat_options"}]}')
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText('after', resultHelp)
    .action((file: string, options: Options) =>
      finishWith(cli, options.data, () =>
        askStation(cli, {
          dataDir: options.data,
          call: 'putProfiles',
          request: { file: resolve(file), by: options.by },
          report: (answer) => reportChange(cli, options, answer, file),
        }),
      ),
    )
  addCommand(profile, 'delete', 'Delete time profiles by their link ids; people keep their links.', [
    'profile delete 5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10 --data ./station',
  ])
    .argument('<linkid...>', 'link ids')
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText('after', resultHelp)
    .action((linkIds: string[], options: Options) =>
      finishWith(cli, options.data, () =>
        askStation(cli, {
          dataDir: options.data,
          call: 'deleteProfiles',
          request: { linkIds, by: options.by },
          report: (answer) => reportChange(cli, options, answer, null),
        }),
      ),
    )
  addCommand(profile, 'list', 'List the time profiles by name, and how many people each is linked to.', [
    'profile list --data ./station --json',
  ])
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .action((options: Options) => finishWith(cli, options.data, () => list(cli, options)))
  addCommand(profile, 'check', 'May this person badge at an instant, and if not, when next?', [
    'profile check E1 --data ./station',
    'profile check E1 --at 2026-03-02T08:00 --data ./station',
  ])
    .argument('<person>', 'an employee number')
    .option('--at <instant>', 'with an offset, or a clock time in the zone of the station (default: now)')
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nBoth answers are results: the exit code is 0 also where badging is not allowed. No profile: always allowed.',
    )
    .action((person: string, options: Options & { at?: string }) =>
      finishWith(cli, options.data, () => check(cli, person, options)),
    )
}

const resultHelp = `
Prints {"result": [{"link_id", "success", "extended_info"}]}, or {"error": "<why>"} where the request is refused as a
whole and nothing is changed; the exit code is 1 unless every item was a success.`

async function reportChange(
  cli: Cli,
  options: Options,
  answer: Answer<'putProfiles'>,
  file: string | null,
): Promise<ExitCode> {
  const about = file === null ? '' : `${file}: `
  switch (answer.type) {
    case 'refused':
      return sayRefused(cli, `${about}${answer.message}`)
    case 'not-understood':
      if (options.json || !cli.terminal.isHuman) await cli.terminal.print(JSON.stringify({ error: answer.error }))
      return sayRefused(cli, `${about}${answer.error}${answer.where ? ` (${answer.where})` : ''}. Nothing was changed.`)
    case 'changed': {
      const { result } = answer
      const text = result.map((item) => `${item.link_id}  ${item.extended_info}`).join('\n')
      await printResult(cli, options, { data: { result }, text: text || 'There was nothing to do.' })
      if (answer.freed) {
        const who = answer.freed === 1 ? '1 person has' : `${answer.freed} people have`
        cli.terminal.say(`${who} no time profile now and may badge at any time.`)
      }
      const failed = result.filter(({ success }) => !success)
      if (failed.length === 0) return exitCodes.ok
      return sayRefused(cli, `Not done: ${failed.map((item) => `${item.link_id} (${item.extended_info})`).join(', ')}.`)
    }
  }
}

function list(cli: Cli, options: Options): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db, { station }) => {
    const profiles = listProfiles(db)
    const data = profiles.map(({ item, changedAtMs, people }) => ({
      ...item,
      people,
      changedAt: formatInstant(changedAtMs, station.zone),
    }))
    const text = profiles.map(profileToLine).join('\n')
    await printResult(cli, options, { data, text: text || 'There are no time profiles.' })
    return exitCodes.ok
  })
}

function profileToLine({ item, people }: StoredProfile): string {
  return `${item.link_id}  ${item.name}  (${people} ${people === 1 ? 'person' : 'people'})`
}

function check(cli: Cli, employeeNumber: string, options: Options & { at?: string }): Promise<ExitCode> {
  return lookIntoFolder(cli, options.data, async (db, { station }) => {
    const { zone } = station
    const at =
      options.at === undefined ? { type: 'instant' as const, atMs: cli.nowMs() } : readInstant(options.at, zone)
    if (at.type === 'wrong') return sayRefused(cli, at.message)
    const person = findPersonByEmployeeNumber(db, employeeNumber)
    if (person === null) return sayNobody(cli, employeeNumber)
    const schedules = createPersonSchedules(zone)
    const time = schedules.judge(db, person.personId, at.atMs)
    const words = describeBadgeTime(time, at.atMs, zone)
    const sentence = sayBadgeTime(time, at.atMs, zone)
    const missingLinks = listMissingLinks(db, person.personId)
    const data = {
      employeeNumber,
      at: formatInstant(at.atMs, zone),
      isAllowed: time.type !== 'not-now',
      next: words.type === 'not-now' && words.next ? formatInstant(words.next.atMs, zone) : null,
      until: time.type === 'allowed' && time.untilMs !== null ? formatInstant(time.untilMs, zone) : null,
      sentence,
      profiles: schedules.profilesOf(db, person.personId).map(({ link_id, name }) => ({ link_id, name })),
      missingLinks,
    }
    await printResult(cli, options, { data, text: sentence })
    if (missingLinks.length > 0) cli.terminal.say(`No such time profile here (yet): ${missingLinks.join(', ')}.`)
    return exitCodes.ok
  })
}
