/** `foyer person add` and `foyer person correct`: somebody who is in no roster yet, and what somebody is called. */
import type { Command } from 'commander'
import { askStation, printResult, sayRefused } from './ask-station.ts'
import { addCommand, byOption, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

/** `email` false: none any more. */
type Options = { data: string; json?: true; by?: string; email?: string | false }

const ofRosters = `
A roster that does not name them leaves them as they are; one that does says what they are called from then on.`

export function registerAddPerson(person: Command, cli: Cli): void {
  addCommand(person, 'add', 'Add somebody who is in no roster yet.', [
    'person add E31 "Petra Neumann" --data ./station',
    'person add E31 "Petra Neumann" --email petra@example.com --by E8 --data ./station',
  ])
    .argument('<number>', 'their employee number')
    .argument('<name>', 'as the screen greets them')
    .option('--email <address>', 'their e-mail address')
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nThey are active and hold no card. Like a roster, it is told to no other service.${ofRosters}`,
    )
    .action((number: string, name: string, options: Options) =>
      finishWith(cli, options.data, () => ask(cli, 'addPerson', { number, name }, options)),
    )
  addCommand(person, 'correct', 'Say what somebody is called, and their e-mail address.', [
    'person correct E31 "Petra Neumann-Roth" --email petra@example.com --data ./station',
  ])
    .argument('<number>', 'their employee number')
    .argument('<name>', 'as the screen greets them')
    .option('--email <address>', 'their e-mail address; without this it stays')
    .option('--no-email', 'they have none any more')
    .addOption(byOption())
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText('after', ofRosters)
    .action((number: string, name: string, options: Options) =>
      finishWith(cli, options.data, () => ask(cli, 'correctPerson', { number, name }, options)),
    )
}

function ask(
  cli: Cli,
  call: 'addPerson' | 'correctPerson',
  { number, name }: { number: string; name: string },
  options: Options,
): Promise<ExitCode> {
  const { by } = options
  const email = options.email === false ? null : options.email
  const typed = { employeeNumber: number, displayName: name, by }
  return askStation(cli, {
    dataDir: options.data,
    call,
    request:
      call === 'addPerson' ? { ...typed, email: email ?? null } : { ...typed, ...(email !== undefined && { email }) },
    report: async (answer) => {
      if (answer.type === 'refused') return sayRefused(cli, answer.message)
      const employeeNumber = answer.type === 'added' ? answer.employeeNumber : number
      const text =
        answer.type === 'added'
          ? `${name.trim()} is known now, with the employee number ${employeeNumber}.`
          : `${employeeNumber} is called ${name.trim()} now.`
      await printResult(cli, options, { data: { employeeNumber, displayName: name.trim() }, text })
      return exitCodes.ok
    },
  })
}
