import type { DecoderSettings } from '../contract/reader-settings.ts'
import {
  flushKeys,
  initialKeyState,
  isAtRest,
  isBrush,
  type KeyRules,
  pressKeys,
  usualKeyRules,
} from './boot-keyboard.ts'
import { readKeysOf } from './keyboard-layouts.ts'
import type { ReportDecoder } from './report-decoder.ts'
import { listInputIds, type ReportDescriptor } from './report-descriptor.ts'

const keyboardPage = 0x07

/** A reader that types. With its descriptor, reports of its other parts (a volume knob, say) are passed over. */
export function createKeyboardDecoder(settings: DecoderSettings, descriptor?: ReportDescriptor | null): ReportDecoder {
  const rules = rulesOf(settings)
  const ids = descriptor?.isNumbered ? listInputIds(descriptor, keyboardPage) : []
  let state = initialKeyState
  return {
    // Readers type a character in about 40 ms, and at a slow setting in a few times that.
    idleMs: settings.idleMs ?? (rules.terminator === 'none' ? 200 : 500),
    feed(report) {
      if (ids.length > 0 && !ids.includes(report[0] ?? -1)) return []
      const pressed = pressKeys(state, report, rules)
      state = pressed.state
      return pressed.presented
    },
    giveUp() {
      const before = state
      state = initialKeyState
      return isBrush(before) ? null : flushKeys(before, rules).presented
    },
    isAtRest: () => isAtRest(state),
  }
}

function rulesOf({ keyboard }: DecoderSettings): KeyRules {
  if (keyboard === undefined) return usualKeyRules
  const { terminator, layout, ...frame } = keyboard
  return { terminator, readKey: readKeysOf(layout), frame }
}
