import type { ReaderKind } from '../contract/reader-settings.ts'
import type { ReportDescriptor } from './report-descriptor.ts'

export type Usage = { usagePage: number; usage: number }

/** What the system tells of a device. `usages`: of its top-level collections, all that were listed for its path. */
export type DeviceFacts = {
  vendorId: number
  productId: number
  usages: readonly Usage[]
  /** Absent or null: the system does not show it. */
  descriptor?: ReportDescriptor | null
}

export type ChosenKind = { type: 'chosen'; kind: Exclude<ReaderKind, 'auto'> } | { type: 'unknown'; why: string }

const pages = { desktop: 0x01, barcode: 0x8c, magstripe: 0x8e, vendor: 0xff00 } as const
const keyboards: readonly number[] = [0x06, 0x07]
const rfIdeas = 0x0c27
/** Their magnetic stripe readers stand on the vendor page (MagTek, “USB HID Swipe Reader”; ID TECH, “MiniMag quick start”). */
const magstripeVendors: readonly number[] = [0x0801, 0x0acd]

/**
 * How a device's reports are read where `station.json` says `auto`.
 * Sources: USB-IF, “HID Usage Tables” and “HID Point of Sale Usage Tables”; rf IDEAS, “Reader Interface Kit”, for the polled ones.
 */
export function chooseKind({ vendorId, usages }: Pick<DeviceFacts, 'vendorId' | 'productId' | 'usages'>): ChosenKind {
  const isOn = (page: number) => usages.some(({ usagePage }) => usagePage === page)
  // A pcProx types too, but polling it works where keyboards cannot be opened, and hears of no other key.
  if (vendorId === rfIdeas) return { type: 'chosen', kind: 'pcprox' }
  if (isOn(pages.barcode)) return { type: 'chosen', kind: 'barcode' }
  if (isOn(pages.magstripe)) return { type: 'chosen', kind: 'magstripe' }
  if (isOn(pages.vendor) && magstripeVendors.includes(vendorId)) return { type: 'chosen', kind: 'magstripe' }
  const isKeyboard = usages.some(({ usagePage, usage }) => usagePage === pages.desktop && keyboards.includes(usage))
  if (isKeyboard) return { type: 'chosen', kind: 'keyboard' }
  const listed = usages.map(sayUsage).join(', ')
  return {
    type: 'unknown',
    why: `How this device's reports are read is not known (${listed || 'it names no usage'}): give its "kind" in station.json.`,
  }
}

/** As HID tools print it: `008c:0002`. */
export function sayUsage({ usagePage, usage }: Usage): string {
  return [usagePage, usage].map((part) => part.toString(16).padStart(4, '0')).join(':')
}
