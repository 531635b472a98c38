/**
 * The keyboard fallback: keys that are typed into the window become the reports that a keyboard reader would send, and the
 * station reads them like any other reader's. A person who moves through the screen by keyboard is left alone.
 */
import { codeToModifier, codeToUsage, shiftBits, usageToCharacter } from '../../core/badge/key-usages.ts'
import { buildReport, reportToHex } from '../../core/badge/keyboard-report.ts'

/** An Enter, Tab or space within this time after a character belongs to what is being typed (ours; as the station's). */
const burstGapMs = 500
/** Long enough to gather a fast reader's keys, short enough that nobody notices. */
const gatherMs = 4
/** Of the contract's `presentReports`. */
const mostReports = 256

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
      down = [...down.filter((each) => each !== usage), usage]
      return { isTaken: true, reports: report() }
    },
    release: (code) => {
      modifiers &= ~codeToModifier(code)
      const usage = codeToUsage(code)
      if (usage === null || !down.includes(usage)) return nothing
      down = down.filter((each) => each !== usage)
      return { isTaken: true, reports: report() }
    },
    letGo: () => {
      const wasDown = down.length > 0
      down = []
      modifiers = 0
      return { isTaken: false, reports: wasDown ? report() : [] }
    },
  }
}

/** Reads the whole window's keyboard and sends the reports in order. The answer ends it. */
export function captureKeys(page: Window, send: (reports: string[]) => void): () => void {
  const reader = createKeyReader()
  const ending = new AbortController()
  let waiting: string[] = []

  const flush = (): void => {
    const reports = waiting
    waiting = []
    for (let at = 0; at < reports.length; at += mostReports) send(reports.slice(at, at + mostReports))
  }
  const take = (event: Event | null, { isTaken, reports }: KeyTaken): void => {
    if (isTaken) {
      event?.preventDefault()
      event?.stopImmediatePropagation()
    }
    if (reports.length === 0) return
    if (waiting.length === 0) setTimeout(flush, gatherMs)
    waiting.push(...reports)
  }

  // In the capture phase: before a focused button makes an Enter its own.
  const options = { capture: true, signal: ending.signal }
  page.addEventListener(
    'keydown',
    (event) => {
      const key: PressedKey = {
        code: event.code,
        atMs: event.timeStamp,
        isRepeat: event.repeat,
        hasCommandKey: event.ctrlKey || event.altKey || event.metaKey || event.isComposing,
        isInTextField: isTextField(event.target),
      }
      take(event, reader.press(key))
    },
    options,
  )
  page.addEventListener('keyup', (event) => take(event, reader.release(event.code)), options)
  page.addEventListener('blur', () => take(null, reader.letGo()), options)
  return () => ending.abort()
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}
