/**
 * The readers that the tests plug in, by the shape of their reports. Descriptors are ours, as short as the usages need
 * (USB-IF, “Device Class Definition for HID 1.11”, appendix B for the keyboard; “HID Usage Tables” for pages 8Ch and 8Eh).
 */

/** `descriptor` in hex; `port` as the system names the place, such as `usb-0000:00:04.0-1/input0`. */
export type ReaderModel = {
  name: string
  vendorId: number
  productId: number
  serial: string
  port: string
  descriptor: string
}

const keyboardFields =
  // eight modifier bits, a reserved byte
  '0507 19e0 29e7 1500 2501 7501 9508 8102 7508 9501 8101' +
  // five lamps and three bits of padding
  '0508 1901 2905 7501 9505 9102 7503 9501 9101' +
  // six keys
  '0507 1900 2aff00 1500 26ff00 7508 9506 8100'
/** Eight bytes that are only handed over when they are asked for. */
const featureBytes = '0600ff 0901 1500 26ff00 7508 9508 b102'

const hex = (text: string): string => text.replaceAll(' ', '')

export const models = {
  /** Types ten digits and Enter; its serial number is a date, the same on every unit. */
  keyboard: {
    name: 'Sycreader USB Reader',
    vendorId: 0xffff,
    productId: 0x0035,
    serial: '08FF20140315',
    port: 'usb-0000:00:04.0-1/input0',
    descriptor: hex(`0501 0906 a101 ${keyboardFields} c0`),
  },
  /** Also a keyboard, and can be asked which card lies on it. */
  pcprox: {
    name: 'RFIDeas USB Keyboard',
    vendorId: 0x0c27,
    productId: 0x3bfa,
    serial: '',
    port: 'usb-0000:00:04.0-2/input0',
    descriptor: hex(`0501 0906 a101 ${keyboardFields} ${featureBytes} c0`),
  },
  /** A numbered report of 64 bytes, its id among them. */
  barcode: {
    name: 'HID POS Scanner',
    vendorId: 0x0c2e,
    productId: 0x0b61,
    serial: 'SC1',
    port: 'usb-0000:00:04.0-3/input0',
    descriptor: hex('058c 0902 a101 8502 1500 26ff00 7508 953f 09fe 8102 c0'),
  },
  /** A numbered report: the lengths of three tracks, then 40 bytes for each. */
  magstripe: {
    name: 'HID POS Stripe Reader',
    vendorId: 0x0801,
    productId: 0x0011,
    serial: 'MS1',
    port: 'usb-0000:00:04.0-4/input0',
    descriptor: hex(
      '058e 0901 a101 8501 1500 26ff00 7508 9501 0911 8102 0912 8102 0913 8102' +
        '9528 0921 8102 0922 8102 0923 8102 c0',
    ),
  },
  /** A vendor's own page, 16 bytes without a number. */
  raw: {
    name: 'Raw Badge Reader',
    vendorId: 0x1234,
    productId: 0x5678,
    serial: 'RAW1',
    port: 'usb-0000:00:04.0-5/input0',
    descriptor: hex('0600ff 0901 a101 1500 26ff00 7508 9510 0902 8102 c0'),
  },
} as const satisfies Record<string, ReaderModel>
