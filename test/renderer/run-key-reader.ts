/** A window with one field, without a browser: what the key reader makes of a stream of keys. */
import { initialKeyState, pressKeys } from '../../core/badge/boot-keyboard.ts'
import { hexToReport } from '../../core/badge/keyboard-report.ts'
import type { WindowReader } from '../../core/contract/contract.ts'
import { createKeyReader, type Deed } from '../../renderer/keyboard/key-reader.ts'
import type { KeyEvent } from './key-streams.ts'

export const windowReader: WindowReader = {
  id: 'front',
  prefix: '',
  suffix: null,
  minLength: 10,
  maxLength: 10,
  charMs: 50,
  gapMs: 120,
}

export type Seen = {
  /** What stands in the field; an Enter or Tab that reached it shows as its name. */
  text: string
  /** Per presentation its reader and text; a garbled one has the text `garbled`, one without Enter ends in `…`. */
  badges: { reader: string; text: string; atMs: number }[]
  /** Longest that a person's key was held back. */
  longestHeldMs: number
}

/** `isFocused`: whether the field has the focus, else nothing has. */
export function runKeyReader(
  events: readonly KeyEvent[],
  readers: readonly WindowReader[] = [windowReader],
  isFocused = true,
): Seen {
  const reader = createKeyReader<'field'>()
  reader.configure(readers)
  const seen: Seen = { text: '', badges: [], longestHeldMs: 0 }
  const pressedAtMs: { key: string; atMs: number }[] = []
  const carryOut = (deeds: readonly Deed<'field'>[], atMs: number): void => {
    for (const deed of deeds) {
      if (deed.type === 'present') {
        const text = deed.end === 'garbled' ? 'garbled' : readReports(deed.reports)
        seen.badges.push({ reader: deed.reader, text, atMs })
      } else if (deed.type === 'type') {
        seen.text += deed.key.key
        const held = pressedAtMs.find(({ key }) => key === deed.key.key)
        if (held !== undefined) {
          seen.longestHeldMs = Math.max(seen.longestHeldMs, atMs - held.atMs)
          pressedAtMs.splice(pressedAtMs.indexOf(held), 1)
        }
      }
    }
  }
  const passTime = (untilMs: number): void => {
    for (let wakeMs = reader.wakeAtMs(); wakeMs !== null && wakeMs + 1 <= untilMs; wakeMs = reader.wakeAtMs()) {
      carryOut(reader.wake(wakeMs + 1), wakeMs + 1)
    }
  }
  for (const { type, code, key, atMs, by } of events) {
    passTime(atMs)
    if (type === 'up') {
      carryOut(reader.release(code, atMs).deeds, atMs)
      continue
    }
    if (by === 'person') pressedAtMs.push({ key, atMs })
    const outcome = reader.press({
      code,
      key,
      atMs,
      isRepeat: false,
      hasCommandKey: false,
      field: isFocused ? 'field' : null,
      canHold: true,
    })
    carryOut(outcome.deeds, atMs)
    if (!outcome.isTaken && key !== 'Shift') seen.text += key
  }
  passTime((events.at(-1)?.atMs ?? 0) + 2000)
  return seen
}

/** What the station makes of the reports. */
export function readReports(reports: readonly string[]): string {
  let state = initialKeyState
  const texts = reports.flatMap((hex) => {
    const pressed = pressKeys(state, hexToReport(hex) ?? new Uint8Array())
    state = pressed.state
    return pressed.presented.map((presented) =>
      presented.type === 'text' ? presented.text : JSON.stringify(presented),
    )
  })
  return [...texts, ...(state.text === '' ? [] : [`${state.text}…`])].join(' ')
}
