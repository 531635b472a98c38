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
  const typing = readers.filter((reader) => reader.device === undefined && findReaderKind(reader) === 'keyboard')
  const [first, ...others] = typing.map(toWindowReader)
  return [first ?? toWindowReader({ id: windowKeyboard }), ...others]
}

function toWindowReader({ id, window }: Pick<ReaderSettings, 'id' | 'window'>): WindowReader {
  const burst = window ?? windowBurst.parse({})
  return { ...burst, id, suffix: burst.suffix ?? null }
}
