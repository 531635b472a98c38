/** Devices by script: plugged in, pulled out, forbidden and broken as a test says. Never part of the product. */
import type { HidDevice, HidFault, HidListener, HidListing, HidSource } from '../../core/reader/hid-source.ts'
import type { Timers } from '../../core/reader/timers.ts'

export type ScriptedHid = HidSource & {
  /** Gets the lowest path that is free, as the kernel does. */
  plug: (device?: Partial<HidDevice>) => ScriptedDevice
  /** What listing answers instead. */
  breakListing: (fault: HidFault | null) => void
  listings: () => number
  /** What no reader may ever do: hold a device twice, or ask one that it has closed. */
  misuse: string[]
  openCount: () => number
}

export type ScriptedDevice = {
  path: string
  isPlugged: () => boolean
  isOpen: () => boolean
  unplug: () => void
  /** One input report; nothing where nobody has it open. */
  send: (report: Uint8Array) => void
  /** What opening comes to from now on; null: it works. */
  forbid: (fault: HidFault | null) => void
  /** As a driver would that gives a device up. */
  fail: (why: string) => void
  /** Answers the questions of whoever polls; null: they fail. */
  answer: (feature: ((command: number) => Uint8Array) | null) => void
  /** Every feature report that it was sent, in hex. */
  toldFeatures: () => string[]
  refuseFeatures: () => void
}

/** The device is open for so long before it is heard of, and its end is told so late (measured with node-hid 3.4.0: 150 to 325 ms). */
export type ScriptedDelays = { openMs: number; lostMs: number; closeMs: number }

type Plugged = {
  device: HidDevice
  fault: HidFault | null
  feature: ((command: number) => Uint8Array) | null
  told: string[]
  isRefusing: boolean
  holders: Set<HidListener>
}

export function createScriptedHid(
  { setTimer }: Pick<Timers, 'setTimer'>,
  { openMs, lostMs, closeMs }: ScriptedDelays = { openMs: 5, lostMs: 200, closeMs: 50 },
): ScriptedHid {
  const byPath = new Map<string, Plugged>()
  const misuse: string[] = []
  let listingFault: HidFault | null = null
  let listings = 0
  let opened = 0
  const after = (ms: number): Promise<void> => new Promise((resolve) => void setTimer(resolve, ms))

  const list = async (): Promise<HidListing> => {
    listings += 1
    if (listingFault) return { type: 'failed', fault: listingFault }
    return { type: 'listed', devices: [...byPath.values()].map(({ device }) => device) }
  }

  return {
    list,
    open: async (path, listener) => {
      await after(openMs)
      const plugged = byPath.get(path)
      if (plugged === undefined) return { type: 'failed', fault: { type: 'gone' } }
      if (plugged.fault) return { type: 'failed', fault: plugged.fault }
      if (plugged.holders.size > 0) misuse.push(`${path} was opened twice`)
      plugged.holders.add(listener)
      opened += 1
      let isClosed = false
      let command = 0
      return {
        type: 'open',
        handle: {
          sendFeature: async (report) => {
            if (isClosed) misuse.push(`${path} was asked after it was closed`)
            if (byPath.get(path) !== plugged) throw new Error('Cannot write to hid device: No such device')
            if (plugged.isRefusing) throw new Error('could not send feature report')
            plugged.told.push(Buffer.from(report).toString('hex'))
            command = report[1] ?? 0
          },
          getFeature: async () => {
            if (byPath.get(path) !== plugged || plugged.feature === null)
              throw new Error('could not get feature report')
            return plugged.feature(command)
          },
          close: async () => {
            if (isClosed) return
            isClosed = true
            opened -= 1
            await after(closeMs)
            plugged.holders.delete(listener)
          },
        },
      }
    },
    plug: (given = {}) => {
      let node = 0
      while (byPath.has(`/dev/hidraw${node}`)) node += 1
      const path = given.path ?? `/dev/hidraw${node}`
      const plugged: Plugged = {
        device: { ...keyboardReader, ...given, path },
        fault: null,
        feature: null,
        told: [],
        isRefusing: false,
        holders: new Set(),
      }
      byPath.set(path, plugged)
      const isPlugged = () => byPath.get(path) === plugged
      const tell = (fault: HidFault) => {
        for (const { onLost } of plugged.holders) onLost(fault)
      }
      return {
        path,
        isPlugged,
        isOpen: () => plugged.holders.size > 0,
        unplug: () => {
          byPath.delete(path)
          setTimer(() => tell({ type: 'gone' }), lostMs)
        },
        send: (report) => {
          for (const { onReport } of plugged.holders) onReport?.(report)
        },
        forbid: (fault) => {
          plugged.fault = fault
        },
        fail: (why) => tell({ type: 'failed', why }),
        answer: (feature) => {
          plugged.feature = feature
        },
        toldFeatures: () => plugged.told,
        refuseFeatures: () => {
          plugged.isRefusing = true
        },
      }
    },
    breakListing: (fault) => {
      listingFault = fault
    },
    listings: () => listings,
    misuse,
    openCount: () => opened,
  }
}

export const keyboardReader: Omit<HidDevice, 'path'> = {
  vendorId: 'ffff',
  productId: '0035',
  serialNumber: null,
  manufacturer: null,
  product: null,
  interface: 0,
  port: null,
  usages: [{ usagePage: '0001', usage: '0006' }],
}
