import { createKeyReader, type KeyTaken, type PressedKey } from './key-reader.ts'

/** Long enough to gather a fast reader's keys, short enough that nobody notices. */
const gatherMs = 4
/** Of the contract's `presentReports`. */
const mostReports = 256

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
        mayBeBadgeInField: event.target instanceof HTMLElement && event.target.closest('.stage') !== null,
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
