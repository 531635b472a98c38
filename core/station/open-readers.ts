/** The readers that `station.json` names a device of: opened, heard, and shown on the screens as they come and go. */
import { performance } from 'node:perf_hooks'
import type { ReaderDriver } from '../contract/reader-settings.ts'
import type { StationSettings } from '../contract/settings.ts'
import { type DeviceReaders, type DeviceState, openDeviceReaders } from '../reader/device-readers.ts'
import type { HidSource } from '../reader/hid-source.ts'
import type { DeviceReader } from '../reader/match-devices.ts'
import { createNodeHidSource } from '../reader/node-hid-source.ts'
import { watchDeviceFolder } from '../reader/watch-device-folder.ts'
import { startTimer } from './start-timer.ts'
import type { Station } from './station.ts'
import type { Log } from './station-log.ts'

export type OpenReadersParts = {
  settings: StationSettings
  station: Pick<Station, 'feed' | 'forget' | 'noteAnswer' | 'setReader' | 'take'>
  log: Pick<Log, 'info' | 'warn'>
  /** A test's own; absent: the devices of this machine. */
  openHid?: (driver: ReaderDriver) => HidSource
}

/** A station without such readers asks for no library. */
export function openReaders({
  settings,
  station,
  log,
  openHid,
}: OpenReadersParts): Pick<DeviceReaders, 'deviceOf' | 'close'> {
  const readers = settings.readers.filter(hasDevice)
  if (readers.length === 0) return { deviceOf: () => null, close: async () => {} }
  const driver = settings.readerDriver
  return openDeviceReaders({
    readers,
    source: openHid ? openHid(driver) : createNodeHidSource({ driver }),
    platform: process.platform,
    watchDevices: watchDeviceFolder,
    nowMs: () => performance.now(),
    setTimer: startTimer,
    onReport: station.feed,
    onAnswer: station.noteAnswer,
    onPresented: station.take,
    onGone: station.forget,
    onState: (reader, state) => {
      logState(log, reader, state)
      // Its reports are read as this device sends them, whatever stood there before.
      if (state.type === 'ready') station.forget(reader)
      station.setReader(reader, state)
    },
  })
}

/** With which a setup looks at devices; a process has one, chosen at the first use (`node-hid-source.ts`). */
export const setupDriver: ReaderDriver = 'hidraw'

/** The devices of this machine, for whoever chooses among them; asked for no library before somebody does. */
export function openSetupSource(openHid?: OpenReadersParts['openHid']): HidSource {
  return openHid ? openHid(setupDriver) : createNodeHidSource({ driver: setupDriver })
}

export function hasDevice<Reader extends { device?: unknown }>(reader: Reader): reader is Reader & DeviceReader {
  return reader.device !== undefined
}

/** A state is told when it is entered, so each reason stands in the log once. */
function logState(log: OpenReadersParts['log'], reader: string, state: DeviceState): void {
  const why = state.type === 'ready' ? state.doubt : 'why' in state ? state.why : null
  if (why !== null) log.warn({ reader, state: state.type, why }, 'a reader needs somebody')
  else log.info({ reader, state: state.type }, 'a reader')
}
