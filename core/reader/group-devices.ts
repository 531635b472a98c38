/** node-hid's list → what can be opened. On Linux it has an entry for each usage, and all of a device have one path. */
import type { Device } from 'node-hid'
import type { HidDevice } from './hid-source.ts'

export function groupDevices(entries: readonly Device[], readPort: (path: string) => string | null): HidDevice[] {
  const byPath = new Map<string, HidDevice>()
  for (const entry of entries) {
    const { path } = entry
    if (!path) continue
    const device = byPath.get(path) ?? startDevice(entry, path, readPort)
    byPath.set(path, device)
    // Absent where it is 0, which is no usage page.
    if (entry.usagePage) device.usages.push({ usagePage: toHex(entry.usagePage), usage: toHex(entry.usage ?? 0) })
  }
  return [...byPath.values()]
}

function startDevice(entry: Device, path: string, readPort: (path: string) => string | null): HidDevice {
  return {
    path,
    vendorId: toHex(entry.vendorId),
    productId: toHex(entry.productId),
    serialNumber: cleanText(entry.serialNumber),
    manufacturer: cleanText(entry.manufacturer),
    product: cleanText(entry.product),
    interface: entry.interface >= 0 ? entry.interface : null,
    port: readPort(path),
    usages: [],
  }
}

function toHex(number: number): string {
  return number.toString(16).padStart(4, '0')
}

/** Devices fill their strings up with spaces and NULs, and may say anything at all in them. */
function cleanText(text: string | undefined): string | null {
  const cleaned = text?.replace(/[\p{Cc}\p{Cf}]/gu, '').trim()
  return cleaned || null
}
