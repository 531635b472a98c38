/** `foyer readers`: the devices of this machine, what they send, and the rule that lets a station have them. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ReaderView } from '../contract/contract.ts'
import { reachStation } from '../door/hand-over.ts'
import { createNodeHidSource } from '../reader/node-hid-source.ts'
import { formatUdevRules } from '../reader/udev-rules.ts'
import { type ListedDevice, type ListedReader, listReaders } from '../station/list-readers.ts'
import { mayOpen } from '../station/may-open.ts'
import { hasDevice } from '../station/open-readers.ts'
import { printResult, sayRefused } from './ask-station.ts'
import { addCommand, type Cli, dataOption, finishWith, jsonOption } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { readStation } from './read-station.ts'
import { registerRecord, registerWatch } from './readers-watch.ts'
import { showForeign } from './show-foreign.ts'

type ListOptions = { data?: string; json?: true }
type UdevOptions = { data: string; group?: string }

export function registerReaders(program: Command, cli: Cli): void {
  const readers = addCommand(program, 'readers', 'The devices of this machine that a card reader may be.', [
    'readers',
    'readers --data ./station',
    'readers watch --data ./station',
    'readers record taps.jsonl --data ./station',
    'readers udev --data ./station',
  ])
    // What stands after "watch" belongs to it, also where the list takes an option of that name.
    .enablePositionalOptions()
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Prints {"devices": [{"vendorId", "productId", "manufacturer", "product", "serialNumber", "port", "interface", "usages",
"kind", "reader", "access", "path", "reportDescriptor", "reports"}], "readers": [{"id", "name", "use", "kind", "state", "why"}]}.
kind of a device: what its reports would be taken for. reader: which one of station.json it is. state: how the running
station sees the reader ("ready", "opening", "absent", "no-permission", "failed"); where none runs, "plugged-in" or what
is in the way; "window" for a reader that types into the window.`,
    )
    .action((options: ListOptions) => finishWith(cli, options.data ?? null, () => list(cli, options)))
  registerWatch(readers, cli)
  registerRecord(readers, cli)
  registerUdev(readers, cli)
}

function registerUdev(readers: Command, cli: Cli): void {
  addCommand(readers, 'udev', 'Print the udev rules (Linux) for the readers of station.json.', [
    'readers udev --data ./station | sudo tee /etc/udev/rules.d/60-foyer-reader.rules',
    'readers udev --group kiosk --data ./station',
  ])
    .addOption(dataOption().makeOptionMandatory())
    .addOption(
      new Option(
        '--group <name>',
        'let in the members of this group (default: whoever sits at the machine’s screen)',
      ).argParser(parseGroup),
    )
    .action((options: UdevOptions) => finishWith(cli, options.data, () => printUdev(cli, options)))
}

/** As `useradd` takes it; nothing else is written into a rule that root reads. */
function parseGroup(value: string): string {
  if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(value)) throw new InvalidArgumentError('Expected the name of a group.')
  return value
}

async function list(cli: Cli, options: ListOptions): Promise<ExitCode> {
  const settings = options.data === undefined ? null : readStation(cli, options.data)
  if (typeof settings === 'number') return settings
  const running = options.data === undefined ? null : await askStates(options.data)
  const listing = await createNodeHidSource({ driver: settings?.readerDriver ?? 'hidraw' }).list()
  const devices = listing.type === 'listed' ? listing.devices : []
  const listed = listReaders(settings?.readers ?? [], devices, running, mayOpen)
  await printResult(cli, options, { data: listed, text: formatListed(listed) })
  if (listing.type === 'listed') return exitCodes.ok
  const { fault } = listing
  return sayRefused(cli, 'why' in fault ? fault.why : 'The devices of this machine cannot be listed.')
}

async function printUdev(cli: Cli, { data, group }: UdevOptions): Promise<ExitCode> {
  const settings = readStation(cli, data)
  if (typeof settings === 'number') return settings
  const devices = settings.readers.filter(hasDevice).map(({ device }) => device)
  if (devices.length === 0) {
    return sayRefused(cli, 'No reader of station.json names a "device"; "foyer readers" lists what there is.')
  }
  await cli.terminal.write(formatUdevRules(devices, { driver: settings.readerDriver, group: group ?? null }))
  return exitCodes.ok
}

/** Null: no station runs there. */
async function askStates(dir: string): Promise<ReaderView[] | null> {
  const reached = await reachStation(dir)
  if (reached.type !== 'reached') return null
  try {
    const answer = await reached.call('getStatus', {})
    return answer.type === 'status' ? answer.view.readers : null
  } finally {
    reached.close()
  }
}

function formatListed({ devices, readers }: { devices: ListedDevice[]; readers: ListedReader[] }): string {
  const lines = devices.flatMap((device) => {
    const names = [device.manufacturer, device.product].filter((name) => name !== null).map(showForeign)
    const places = [
      device.port && `port ${showForeign(device.port)}`,
      device.serialNumber && `serial ${showForeign(device.serialNumber)}`,
      device.interface !== null && `interface ${device.interface}`,
      device.path,
    ].filter(Boolean)
    return [
      `${device.vendorId}:${device.productId}  ${names.join(' ') || 'without a name'}`,
      `    ${places.join(', ')}`,
      `    usages ${device.usages.join(' ') || 'not known'}, kind ${device.kind ?? 'not known'}${device.access === 'no' ? ', may not be opened by this user' : ''}${device.reader === null ? '' : `, reader "${device.reader}"`}`,
      ...device.reports.map((line) => `    ${line}`),
    ]
  })
  if (devices.length === 0) lines.push('There is no HID device on this machine.')
  for (const { id, use, state, why } of readers) lines.push(`reader "${id}"  ${use}  ${state}${why ? `: ${why}` : ''}`)
  return lines.join('\n')
}
