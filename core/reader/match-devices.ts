/** Which device each reader of `station.json` is. Pure. */
import type { DeviceMatch, ReaderKind, ReaderSettings } from '../contract/reader-settings.ts'
import type { HidDevice } from './hid-source.ts'

/** A reader that the station opens itself. */
export type DeviceReader = Pick<ReaderSettings, 'id' | 'kind' | 'pcprox'> & { device: DeviceMatch }

export type Assignment =
  /** `doubt`: it may be another reader's device; in words. */
  { type: 'device'; device: HidDevice; doubt: string | null } | { type: 'absent' } | { type: 'fault'; why: string }

/**
 * The device of each reader. Whoever says more precisely what it is chooses first; readers that say the same share what there
 * is in the order of ports, serial numbers and paths, and each is told that nothing tells them apart. A reader that
 * more devices fit than there are readers gets none.
 *
 * @param held What readers have open, by the reader's id: they keep it, and nobody else gets it.
 */
export function assignDevices(
  readers: readonly DeviceReader[],
  devices: readonly HidDevice[],
  held: ReadonlyMap<string, string>,
): Map<string, Assignment> {
  const assigned = new Map<string, Assignment>()
  const taken = new Set(held.values())
  for (const readersAlike of groupAlike(readers)) {
    const [first] = readersAlike
    if (first === undefined) continue
    const fitting = findFitting(first, devices)
    const free = fitting.filter(({ path }) => !taken.has(path)).toSorted(byPlace())
    for (const [id, assignment] of shareOut(readersAlike, fitting, free, held)) {
      assigned.set(id, assignment)
      if (assignment.type === 'device') taken.add(assignment.device.path)
    }
  }
  return assigned
}

/** Whether every part that is given fits; usage page and usage have to fit the same collection. */
export function fitsDevice(match: DeviceMatch, device: HidDevice): boolean {
  const { usagePage, usage } = match
  return (
    match.vendorId === device.vendorId &&
    match.productId === device.productId &&
    (match.serialNumber === undefined || match.serialNumber === device.serialNumber) &&
    (match.port === undefined || match.port === device.port) &&
    (match.interface === undefined || match.interface === device.interface) &&
    (match.product === undefined || match.product === device.product) &&
    ((usagePage === undefined && usage === undefined) ||
      device.usages.some(
        (each) =>
          (usagePage === undefined || each.usagePage === usagePage) && (usage === undefined || each.usage === usage),
      ))
  )
}

/** Of everything that fits, one entry for each device: the interface that badges come from. */
function findFitting({ device: match, kind }: DeviceReader, devices: readonly HidDevice[]): HidDevice[] {
  const fitting = devices.filter((device) => fitsDevice(match, device))
  const best = fitting.toSorted(
    (left, right) => rankUsages(left, kind) - rankUsages(right, kind) || interfaceOf(left) - interfaceOf(right),
  )[0]
  if (best === undefined) return []
  return fitting.filter(
    (device) => rankUsages(device, kind) === rankUsages(best, kind) && device.interface === best.interface,
  )
}

function interfaceOf({ interface: number }: HidDevice): number {
  return number ?? -1
}

/** The lower, the likelier it is that badges come from there. */
function rankUsages({ usages }: HidDevice, kind: ReaderKind): number {
  const wanted = usagesOfKind(kind)
  const ranks = usages.map((usage) => wanted.findIndex((isWanted) => isWanted(usage)))
  return Math.min(wanted.length, ...ranks.filter((rank) => rank !== -1))
}

type IsUsage = (usage: HidDevice['usages'][number]) => boolean

// USB-IF, “HID Usage Tables”.
const isBarcode: IsUsage = ({ usagePage }) => usagePage === '008c'
const isMagstripe: IsUsage = ({ usagePage }) => usagePage === '008e'
const isKeyboard: IsUsage = ({ usagePage, usage }) => usagePage === '0001' && (usage === '0006' || usage === '0007')
/** Whatever the vendor likes, such as MagTek's stripe readers. */
const isVendors: IsUsage = ({ usagePage }) => usagePage >= 'ff00'

