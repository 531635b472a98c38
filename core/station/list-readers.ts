/** What of the devices of this machine is known, and what each reader of `station.json` makes of them. */
import { chooseKind, sayUsage } from '../badge/choose-kind.ts'
import { describeDescriptor } from '../badge/describe-descriptor.ts'
import type { ReaderView } from '../contract/contract.ts'
import type { ReaderKind, ReaderSettings } from '../contract/reader-settings.ts'
import { factsOfDevice, readDescriptorBytes } from '../reader/device-facts.ts'
import type { HidDevice } from '../reader/hid-source.ts'
import { assignDevices } from '../reader/match-devices.ts'
import { hasDevice } from './open-readers.ts'
import { whyUnheard } from './window-readers.ts'

export type ListedDevice = Omit<HidDevice, 'usages'> & {
  /** Such as `0001:0006`. */
  usages: string[]
  /** What its reports are taken for; null: nothing that readers are known by. A keyboard may of course be a keyboard. */
  kind: Exclude<ReaderKind, 'auto'> | null
  /** Which reader of `station.json` it is; null: none. */
  reader: string | null
  /** Whether this user may open it; null: the system shows that only to whoever tries. */
  access: 'yes' | 'no' | null
  /** Linux alone; in hex. */
  reportDescriptor: string | null
  /** What that says: a line for each collection and each report. */
  reports: string[]
}

export type ListedReader = Pick<ReaderSettings, 'id' | 'use' | 'kind'> & {
  name: string
  /** Of the running station; else `plugged-in` or what is in the way, and `window` for one that types there. */
  state: ReaderView['state'] | 'plugged-in' | 'window'
  why: string | null
}

/**
 * @param running How the running station sees its readers; null: none runs.
 * @param mayOpen Whether this user may open a path; null where that cannot be known.
 */
export function listReaders(
  readers: readonly ReaderSettings[],
  devices: readonly HidDevice[],
  running: readonly ReaderView[] | null,
  mayOpen: (path: string) => boolean | null,
): { devices: ListedDevice[]; readers: ListedReader[] } {
  const assigned = assignDevices(readers.filter(hasDevice), devices, new Map())
  const readerByPath = new Map<string, string>()
  for (const [id, assignment] of assigned) {
    if (assignment.type === 'device') readerByPath.set(assignment.device.path, id)
  }
  const stateOf = (reader: ReaderSettings): Pick<ListedReader, 'state' | 'why'> => {
    const seen = running?.find(({ id }) => id === reader.id)
    if (!hasDevice(reader)) {
      const why = whyUnheard(reader)
      return why === null ? { state: 'window', why } : { state: 'failed', why }
    }
    if (seen) return { state: seen.state, why: seen.why }
    const assignment = assigned.get(reader.id) ?? { type: 'absent' }
    switch (assignment.type) {
      case 'absent':
        return { state: 'absent', why: null }
      case 'fault':
        return { state: 'failed', why: assignment.why }
      case 'device':
        return mayOpen(assignment.device.path) === false
          ? {
              state: 'no-permission',
              why: 'This user may not open it; "foyer readers udev" prints the rule to install.',
            }
          : { state: 'plugged-in', why: assignment.doubt }
      default:
        return assignment satisfies never
    }
  }
  return {
    devices: devices.map((device) =>
      describeDevice(device, readerByPath.get(device.path) ?? null, mayOpen(device.path)),
    ),
    readers: readers.map((reader) => {
      const { id, name, use, kind } = reader
      return { id, name: name ?? id, use, kind, ...stateOf(reader) }
    }),
  }
}

function describeDevice(device: HidDevice, reader: string | null, mayOpen: boolean | null): ListedDevice {
  const facts = factsOfDevice(device)
  const chosen = chooseKind(facts)
  const descriptor = readDescriptorBytes(device.path)
  return {
    ...device,
    usages: facts.usages.map(sayUsage),
    kind: chosen.type === 'chosen' ? chosen.kind : null,
    reader,
    access: mayOpen === null ? null : mayOpen ? 'yes' : 'no',
    reportDescriptor: descriptor && Buffer.from(descriptor).toString('hex'),
    reports: facts.descriptor ? describeDescriptor(facts.descriptor) : [],
  }
}
