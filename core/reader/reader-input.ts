import {
  flushKeys,
  initialKeyState,
  isAtRest,
  isBrush,
  type KeyState,
  type Presented,
  pressKeys,
} from '../badge/boot-keyboard.ts'

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

type Typing = { state: KeyState; atMs: number; stopTimer: () => void }

/** Keeps one keyboard per reader, so that two readers that type at once never merge, and gives up text that never ends. */
export function createReaderInput({ onPresented, idleMs = 500, setTimer }: ReaderInputParts): ReaderInput {
  const typingByReader = new Map<string, Typing>()

  function take(readerId: string): Typing | undefined {
    const typing = typingByReader.get(readerId)
    typing?.stopTimer()
    typingByReader.delete(readerId)
    return typing
  }

  function giveUp(readerId: string, atMs: number) {
    const typing = take(readerId)
    if (typing === undefined || isBrush(typing.state)) return
    const { presented } = flushKeys(typing.state)
    if (presented !== null) onPresented(readerId, presented, atMs)
  }

  return {
    feed(readerId, report, atMs) {
      // By the clock as well as by the timer: a replayed file has no time to wait, and a busy station is late with timers.
      const before = typingByReader.get(readerId)
      if (before !== undefined && atMs - before.atMs >= idleMs) giveUp(readerId, before.atMs + idleMs)

      const { state, presented } = pressKeys(take(readerId)?.state ?? initialKeyState, report)
      if (!isAtRest(state)) {
        const stopTimer = setTimer(() => giveUp(readerId, atMs + idleMs), idleMs)
        typingByReader.set(readerId, { state, atMs, stopTimer })
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
