/** How the readers of `station.json` stand, for the screens. */
import type { ReaderView } from '../contract/contract.ts'
import type { ReaderSettings } from '../contract/reader-settings.ts'
import type { DeviceState } from '../reader/device-readers.ts'
import { whyUnheard } from './window-readers.ts'

/**
 * A keyboard without a device is whatever types into the window: nobody can tell whether it is there.
 *
 * @param windowKeyboard What is shown where `station.json` names no reader.
 */
export function viewReaders(
  readers: readonly ReaderSettings[],
  states: ReadonlyMap<string, DeviceState>,
  windowKeyboard: string,
): ReaderView[] {
  if (readers.length === 0) return [{ id: windowKeyboard, name: windowKeyboard, state: 'ready', why: null }]
  return readers.map((reader) => {
    const { id, name } = reader
    const state = states.get(id) ?? firstState(reader)
    return { id, name: name ?? id, state: state.type, why: whyOf(state) }
  })
}

function firstState(reader: ReaderSettings): DeviceState {
  if (reader.device) return { type: 'opening' }
  const why = whyUnheard(reader)
  return why === null ? { type: 'ready', doubt: null } : { type: 'failed', why }
}

/** In words, what somebody has to know of it; null: nothing. */
export function whyOf(state: DeviceState): string | null {
  switch (state.type) {
    case 'ready':
      return state.doubt
    case 'failed':
    case 'no-permission':
      return state.why
    case 'opening':
    case 'absent':
      return null
    default:
      return state satisfies never
  }
}
