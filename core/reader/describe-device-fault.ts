/** What is in the way of a reader, in words that say what to do about it. */
import type { HidFault } from './hid-source.ts'
import type { DeviceReader } from './match-devices.ts'
import { udevRulesFile } from './udev-rules.ts'

export type DescribedFault = { type: 'no-permission' | 'failed'; why: string }

export function describeFault(
  fault: Exclude<HidFault, { type: 'gone' }>,
  { id, device }: Pick<DeviceReader, 'id' | 'device'>,
  platform: NodeJS.Platform,
): DescribedFault {
  switch (fault.type) {
    case 'no-library':
      return { type: 'failed', why: fault.why }
    case 'no-permission':
      return {
        type: 'no-permission',
        why: `The reader "${id}" (${device.vendorId}:${device.productId}) may not be opened by this user: ${sayPermission(platform)}`,
      }
    case 'failed':
      return { type: 'failed', why: `The reader "${id}" cannot be read (${fault.why}).${sayExclusive(platform)}` }
    default:
      return fault satisfies never
  }
}

/** The system lists it and finds nothing to open, as in a container that shares the machine's /sys and not its /dev. */
export function describeMissingNode({ id, device }: Pick<DeviceReader, 'id' | 'device'>): string {
  return `The reader "${id}" (${device.vendorId}:${device.productId}) is listed by the system, but its device is not there to be opened; a container needs it handed in.`
}

function sayPermission(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'linux':
      return `install the udev rule that "foyer readers udev" prints as ${udevRulesFile}, and plug the reader in again.`
    case 'darwin':
      return 'allow Foyer "Input Monitoring" in the system settings, under Privacy & Security, and start it again.'
    case 'win32':
      return 'another program has it to itself, or it is a keyboard, which Windows gives to nobody; take "device" out of the reader’s settings, and it types into the window.'
    default:
      return 'ask whoever looks after this machine.'
  }
}

/** Windows opens keyboards and mice for itself (Microsoft, “Top-level collections opened by Windows for system use”). */
function sayExclusive(platform: NodeJS.Platform): string {
  return platform === 'win32'
    ? ' Windows keeps keyboards to itself: if it is one, take "device" out of its settings, and it types into the window.'
    : ''
}
