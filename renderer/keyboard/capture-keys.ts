import type { WindowReader } from '../../core/contract/contract.ts'
import { createKeyReader, type Deed, type KeyOutcome } from './key-reader.ts'
import { type Field, findField, rememberField, restoreField, typeInto } from './text-field.ts'

export type Presented = { reader: string; reports: string[]; end: 'whole' | 'garbled' }

export type KeyCapture = {
  /** The readers that type into this window, as the station says. */
  configure: (readers: readonly WindowReader[]) => void
  stop: () => void
}

/** Reads the whole window's keyboard: badges go to `present`, and what a person types goes where it was typed. */
export function captureKeys(page: Window, present: (presented: Presented) => void): KeyCapture {
  const reader = createKeyReader<Field>()
  const ending = new AbortController()
  let timer: ReturnType<typeof setTimeout> | null = null
  /** Keys that are given back make events of their own, and move the focus at times. */
  let isGivingBack = false

  const carryOut = (deeds: readonly Deed<Field>[]): void => {
    for (const deed of deeds) {
      switch (deed.type) {
        case 'type':
          isGivingBack = true
          try {
            typeInto(deed.field, deed.key)
          } finally {
            isGivingBack = false
          }
          break
        case 'remember':
          rememberField(deed.field)
          break
        case 'restore':
          restoreField(deed.field)
          break
        case 'present':
          present({ reader: deed.reader, reports: deed.reports, end: deed.end })
          break
      }
    }
    waitForNext()
  }

  const waitForNext = (): void => {
    if (timer !== null) clearTimeout(timer)
    const atMs = reader.wakeAtMs()
    timer = atMs === null ? null : setTimeout(wake, Math.max(0, atMs - page.performance.now()) + 1)
  }
  const wake = (): void => {
    timer = null
    // A busy page is late for its keys too: they are judged by when they were pressed, so they have to be read first.
    if (isInputPending(page)) timer = setTimeout(wake, 0)
    else carryOut(reader.wake(page.performance.now()))
  }

  const take = (event: Event, { isTaken, deeds }: KeyOutcome<Field>): void => {
    if (isTaken) {
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    carryOut(deeds)
  }
  const settle = (event: Event): void => {
    if (!isGivingBack) carryOut(reader.settle(event.timeStamp))
  }

  // In the capture phase: before a focused button makes an Enter its own.
  const options = { capture: true, signal: ending.signal }
  page.addEventListener(
    'keydown',
    (event) => {
      if (!event.isTrusted) return
      const field = findField(event)
      take(
        event,
        reader.press({
          code: event.code,
          key: event.key,
          atMs: event.timeStamp,
          isRepeat: event.repeat,
          // An input method takes the key for itself, under whatever name.
          hasCommandKey: event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.key === 'Process',
          field: field?.element ?? null,
          canHold: field === null || (field.canHold && event.key.length === 1),
        }),
      )
    },
    options,
  )
  page.addEventListener(
    'keyup',
    (event) => event.isTrusted && take(event, reader.release(event.code, event.timeStamp)),
    options,
  )
  page.addEventListener('blur', (event) => event.target === page && carryOut(reader.letGo(event.timeStamp)), options)
  for (const type of ['pointerdown', 'focusout', 'compositionstart', 'paste', 'drop'] as const) {
    page.addEventListener(type, settle, options)
  }
  return {
    configure: reader.configure,
    stop: () => {
      carryOut(reader.letGo(page.performance.now()))
      if (timer !== null) clearTimeout(timer)
      ending.abort()
    },
  }
}

/** Chromium alone can tell; elsewhere a busy page may take a slow reader for a person. */
function isInputPending(page: Window): boolean {
  const { scheduling } = page.navigator as Navigator & { scheduling?: { isInputPending?: () => boolean } }
  return scheduling?.isInputPending?.() ?? false
}