/** The usages that reports of this kind come from, the likeliest first. */
function usagesOfKind(kind: ReaderKind): readonly IsUsage[] {
  switch (kind) {
    case 'auto':
      return [isBarcode, isMagstripe, isKeyboard, isVendors]
    case 'keyboard':
    case 'pcprox':
      return [isKeyboard, isVendors]
    case 'barcode':
      return [isBarcode, isVendors]
    case 'magstripe':
      return [isMagstripe, isVendors]
    case 'raw':
      return [isVendors]
    default:
      return kind satisfies never
  }
}

/** Readers that say the same of their device together, the most precise first, else in the order of `station.json`. */
function groupAlike(readers: readonly DeviceReader[]): DeviceReader[][] {
  const alike = Map.groupBy(readers, ({ device, kind }) => JSON.stringify([Object.entries(device).sort(), kind]))
  return [...alike.values()].sort(([left], [right]) => (right ? precision(right) : 0) - (left ? precision(left) : 0))
}

function precision({ device }: DeviceReader): number {
  const parts = Object.keys(device).length
  return parts + (device.serialNumber === undefined ? 0 : 100) + (device.port === undefined ? 0 : 1000)
}

function* shareOut(
  readersAlike: readonly DeviceReader[],
  fitting: readonly HidDevice[],
  free: readonly HidDevice[],
  held: ReadonlyMap<string, string>,
): Iterable<[string, Assignment]> {
  const waiting = readersAlike.filter(({ id }) => !held.has(id))
  const names = readersAlike.map(({ id }) => `"${id}"`)
  const [first] = readersAlike
  // Two readers at one port are one reader.
  const isOne = first?.device.port !== undefined && readersAlike.length > 1
  const doubt =
    readersAlike.length > 1
      ? `The readers ${names.join(' and ')} cannot be told apart, because station.json says the same of both; ${sayHowToTell(fitting)}.`
      : null
  for (const { id } of readersAlike) {
    const path = held.get(id)
    const device = fitting.find((each) => each.path === path)
    if (device === undefined) continue
    const isMore = waiting.length === 0 && free.length > 0
    const more = isMore ? `Another device fits ${names.join(' and ')} as well; ${sayHowToTell(fitting)}.` : null
    yield [id, { type: 'device', device, doubt: doubt ?? more }]
  }
  for (const [index, { id }] of waiting.entries()) {
    const device = free[index]
    if (isOne && id !== first?.id) {
      const why = `The readers ${names.join(' and ')} are the same device (port ${first?.device.port}); only the first is opened.`
      yield [id, { type: 'fault', why }]
    } else if (!isOne && free.length > waiting.length) {
      const why = `${free.length} devices fit the reader ${names.join(' and ')}; ${sayHowToTell(fitting)}.`
      yield [id, { type: 'fault', why }]
    } else yield [id, device === undefined ? { type: 'absent' } : { type: 'device', device, doubt }]
  }
}

function sayHowToTell(devices: readonly HidDevice[]): string {
  const serials = new Set(devices.map(({ serialNumber }) => serialNumber))
  const list = (values: Iterable<string | null>) => [...values].map((value) => JSON.stringify(value)).join(', ')
  if (devices.length > 1 && serials.size === devices.length && !serials.has(null)) {
    return `give each its "serialNumber" (${list(serials)})`
  }
  const ports = new Set(devices.map(({ port }) => port))
  if (ports.has(null)) return 'give each the "serialNumber" or "port" that "foyer readers" lists'
  return `give each its "port" (${list(ports)})`
}

/** By port, serial number and path, so that the same readers come out in the same order after every start. */
function byPlace(): (left: HidDevice, right: HidDevice) => number {
  // `1-2` stands before `1-10`. Made when there is something to compare: that takes some milliseconds of a start.
  const { compare } = new Intl.Collator('en', { numeric: true })
  return (left, right) =>
    compare(left.port ?? '', right.port ?? '') ||
    compare(left.serialNumber ?? '', right.serialNumber ?? '') ||
    compare(left.path, right.path)
}
