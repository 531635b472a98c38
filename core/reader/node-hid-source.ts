/**
 * node-hid behind `HidSource`: the one file that knows it. Each guard stands for something that 3.4.0 was measured to do:
 * a second `data` listener ends the process; an `error` without a listener ends it too, and is a string; reports that
 * were held back in a pause come first after it (so nothing is ever paused, only closed and opened anew); closing
 * waits for a read that has no listener (so nothing is read but by one); a device that was closed rejects a second close.
 */
import type { EventEmitter } from 'node:events'
import type { Device, HIDAsync } from 'node-hid'
import type { ReaderDriver } from '../contract/reader-settings.ts'
import { groupDevices } from './group-devices.ts'
import { toHidFault } from './hid-fault.ts'
import type { HidHandle, HidListener, HidOpening, HidSource } from './hid-source.ts'
import { readPort } from './read-port.ts'

/** node-hid, as far as it is used. */
export type NodeHid = {
  devicesAsync: () => Promise<Device[]>
  setDriverType: (type: ReaderDriver) => void
  HIDAsync: { open: (path: string) => Promise<HidLike> }
}
type HidLike = Pick<HIDAsync, 'close' | 'sendFeatureReport' | 'getFeatureReport'> & Pick<EventEmitter, 'on'>

export type NodeHidParts = {
  driver: ReaderDriver
  platform: NodeJS.Platform
  /** Where a device of this path is plugged in. */
  readPort: (path: string) => string | null
  /** Not before the first device is asked for: a station without readers needs none of it. */
  load: () => Promise<NodeHid>
}

const real: Omit<NodeHidParts, 'driver'> = {
  platform: process.platform,
  readPort,
  load: async () => (await import('node-hid')) as unknown as NodeHid,
}

export function createNodeHidSource({ driver, ...given }: { driver: ReaderDriver } & Partial<NodeHidParts>): HidSource {
  const parts: NodeHidParts = { ...real, ...given, driver }
  let loaded: Promise<NodeHid> | null = null
  const load = async (): Promise<NodeHid> => {
    loaded ??= parts.load().then((nodeHid) => {
      // Only before the first use, and known on Linux alone.
      if (parts.platform === 'linux') nodeHid.setDriverType(parts.driver)
      return nodeHid
    })
    try {
      return await loaded
    } catch (error) {
      // Somebody may install what is missing while the station runs.
      loaded = null
      throw error
    }
  }

  return {
    list: async () => {
      try {
        const { devicesAsync } = await load()
        return { type: 'listed', devices: groupDevices(await devicesAsync(), parts.readPort) }
      } catch (error) {
        return { type: 'failed', fault: toHidFault(error) }
      }
    },
    open: async (path, listener) => {
      try {
        const { HIDAsync } = await load()
        // As each system does by itself: macOS alone takes a keyboard away from the windows as long as it is open.
        return listen(await HIDAsync.open(path), listener)
      } catch (error) {
        return { type: 'failed', fault: toHidFault(error) }
      }
    },
  }
}

/** Attaches the one listener for each event before anything else can happen to the device. */
function listen(device: HidLike, { onReport, onLost }: HidListener): HidOpening {
  let isOver = false
  let closing: Promise<void> | null = null
  device.on('error', (error: unknown) => {
    if (isOver) return
    isOver = true
    onLost(toHidFault(error))
  })
  if (onReport !== null) {
    device.on('data', (report: Uint8Array) => {
      // A fault of ours in there would come back as the device's `error`: it is thrown where it is seen for what it is.
      if (!isOver) queueMicrotask(() => onReport(report))
    })
  }
  const handle: HidHandle = {
    sendFeature: async (report) => {
      await device.sendFeatureReport([...report])
    },
    getFeature: async (reportId, length) => device.getFeatureReport(reportId, length),
    close: () => {
      isOver = true
      closing ??= device.close().catch(() => {})
      return closing
    },
  }
  return { type: 'open', handle }
}
