/** What a decoder has to know of a device: its numbers, and under Linux the layout of its reports. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { DeviceFacts } from '../badge/choose-kind.ts'
import { parseReportDescriptor } from '../badge/report-descriptor.ts'
import type { HidDevice } from './hid-source.ts'

export function factsOfDevice(device: HidDevice): DeviceFacts {
  const bytes = readDescriptorBytes(device.path)
  const parsed = bytes && parseReportDescriptor(bytes)
  return {
    vendorId: Number.parseInt(device.vendorId, 16),
    productId: Number.parseInt(device.productId, 16),
    usages: device.usages.map(({ usagePage, usage }) => ({
      usagePage: Number.parseInt(usagePage, 16),
      usage: Number.parseInt(usage, 16),
    })),
    descriptor: parsed?.type === 'parsed' ? parsed.descriptor : null,
  }
}

/** node-hid does not give it; hidraw has it in sysfs. Null where there is none to be had. */
export function readDescriptorBytes(path: string, sysDir = '/sys'): Uint8Array | null {
  if (!/^\/dev\/hidraw\d+$/.test(path)) return null
  try {
    return readFileSync(`${sysDir}/class/hidraw/${basename(path)}/device/report_descriptor`)
  } catch {
    return null
  }
}
