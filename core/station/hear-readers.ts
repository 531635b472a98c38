/** Opens readers to look at what they send, without a station: for whoever sets one up. */
import { performance } from 'node:perf_hooks'
import type { SeenReport } from '../contract/contract.ts'
import type { ReaderDriver, ReaderSettings } from '../contract/reader-settings.ts'
import { type DeviceState, openDeviceReaders } from '../reader/device-readers.ts'
import type { HidSource } from '../reader/hid-source.ts'
import type { DeviceReader } from '../reader/match-devices.ts'
import { createNodeHidSource } from '../reader/node-hid-source.ts'
import { createReaderDecoder } from '../reader/reader-decoder.ts'
import { createReaderInput } from '../reader/reader-input.ts'
import { watchDeviceFolder } from '../reader/watch-device-folder.ts'
import { createSeenReports } from './seen-reports.ts'
import { startTimer } from './start-timer.ts'

export type Hearing = {
  readers: readonly (ReaderSettings & DeviceReader)[]
  driver: ReaderDriver
  onSeen: (seen: SeenReport) => void
  onState: (reader: string, state: DeviceState) => void
  /** A test's own; absent: the devices of this machine. */
  source?: HidSource
}

/** Answers how to let go of them. */
export function hearReaders({ readers, driver, onSeen, onState, source }: Hearing): () => Promise<void> {
  const seen = createSeenReports(Date.now)
  let told = 0
  const tell = (): void => {
    const { last, reports } = seen.list(told)
    told = last
    for (const each of reports) onSeen(each)
  }
  const settingsOf = (id: string): ReaderSettings | undefined => readers.find((reader) => reader.id === id)
  const take: Parameters<typeof createReaderInput>[0]['onPresented'] = (id, presented) => {
    const settings = settingsOf(id)
    if (settings) seen.addPresented(presented, settings)
    tell()
  }
  const note = (id: string, report: Uint8Array): void => {
    seen.addReport(id, report)
    tell()
  }
  const input = createReaderInput({
    setTimer: startTimer,
    onPresented: take,
    decoderFor: (id) => createReaderDecoder(settingsOf(id) ?? { kind: 'keyboard' }, devices.deviceOf(id)),
  })
  const devices = openDeviceReaders({
    readers,
    source: source ?? createNodeHidSource({ driver }),
    platform: process.platform,
    watchDevices: watchDeviceFolder,
    nowMs: () => performance.now(),
    setTimer: startTimer,
    opensUnknown: true,
    onReport: (id, report) => {
      note(id, report)
      input.feed(id, report, Date.now())
    },
    onAnswer: note,
    onPresented: (id, presented) => take(id, presented, Date.now()),
    onGone: input.forget,
    onState,
  })
  return async () => {
    input.close()
    await devices.close()
  }
}
