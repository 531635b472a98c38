import { flushKeys, initialKeyState, isAtRest, isBrush, type KeyState, pressKeys } from '../badge/boot-keyboard.ts'
import type { Presented } from '../badge/presented.ts'

export type ReaderInput = {
  /** One input report as it came from the device. `atMs`: when it came, on the station's clock. */
  feed: (readerId: string, report: Uint8Array, atMs: number) => void
  /** Ends what the reader left half typed now, without waiting for the time-out. */
  flush: (readerId: string) => void
  /** Drops what a reader left half typed, silently: it was unplugged. */
  forget: (readerId: string) => void
  /** Drops everything half typed and all timers. */
  close: () => void
}

export type ReaderInputParts = {
  /** `atMs` is the instant of the report that ended the presentation, or of the time-out. */
  onPresented: (readerId: string, presented: Presented, atMs: number) => void
  /** Silence after which text without an Enter is given up (ours; readers type a character in about 40 ms). */
  idleMs?: number
  /** Runs `run` once after `delayMs`, unless the returned function is called before. */
  setTimer: (run: () => void, delayMs: number) => () => void
}

/** `timer` is null between the end of a presentation and the next report. */
type Typing = { state: KeyState; atMs: number; timer: { stop: () => void } | null }

/** Keeps one keyboard per reader, so that two readers that type at once never merge, and gives up text that never ends. */
export function createReaderInput({ onPresented, idleMs = 500, setTimer }: ReaderInputParts): ReaderInput {
  const typingByReader = new Map<string, Typing>()

  function take(readerId: string): Typing | undefined {
    const typing = typingByReader.get(readerId)
    typing?.timer?.stop()
    typingByReader.delete(readerId)
    return typing
  }

  function giveUp(readerId: string, atMs: number) {
    const typing = take(readerId)
    if (typing === undefined || isBrush(typing.state)) return
    const { presented } = flushKeys(typing.state)
    if (presented !== null) onPresented(readerId, presented, atMs)
  }

  /** One timer for all reports of a presentation: it sees at its end how much later the last one came. */
  function waitForSilence(readerId: string, typing: Typing, waitMs: number) {
    const armedAtMs = typing.atMs
    const stop = setTimer(() => {
      const laterMs = typing.atMs - armedAtMs
      if (laterMs <= 0) giveUp(readerId, typing.atMs + idleMs)
      else waitForSilence(readerId, typing, Math.min(laterMs, idleMs))
    }, waitMs)
    typing.timer = { stop }
  }

  return {
    feed(readerId, report, atMs) {
      // By the clock as well as by the timer: a replayed file has no time to wait, and a busy station is late with timers.
      const before = typingByReader.get(readerId)
      if (before !== undefined && atMs - before.atMs >= idleMs) giveUp(readerId, before.atMs + idleMs)

      const typing = typingByReader.get(readerId) ?? { state: initialKeyState, atMs, timer: null }
      const { state, presented } = pressKeys(typing.state, report)
      typing.state = state
      typing.atMs = atMs
      if (isAtRest(state)) take(readerId)
      else {
        typingByReader.set(readerId, typing)
        if (typing.timer === null) waitForSilence(readerId, typing, idleMs)
      }
      for (const each of presented) onPresented(readerId, each, atMs)
    },
    flush(readerId) {
      const typing = typingByReader.get(readerId)
      if (typing !== undefined) giveUp(readerId, typing.atMs)
    },
    forget(readerId) {
      take(readerId)
    },
    close() {
      for (const readerId of [...typingByReader.keys()]) take(readerId)
    },
  }
}
