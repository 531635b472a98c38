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
}

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

  const report = (): string[] => [reportToHex(buildReport(down, modifiers & shiftBits))]
  const release = (usage: number): string[] => {
    down = down.filter((each) => each !== usage)
    return report()
  }
  const nothing: KeyTaken = { isTaken: false, reports: [] }

  return {
    press: ({ code, atMs, isRepeat, hasCommandKey, isInTextField }) => {
      const modifier = codeToModifier(code)
      if (modifier !== 0) {
        modifiers |= modifier
        return nothing
      }
      const usage = codeToUsage(code)
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
