import { createDecoder } from '../badge/create-decoder.ts'
import type { Presented } from '../badge/presented.ts'
import type { ReportDecoder } from '../badge/report-decoder.ts'

export type ReaderInput = {
  /** One input report as it came from the device. `atMs`: when it came, on the station's clock. */
  feed: (readerId: string, report: Uint8Array, atMs: number) => void
  /** Ends what the reader left half sent now, without waiting for the time-out. */
  flush: (readerId: string) => void
  /** Drops what a reader left half sent, silently, and its decoder: it was unplugged, or another device takes its place. */
  forget: (readerId: string) => void
  /** Drops everything half sent and all timers. */
  close: () => void
}

export type ReaderInputParts = {
  /** `atMs` is the instant of the report that ended the presentation, or of the time-out. */
  onPresented: (readerId: string, presented: Presented, atMs: number) => void
  /** Asked before a reader's first report, and again after it was forgotten. Absent: all are keyboards as they are sold. */
  decoderFor?: (readerId: string) => ReportDecoder
  /** Runs `run` once after `delayMs`, unless the returned function is called before. */
  setTimer: (run: () => void, delayMs: number) => () => void
}

/** `isOpen`: something is half sent. `atMs`: when the last report came. `stopTimer` is null while nothing is half sent. */
type Line = { decoder: ReportDecoder; isOpen: boolean; atMs: number; stopTimer: (() => void) | null }

/** Keeps one decoder per reader, so that two readers that send at once never merge, and gives up what never ends. */
export function createReaderInput({
  onPresented,
  decoderFor = () => createDecoder('keyboard'),
  setTimer,
}: ReaderInputParts): ReaderInput {
  const lineByReader = new Map<string, Line>()

  function lineOf(readerId: string, atMs: number): Line {
    const known = lineByReader.get(readerId)
    if (known !== undefined) return known
    const line: Line = { decoder: decoderFor(readerId), isOpen: false, atMs, stopTimer: null }
    lineByReader.set(readerId, line)
    return line
  }

  function rest(line: Line) {
    line.isOpen = false
    line.stopTimer?.()
    line.stopTimer = null
  }

  function giveUp(readerId: string, line: Line, atMs: number) {
    rest(line)
    const presented = line.decoder.giveUp()
    if (presented !== null) onPresented(readerId, presented, atMs)
  }

  /** One timer for all reports of a presentation: it sees at its end how much later the last one came. */
  function waitForSilence(readerId: string, line: Line, waitMs: number) {
    const armedAtMs = line.atMs
    const { idleMs } = line.decoder
    line.stopTimer = setTimer(() => {
      const laterMs = line.atMs - armedAtMs
      if (laterMs <= 0) giveUp(readerId, line, line.atMs + idleMs)
      else waitForSilence(readerId, line, Math.min(laterMs, idleMs))
    }, waitMs)
  }

  return {
    feed(readerId, report, atMs) {
      const line = lineOf(readerId, atMs)
      const { decoder } = line
      // By the clock as well as by the timer: a replayed file has no time to wait, and a busy station is late with timers.
      if (line.isOpen && atMs - line.atMs >= decoder.idleMs) giveUp(readerId, line, line.atMs + decoder.idleMs)

      const presented = decoder.feed(report)
      line.atMs = atMs
      if (decoder.isAtRest()) rest(line)
      else {
        line.isOpen = true
        if (line.stopTimer === null) waitForSilence(readerId, line, decoder.idleMs)
      }
      for (const each of presented) onPresented(readerId, each, atMs)
    },
    flush(readerId) {
      const line = lineByReader.get(readerId)
      if (line?.isOpen) giveUp(readerId, line, line.atMs)
    },
    forget(readerId) {
      const line = lineByReader.get(readerId)
      if (line !== undefined) rest(line)
      lineByReader.delete(readerId)
    },
    close() {
      for (const line of lineByReader.values()) rest(line)
      lineByReader.clear()
    },
  }
}
