/** What is asked of a library for HID devices, and no more: node-hid stands behind it, or in a test a script. */

/** One thing that can be opened: a device, or one interface of a device that has several. */
export type HidDevice = {
  /** What it is opened by. No identity: the next device that is plugged in often gets the same. */
  path: string
  /** Four hex digits in lower case, as in `station.json`. */
  vendorId: string
  productId: string
  serialNumber: string | null
  manufacturer: string | null
  product: string | null
  interface: number | null
  /** Where it is plugged in, such as `1-1.2`; null where the system does not say. */
  port: string | null
  /** One for each top-level collection; none where the driver does not say. */
  usages: { usagePage: string; usage: string }[]
}

/** Why a device, or all of them, cannot be had. */
export type HidFault =
  /** The library cannot be loaded here; `why` says what to install. */
  | { type: 'no-library'; why: string }
  | { type: 'no-permission' }
  /** Not there any more. */
  | { type: 'gone' }
  /** In the library's words. */
  | { type: 'failed'; why: string }

export type HidListing = { type: 'listed'; devices: HidDevice[] } | { type: 'failed'; fault: HidFault }

export type HidHandle = {
  /** Rejects with an `Error` where the device does not take it. `report` begins with the report's id. */
  sendFeature: (report: Uint8Array) => Promise<void>
  getFeature: (reportId: number, length: number) => Promise<Uint8Array>
  /** Resolves when the device is let go of, also where it is gone; more than one call is harmless. */
  close: () => Promise<void>
}

export type HidListener = {
  /** Null: no input report is wanted, and none is read. */
  onReport: ((report: Uint8Array) => void) | null
  /** Once at most, and never after `close`. */
  onLost: (fault: HidFault) => void
}

export type HidOpening = { type: 'open'; handle: HidHandle } | { type: 'failed'; fault: HidFault }

/** Nothing here rejects or throws. */
export type HidSource = {
  list: () => Promise<HidListing>
  open: (path: string, listener: HidListener) => Promise<HidOpening>
}
