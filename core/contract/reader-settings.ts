/** `readers` of `station.json`: which device, what it is used for, how its reports are read, and what its numbers mean. */
import { z } from 'zod'

export const readerIdentifier = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected letters, digits, ".", "_" or "-", at most 64 of them')

/** What a card's number is written by; their layouts are in `core/badge/card-formats.ts`. */
export const cardFormatNames = [
  'em4100',
  'H10301',
  'H10306',
  'C1k35s',
  'H10302',
  'H10304',
  'P10001',
  'C1k48s',
  'csn',
] as const
export const cardFormats = ['auto', ...cardFormatNames] as const
/** How a reader writes a number that it types; `auto` goes by its length, its characters and the parity. */
export const textForms = ['auto', 'decimal', 'hex', 'pacs', 'bits', 'facility-card'] as const
/** The order of a serial's bytes, against the one in which serials are stored; `auto` tries both. */
export const byteOrders = ['auto', 'as-sent', 'reversed'] as const
export const readerUses = ['toggle', 'in', 'out'] as const
/** How a device's reports are read; `auto` goes by the usages that it names (USB-IF, “HID Usage Tables”). */
export const readerKinds = ['auto', 'keyboard', 'barcode', 'magstripe', 'pcprox', 'raw'] as const

/** As `lsusb` writes it. */
const fourHexDigits = z
  .string()
  .regex(/^[0-9A-Fa-f]{4}$/, 'expected four hex digits such as "0c27"')
  .toLowerCase()

/** Which device this reader is: every part that is given has to fit. Absent: it types into the window, or is replayed. */
const deviceMatch = z.strictObject({
  vendorId: fourHexDigits,
  productId: fourHexDigits,
  serialNumber: z.string().min(1).optional(),
  /** Where it is plugged in, such as `1-1.2`: tells two readers apart that have the same serial number, or none. */
  port: z.string().min(1).optional(),
  usagePage: fourHexDigits.optional(),
  usage: fourHexDigits.optional(),
  interface: z.int().min(0).max(255).optional(),
  product: z.string().min(1).optional(),
})

export const readerSettings = z.strictObject({
  id: readerIdentifier,
  name: z.string().min(1).optional(),
  use: z.enum(readerUses).default('toggle'),
  /** `auto`: of all that the digits could mean, the one that is a known card. */
  format: z.enum(cardFormats).default('auto'),
  /** How its numbers are written: a reader that types hex should be said to, because hex without letters looks decimal. */
  text: z.enum(textForms).default('auto'),
  byteOrder: z.enum(byteOrders).default('auto'),
  device: deviceMatch.optional(),
  kind: z.enum(readerKinds).default('auto'),
})

export type ReaderSettings = z.output<typeof readerSettings>
/** What a reader's settings say of its numbers. */
export type ReadingSettings = Pick<ReaderSettings, 'format' | 'text' | 'byteOrder'>
export type DeviceMatch = z.output<typeof deviceMatch>
export type ReaderUse = (typeof readerUses)[number]
export type ReaderKind = (typeof readerKinds)[number]
export type CardFormatSetting = (typeof cardFormats)[number]
export type CardFormat = (typeof cardFormatNames)[number]
export type TextForm = (typeof textForms)[number]
export type ByteOrder = (typeof byteOrders)[number]
