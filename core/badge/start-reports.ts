import type { ReaderKind } from '../contract/reader-settings.ts'
import type { DeviceFacts } from './choose-kind.ts'

/** Scanners that send nothing as a point-of-sale device before they are told to (@point-of-sale/webhid-barcode-scanner). */
const silentScanners: readonly number[] = [0x0c2e, 0x23d0]

/** Feature reports, id first, that a device is to be sent when it is opened, in order. */
export function listStartReports(kind: ReaderKind, { vendorId }: Pick<DeviceFacts, 'vendorId'>): Uint8Array[] {
  return kind === 'barcode' && silentScanners.includes(vendorId) ? [Uint8Array.from([0xfe, 0x01])] : []
}
