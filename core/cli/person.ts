/** `foyer person`: who is added, roles, PINs for whoever has no badge at hand, and the language of each. */
import { text as readText } from 'node:stream/consumers'
import { Argument, type Command } from 'commander'
import type { Answer, Request } from '../contract/contract.ts'
import { type Language, languages } from '../contract/languages.ts'
import { type Role, roles } from '../people/role-store.ts'
import { hashPin, isPin } from '../station/hash-pin.ts'
import { askStation, printResult, sayRefused } from './ask-station.ts'
import { addCommand, byOption, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { registerAddPerson } from './person-add.ts'
import { registerPersonLook } from './person-look.ts'

type Options = { data: string; json?: true; by?: string }

export function registerPerson(program: Command, cli: Cli): void {
  const person = addCommand(
    program,
    'person',
    'Who is known, what somebody may do at the station, their PIN and their language.',
    [
      'person show E1 --data ./station',
      'person add E31 "Petra Neumann" --data ./station',
      'person set-role E7 supervisor --data ./station',
      'person set-pin E7 --data ./station < pin.txt',
      'person free-pin E7 --data ./station',
    ],
  )
  registerPersonLook(person, cli)
  registerAddPerson(person, cli)
  registerLanguage(person, cli)
  addCommand(person, 'set-role', 'Say what somebody may do at the station.', [
    'person set-role E7 supervisor --data ./station',
    'person set-role E7 none --by E8 --data ./station',
  ])
    .argument('<person>', 'an employee number')
    .addArgument(
      new Argument('<role>', 'scan: may badge others in and out; supervisor: may change things').choices(roles),
    )
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .action((employeeNumber: string, role: Role, options: Options) =>
      finishWith(cli, options.data, () =>
        ask(
          cli,
          { employeeNumber, change: { type: 'role', role }, by: options.by },
          options,
          `${employeeNumber} has the role ${role} now.`,
        ),
      ),
    )
  addCommand(person, 'set-pin', 'Set the PIN of somebody, read from stdin: four to twelve digits.', [
    'person set-pin E7 --data ./station < pin.txt',
    'person set-pin E7 --clear --data ./station',
  ])
    .argument('<person>', 'an employee number')
    .option('--clear', 'take the PIN away')
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nA PIN never stands on a command line, where every process could read it. Only its hash is kept.',
    )
    .action((employeeNumber: string, options: Options & { clear?: true }) =>
      finishWith(cli, options.data, () => setPin(cli, employeeNumber, options)),
    )
  addCommand(person, 'free-pin', 'Let somebody try their PIN again who was locked after wrong ones.', [
    'person free-pin E7 --data ./station',
    'person free-pin E7 --by E8 --data ./station',
  ])
    .argument('<person>', 'an employee number')
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .action((employeeNumber: string, options: Options) =>
      finishWith(cli, options.data, () =>
        ask(
          cli,
          { employeeNumber, change: { type: 'free-pin' }, by: options.by },
          options,
          `${employeeNumber} may try their PIN again.`,
        ),
      ),
    )
}

function registerLanguage(person: Command, cli: Cli): void {
  addCommand(person, 'set-language', 'Say in which language the screen speaks to somebody.', [
    'person set-language E7 fr --data ./station',
    'person set-language E7 none --data ./station',
  ])
    .argument('<person>', 'an employee number')
    .addArgument(new Argument('<language>', 'none: that of the screen').choices([...languages, 'none']))
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .action((employeeNumber: string, chosen: Language | 'none', options: Options) =>
      finishWith(cli, options.data, () => {
        const language = chosen === 'none' ? null : chosen
        const sentence =
          language === null
            ? `${employeeNumber} is spoken to in the language of the screen now.`
            : `${employeeNumber} is spoken to in ${nameLanguage(language)} now.`
        return ask(cli, { employeeNumber, change: { type: 'language', language }, by: options.by }, options, sentence)
      }),
    )
}

function nameLanguage(language: Language): string {
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? language
}

async function setPin(cli: Cli, employeeNumber: string, options: Options & { clear?: true }): Promise<ExitCode> {
  const { by } = options
  if (options.clear) {
    const request = { employeeNumber, change: { type: 'pin' as const, pinHash: null }, by }
    return ask(cli, request, options, `${employeeNumber} has no PIN any more.`)
  }
  if (process.stdin.isTTY) cli.terminal.say('Type the PIN, Enter, and Ctrl-D:')
  const pin = (await readText(process.stdin)).trim()
  if (!isPin(pin)) return sayRefused(cli, 'A PIN is four to twelve digits, on stdin.')
  const request = { employeeNumber, change: { type: 'pin' as const, pinHash: await hashPin(pin) }, by }
  return ask(cli, request, options, `${employeeNumber} has a new PIN.`)
}

function ask(cli: Cli, request: Request<'changePerson'>, options: Options, sentence: string): Promise<ExitCode> {
  return askStation(cli, {
    dataDir: options.data,
    call: 'changePerson',
    request,
    report: async (answer: Answer<'changePerson'>) => {
      if (answer.type === 'refused') return sayRefused(cli, answer.message)
      const data = { employeeNumber: request.employeeNumber, ...tellChange(request.change) }
      await printResult(cli, options, { data, text: sentence })
      for (const warning of answer.warnings ?? []) cli.terminal.say(warning)
      return exitCodes.ok
    },
  })
}

function tellChange(change: Request<'changePerson'>['change']) {
  switch (change.type) {
    case 'role':
      return { role: change.role }
    case 'pin':
      return { hasPin: change.pinHash !== null }
    case 'free-pin':
      return { isFreed: true }
    case 'language':
      return { language: change.language }
  }
}
