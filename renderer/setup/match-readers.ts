/** Which of the devices that are plugged in the readers of a draft are. Pure. */
import type { SetupDevice } from '../../core/contract/setup-calls.ts'
import type { DraftReader } from './setup-draft.ts'

/**
 * By what a device is, never by the id that it was offered under: one that is pulled out hands nothing of its own on to another
 * like it. What nothing but its port tells apart is at its port; what has a serial number of its own is wherever that is.
 *
 * @returns Each device that is a reader of the draft, by the reader's id.
 */
export function matchReaders(
  readers: readonly DraftReader[],
  devices: readonly SetupDevice[],
): ReadonlyMap<string, SetupDevice> {
  const matched = new Map<string, SetupDevice>()
  const free = new Set(devices)
  const take = (reader: DraftReader, isIt: (device: SetupDevice) => boolean): void => {
    if (reader.device === null || matched.has(reader.id)) return
    const device = [...free].find((each) => fits(reader, each) && isIt(each))
    if (device === undefined) return
    matched.set(reader.id, device)
    free.delete(device)
  }
  for (const reader of readers) take(reader, ({ port }) => port === reader.port)
  for (const reader of readers) take(reader, () => reader.device?.serialNumber !== undefined)
  return matched
}

/** What it takes to tell a device from all others grows with what is plugged in beside it, and stays when that is pulled out. */
export function refineReaders(readers: readonly DraftReader[], devices: readonly SetupDevice[]): DraftReader[] {
  const matched = matchReaders(readers, devices)
  const seen = readers.map((reader) => {
    const found = matched.get(reader.id)
    if (found === undefined) return reader
    return { ...reader, port: found.port, device: { ...reader.device, ...found.reader.device } }
  })
  // Two that were never plugged in at once may be described alike.
  const isAlone = ({ id, device }: DraftReader): boolean =>
    !seen.some((other) => other.id !== id && device && describe(other.device) === describe(device))
  return seen.map((reader) =>
    reader.port === null || isAlone(reader) ? reader : { ...reader, device: { ...reader.device, port: reader.port } },
  )
}

function describe(device: DraftReader['device']): string {
  return JSON.stringify(Object.entries(device ?? {}).sort())
}

/** A reader of the draft for a device that is none yet, with an id that no other one has. */
export function draftReader(
  { reader: { id, device }, name, port }: SetupDevice,
  readers: readonly DraftReader[],
): DraftReader {
  let own = id
  for (let count = 2; readers.some((each) => each.id === own); count += 1) own = `${id}-${count}`
  return { id: own, name, use: 'toggle', device, port }
}

function fits({ device: match }: DraftReader, { reader, serialNumber, port }: SetupDevice): boolean {
  const facts: Record<string, string | number | null> = { serialNumber, port, ...reader.device }
  return Object.entries(match ?? {}).every(([name, value]) => facts[name] === value)
}
