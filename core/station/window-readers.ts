import type { WindowReader } from '../contract/contract.ts'
import { type ReaderSettings, windowBurst } from '../contract/reader-settings.ts'
import { findReaderKind } from '../reader/reader-decoder.ts'

/** The reader that typing into the window belongs to, where `station.json` names none. */
const windowKeyboard = 'keyboard'

/**
 * The readers whose keys come through the window: keyboards without a device. What a reader with a device types is read there, and
 * its keystrokes are to be kept from the window. There is always one, for a person who types a number.
 */
export function listWindowReaders(readers: readonly ReaderSettings[]): [WindowReader, ...WindowReader[]] {
  const [first, ...others] = readers.filter(typesIntoWindow).map(toWindowReader)
  return [first ?? toWindowReader({ id: windowKeyboard }), ...others]
}

export function typesIntoWindow(reader: ReaderSettings): boolean {
  return reader.device === undefined && findReaderKind(reader) === 'keyboard'
}

/** Why nothing can ever come from a reader, but by a replay; null: something can. */
export function whyUnheard(reader: ReaderSettings): string | null {
  return reader.device !== undefined || typesIntoWindow(reader)
    ? null
    : `A reader of kind "${findReaderKind(reader)}" does not type into the window: "device" has to say in station.json which one it is.`
}

function toWindowReader({ id, window }: Pick<ReaderSettings, 'id' | 'window'>): WindowReader {
  const burst = window ?? windowBurst.parse({})
  return { ...burst, id, suffix: burst.suffix ?? null }
}
