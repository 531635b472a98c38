/** The devices of this machine that a station could take for readers, each with what `station.json` would say of it. */
import type { SetupDevice } from '../contract/setup-calls.ts'
import type { HidDevice } from '../reader/hid-source.ts'
import { type ListedDevice, listReaders } from './list-readers.ts'

/** A device whose reports nobody knows how to read is left out: `station.json` has to describe it. */
export function listSetupDevices(
  devices: readonly HidDevice[],
  mayOpen: (path: string) => boolean | null,
): SetupDevice[] {
  const known = listReaders([], devices, null, mayOpen).devices.filter(({ kind }) => kind !== null)
  return known.map((device, index) => {
    const { vendorId, productId, port, serialNumber, kind, access } = device
    return {
      reader: { id: nameReader(known, index), device: identify(device, known) },
      name: [device.manufacturer, device.product].filter((part) => part !== null && part !== '').join(' '),
      vendorId,
      productId,
      port,
      serialNumber,
      kind: kind ?? '',
      access,
    }
  })
}

/** As much as it takes to tell it from all others: its serial number stays when it is plugged in elsewhere, its port does not. */
function identify(device: ListedDevice, all: readonly ListedDevice[]): Record<string, string | number> {
  const { vendorId, productId, serialNumber, port } = device
  const match: Record<string, string | number> = { vendorId, productId }
  const isTold = (): boolean => all.filter((other) => fits(other, match)).length === 1
  if (serialNumber) match.serialNumber = serialNumber
  if (!isTold() && port) match.port = port
  if (!isTold() && device.interface !== null) match.interface = device.interface
  const [usagePage, usage] = device.usages[0]?.split(':') ?? []
  if (!isTold() && usagePage && usage) Object.assign(match, { usagePage, usage })
  return match
}

function fits(device: ListedDevice, match: Record<string, string | number>): boolean {
  const { vendorId, productId, serialNumber, port, usages } = device
  const [usagePage, usage] = usages[0]?.split(':') ?? []
  const facts = { vendorId, productId, serialNumber, port, interface: device.interface, usagePage, usage }
  return Object.entries(match).every(([name, value]) => facts[name as keyof typeof facts] === value)
}

/** Such as `reader-0c27-3bfa`, and `reader-0c27-3bfa-2` for another one like it. */
function nameReader(all: readonly ListedDevice[], index: number): string {
  const base = ({ vendorId, productId }: ListedDevice): string => `reader-${vendorId}-${productId}`
  const own = all[index] ? base(all[index]) : ''
  const before = all.slice(0, index).filter((other) => base(other) === own).length
  return before === 0 ? own : `${own}-${before + 1}`
}
