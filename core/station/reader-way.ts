/**
 * The way of a reader into the station: reports become a badge, and each badge is handed on once, also where a device says it and
 * types it into the window as well. What was sent, and what it came to, is kept for whoever looks on.
 */
import type { DeviceFacts } from '../badge/choose-kind.ts'
import type { Presented } from '../badge/presented.ts'
import type { Answer, Request } from '../contract/contract.ts'
import type { StationSettings } from '../contract/settings.ts'
import type { DeviceState } from '../reader/device-readers.ts'
import { createDecoderOf } from '../reader/reader-decoder.ts'
import { createReaderInput } from '../reader/reader-input.ts'
import type { ClockReading } from './clock.ts'
import { feedWindowReports } from './feed-window-reports.ts'
import { createReaderTest, type ReaderTest } from './reader-test.ts'
import { createSeenReports, type SeenReports } from './seen-reports.ts'
import { startTimer } from './start-timer.ts'
import { findReader } from './tap.ts'
import type { Presentation } from './tap-context.ts'
import { viewReaders } from './view-readers.ts'
import { createWindowEcho } from './window-echo.ts'
import { listWindowReaders } from './window-readers.ts'

export type ReaderWay = {
  /** Input reports of a reader, as they come from the device. */
  feed: (reader: string, report: Uint8Array) => void
  /** What a reader presented that is not heard but asked. */
  take: (reader: string, presented: Presented) => void
  /** What such a reader answered, for whoever looks on; `take` says what it means. */
  noteAnswer: (reader: string, answer: Uint8Array) => void
  /** What a reader has half sent is dropped. */
  forget: (reader: string) => void
  /** Reports of the window. */
  presentReports: (request: Request<'presentReports'>) => Answer<'presentReports'>
  setState: (reader: string, state: DeviceState) => void
  view: () => ReturnType<typeof viewReaders>
  listReports: SeenReports['list']
  /** While a reader is tested, its badges are shown and go no further. */
  test: ReaderTest
  close: () => void
}

export function createReaderWay(parts: {
  settings: StationSettings
  readClock: () => ClockReading
  monotonicMs: () => number
  /** What is known of the device that a reader's reports come from; null: none is plugged in. */
  deviceOf: (reader: string) => DeviceFacts | null
  onBadge: (presentation: Presentation) => void
}): ReaderWay {
  const { settings, readClock } = parts
  const states = new Map<string, DeviceState>()
  const windowReaders = listWindowReaders(settings.readers)
  const seen = createSeenReports(() => readClock().atMs)
  const test = createReaderTest(seen, parts.monotonicMs)
  const echo = createWindowEcho({ nowMs: parts.monotonicMs, setTimer: startTimer })

  const accept = (reader: string, presented: Presented): void => {
    const presentation: Presentation = { reader, presented, clock: readClock(), cause: 'tap' }
    seen.addPresented(presented, findReader(settings, reader))
    if (!test.isTested(reader)) parts.onBadge(presentation)
  }
  const take = (reader: string, presented: Presented): void => {
    const named = settings.readers.find(({ id }) => id === reader)
    const isTyped = windowReaders.some(({ id }) => id === reader)
    // Only a reader that was opened can say the same twice.
    if (isTyped && [...states.values()].some(({ type }) => type === 'ready')) {
      echo.fromWindow(presented, named !== undefined, () => accept(reader, presented))
      return
    }
    if (named?.device !== undefined) echo.fromDevice(presented)
    accept(reader, presented)
  }
  const input = createReaderInput({
    setTimer: startTimer,
    onPresented: take,
    decoderFor: (reader) => createDecoderOf(settings.readers, reader, parts.deviceOf(reader)),
  })
  const feed = (reader: string, report: Uint8Array): void => {
    seen.addReport(reader, report)
    input.feed(reader, report, readClock().atMs)
  }

  return {
    feed,
    take,
    noteAnswer: seen.addReport,
    forget: input.forget,
    presentReports: (request) => {
      const { reader = windowReaders[0].id } = request
      if (!windowReaders.some(({ id }) => id === reader)) return { type: 'unknown-reader' }
      feedWindowReports(request, {
        feed: (report) => feed(reader, report),
        flush: () => input.flush(reader),
        take: (presented) => take(reader, presented),
      })
      return { type: 'accepted' }
    },
    setState: (reader, state) => void states.set(reader, state),
    view: () => viewReaders(settings.readers, states, windowReaders[0].id),
    listReports: seen.list,
    test,
    close: () => {
      input.close()
      echo.close()
    },
  }
}
