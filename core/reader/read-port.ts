/** Where a device is plugged in, as Linux tells it. Other systems do not tell node-hid. */
import { readFileSync, realpathSync } from 'node:fs'
import { basename, dirname } from 'node:path'

const usbInterface = /^(\d+-\d+(?:\.\d+)*):\d+\.\d+$/

/** @param path node-hid's: `/dev/hidraw3`, or of its libusb driver `1-1.2:1.0`. Such as `1-1.2`; null where it is not known. */
export function readPort(path: string, sysDir = '/sys'): string | null {
  const claimed = usbInterface.exec(path)
  if (claimed) return claimed[1] ?? null
  if (!/^\/dev\/hidraw\d+$/.test(path)) return null
  const node = `${sysDir}/class/hidraw/${basename(path)}/device`
  try {
    // …/usb1/1-1/1-1.2/1-1.2:1.0/0003:0C27:3BFA.0002: the interface stands right above the device.
    const isUsb = usbInterface.exec(basename(dirname(realpathSync(node))))
    if (isUsb) return isUsb[1] ?? null
    // Over Bluetooth and the like the driver has a word for it.
    return /^HID_PHYS=(.+)$/m.exec(readFileSync(`${node}/uevent`, 'utf8'))?.[1] ?? null
  } catch {
    return null
  }
}
