/**
 * The keyboard fallback: keys that are typed into the window become the reports that a keyboard reader would send, and the
 * station reads them like any other reader's. A person who moves through the screen by keyboard is left alone.
 */
import { codeToModifier, codeToUsage, shiftBits, usageToCharacter } from '../../core/badge/key-usages.ts'
import { buildReport, reportToHex } from '../../core/badge/keyboard-report.ts'

/** An Enter, Tab or space within this time after a character belongs to what is being typed (ours; as the station's). */
const burstGapMs = 500
const actionCodes = new Set(['Enter', 'NumpadEnter', 'Tab', 'Space'])
const commandBits = ~shiftBits & 0xff

export type PressedKey = {
  code: string
  /** Monotonic, milliseconds. */
  atMs: number
  isRepeat: boolean
  hasCommandKey: boolean
  isInTextField: boolean
  /** In a field of the kiosk a badge may be typed as well: the next person does not wait for somebody who walked away. */
  mayBeBadgeInField?: boolean
}

/** No hand types so many characters so fast, and every reader does (ours). */
const fewestInField = 8
const fieldGapMs = 80

/** `isTaken`: the key was a reader's, and neither a button nor the browser must hear of it. */
export type KeyTaken = { isTaken: boolean; reports: string[] }

/** Without a DOM, so that every rule can be tested: what each key of a keyboard amounts to. */
export function createKeyReader(): {
  press: (key: PressedKey) => KeyTaken
  release: (code: string) => KeyTaken
  letGo: () => KeyTaken
} {
  let down: number[] = []
  let modifiers = 0
  let lastTakenAtMs = Number.NEGATIVE_INFINITY
  let inField: { usage: number; modifiers: number }[] = []
  let lastInFieldAtMs = Number.NEGATIVE_INFINITY

  const report = (): string[] => [reportToHex(buildReport(down, modifiers & shiftBits))]
  const release = (usage: number): string[] => {
    down = down.filter((each) => each !== usage)
    return report()
  }
  const nothing: KeyTaken = { isTaken: false, reports: [] }

  /** The field gets its characters; what a reader has typed is a badge once its Enter comes, and then that is taken. */
  const pressInField = ({ code, atMs, isRepeat, hasCommandKey }: PressedKey, usage: number): KeyTaken => {
    const isFast = atMs - lastInFieldAtMs <= fieldGapMs
    if (!isFast || hasCommandKey || isRepeat) inField = []
    lastInFieldAtMs = atMs
    const stroke = { usage, modifiers: modifiers & shiftBits }
    if (!actionCodes.has(code)) {
      inField.push(stroke)
      return nothing
    }
    const typed = inField
    inField = []
    if (typed.length < fewestInField || code === 'Space') return nothing
    lastTakenAtMs = atMs
    const reports = [...typed, stroke].flatMap((each) => [
      reportToHex(buildReport([each.usage], each.modifiers)),
      reportToHex(buildReport([], 0)),
    ])
    return { isTaken: true, reports }
  }

  return {
    press: (key) => {
      const { code, atMs, isRepeat, hasCommandKey, isInTextField } = key
      const modifier = codeToModifier(code)
      if (modifier !== 0) {
        modifiers |= modifier
        return nothing
      }
      const usage = codeToUsage(code)
      if (usage !== null && isInTextField && key.mayBeBadgeInField && usageToCharacter(usage, false) !== null) {
        return pressInField(key, usage)
      }
      if (usage === null || isInTextField || hasCommandKey || (modifiers & commandBits) !== 0) return nothing
      if (usageToCharacter(usage, false) === null) return nothing
      if (isRepeat) return { isTaken: down.includes(usage), reports: [] }
      if (actionCodes.has(code) && atMs - lastTakenAtMs > burstGapMs) return nothing
      lastTakenAtMs = atMs
      // Its release got lost, in another window perhaps; without one the station would take it for the same press.
      const made = down.includes(usage) ? release(usage) : []
      down = [...down, usage]
      return { isTaken: true, reports: [...made, ...report()] }
    },
    release: (code) => {
      modifiers &= ~codeToModifier(code)
      const usage = codeToUsage(code)
      if (usage === null || !down.includes(usage)) return nothing
      return { isTaken: true, reports: release(usage) }
    },
    letGo: () => {
      const wasDown = down.length > 0
      down = []
      modifiers = 0
      return { isTaken: false, reports: wasDown ? report() : [] }
    },
  }
}
