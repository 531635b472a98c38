/** `readers` of `station.json`: which device, what it is used for, how its reports are read, and what its numbers mean. */
import { z } from 'zod'

export const readerIdentifier = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected letters, digits, ".", "_" or "-", at most 64 of them')

export const cardFormats = ['auto', 'em4100'] as const
export const readerUses = ['toggle', 'in', 'out'] as const
/** How a device's reports are read; `auto` goes by the usages that it names (USB-IF, “HID Usage Tables”). */
export const readerKinds = ['auto', 'keyboard', 'barcode', 'magstripe', 'pcprox', 'raw'] as const

/** Two or three keys in a row can be as fast under a person's fingers. */
const fewestWithoutPrefix = 4

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

/**
 * What a reader types into the window, for one whose device the station does not read. Characters are those of a US keyboard at
 * the keys that the reader presses, whatever the computer's layout. With a prefix of its own each, readers that type into one
 * window are told apart; nothing else tells them apart there.
 */
export const windowBurst = z
  .strictObject({
    /** In front of every number, and taken away. With one, only what begins with it is held back from a field. */
    prefix: z
      .string()
      .regex(/^[ -~]{0,8}$/, 'expected at most 8 characters that a US keyboard has')
      .default(''),
    /** Behind every number, and taken away: `"\n"` is Enter, `"\t"` Tab, `""` nothing. Absent: Enter or Tab. */
    suffix: z
      .string()
      .regex(
        /^[ -~]{0,8}[\n\t]?$/,
        'expected at most 8 characters that a US keyboard has, and "\\n" or "\\t" at the end alone',
      )
      .optional(),
    /** Characters of a number, prefix and suffix left out. The closer, the surer: two readers at once come out as neither. */
    minLength: z.int().min(1).max(64).default(6),
    maxLength: z.int().min(1).max(64).default(64),
    /** Slowest pace, in milliseconds a character (rf IDEAS pcProx types one in 40; people need 80 and more). */
    charMs: z.int().min(5).max(500).default(50),
    /** Longest stop between two characters of one number. */
    gapMs: z.int().min(5).max(1000).default(120),
  })
  .refine(({ minLength, maxLength }) => minLength <= maxLength, {
    message: 'expected minLength to be at most maxLength',
  })
  .refine(({ charMs, gapMs }) => charMs <= gapMs, { message: 'expected charMs to be at most gapMs' })
  .refine(({ prefix, minLength }) => prefix !== '' || minLength >= fewestWithoutPrefix, {
    message: `expected minLength to be ${fewestWithoutPrefix} or more where there is no prefix: fingers are that fast for less`,
  })

export const readerSettings = z.strictObject({
  id: readerIdentifier,
  name: z.string().min(1).optional(),
  use: z.enum(readerUses).default('toggle'),
  /** `auto`: of all that the digits could mean, the one that is a known card. */
  format: z.enum(cardFormats).default('auto'),
  device: deviceMatch.optional(),
  kind: z.enum(readerKinds).default('auto'),
  /** Absent, as `device` is: with the defaults. */
  window: windowBurst.optional(),
})

export type ReaderSettings = z.output<typeof readerSettings>
export type WindowBurst = z.output<typeof windowBurst>
export type DeviceMatch = z.output<typeof deviceMatch>
export type ReaderUse = (typeof readerUses)[number]
export type ReaderKind = (typeof readerKinds)[number]
export type CardFormatSetting = (typeof cardFormats)[number]
export type CardFormat = Exclude<CardFormatSetting, 'auto'>
