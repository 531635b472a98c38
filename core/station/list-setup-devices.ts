/** The devices of this machine that a station could take for readers, each with what `station.json` would say of it. */
import type { DeviceMatch } from '../contract/reader-settings.ts'
import type { SetupDevice } from '../contract/setup-calls.ts'
import type { HidDevice } from '../reader/hid-source.ts'
import { fitsDevice } from '../reader/match-devices.ts'
import { listReaders } from './list-readers.ts'

/** A device whose reports nobody knows how to read is left out: `station.json` has to describe it. */
export function listSetupDevices(
  devices: readonly HidDevice[],
  mayOpen: (path: string) => boolean | null,
): SetupDevice[] {
  const listed = listReaders([], devices, null, mayOpen).devices
  const known = devices.flatMap((device, index) => {
    const { kind = null, access = null } = listed[index] ?? {}
    return kind === null ? [] : [{ device, kind, access }]
  })
  const all = known.map(({ device }) => device)
  return nameReaders(known).map(({ id, device, kind, access }) => {
    const { vendorId, productId, port, serialNumber } = device
    return {
      reader: { id, device: identify(device, all) },
      name: [device.manufacturer, device.product].filter((part) => part !== null && part !== '').join(' '),
      vendorId,
      productId,
      port,
      serialNumber,
      kind,
      access,
    }
  })
}

/** As much as it takes to tell it from all others: its serial number stays when it is plugged in elsewhere, its port does not. */
function identify(device: HidDevice, all: readonly HidDevice[]): Record<string, string | number> {
  const { vendorId, productId, serialNumber, port } = device
  const match: DeviceMatch = { vendorId, productId }
  const isTold = (): boolean => all.filter((other) => fitsDevice(match, other)).length === 1
  if (serialNumber) match.serialNumber = serialNumber
  if (!isTold() && port) match.port = port
  if (!isTold() && device.interface !== null) match.interface = device.interface
  const [usage] = device.usages
  if (!isTold() && usage) Object.assign(match, usage)
  return match as Record<string, string | number>
}

/** What fits into an id beside the device's numbers. */
const mostOfOwn = 40

/**
 * Such as `reader-0c27-3bfa-1-1.2`: by the serial number, else by the port, so that a reader keeps its name whatever else comes
 * and goes. What nothing tells apart is counted.
 */
function nameReaders<Known extends { device: HidDevice }>(known: readonly Known[]): (Known & { id: string })[] {
  const taken = new Set<string>()
  return known.map((each) => {
    const { vendorId, productId, serialNumber, port } = each.device
    const own = (serialNumber || port || '').replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, mostOfOwn)
    const base = `reader-${vendorId}-${productId}${own && `-${own}`}`
    let id = base
    for (let count = 2; taken.has(id); count += 1) id = `${base}-${count}`
    taken.add(id)
    return { ...each, id }
  })
}
