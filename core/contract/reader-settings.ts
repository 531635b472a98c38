/** `readers` of `station.json`: which device, what it is used for, how its reports are read, and what its numbers mean. */
import { z } from 'zod'
import { cardFormatNames } from './card-format-names.ts'
import { type ReaderUse, readerUses } from './reader-uses.ts'
import { idPattern } from './text-patterns.ts'

export const readerIdentifier = z
  .string()
  .regex(idPattern, 'expected letters, digits, ".", "_" or "-", at most 64 of them')

export const cardFormats = ['auto', ...cardFormatNames] as const
/** How a reader writes a number that it types; `auto` goes by its length, its characters and the parity. */
export const textForms = ['auto', 'decimal', 'hex', 'pacs', 'bits', 'facility-card'] as const
/** The order of a serial's bytes, against the one in which serials are stored; `auto` tries both. */
export const byteOrders = ['auto', 'as-sent', 'reversed'] as const
/**
 * How a Linux station opens its readers, all of them. `hidraw`: beside whatever else reads them. `libusb`: takes the device away
 * from the kernel as long as it is open, so that a keyboard-type reader types into no window (node-hid README, “setDriverType”).
 */
export const readerDrivers = ['hidraw', 'libusb'] as const
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

/** The layouts that `core/badge/keyboard-layouts.ts` has. */
export const keyboardLayouts = ['us', 'uk', 'de', 'ch', 'fr', 'be', 'es', 'it'] as const

const hexBytes = z.string().regex(/^([0-9A-Fa-f]{2})+$/, 'expected pairs of hex digits')

/** What a reader puts around the number. Each part that is given has to be there, and is taken off. */
const textFrame = {
  prefix: z.string().min(1).max(16).optional(),
  suffix: z.string().min(1).max(16).optional(),
  /** How many characters come between prefix and suffix. Absent: any. A text of another length is unreadable. */
  length: z.int().min(1).max(64).optional(),
}

const keyboardSettings = z.strictObject({
  ...textFrame,
  /** The key that ends a number. `none`: silence does, so `length` should be given; Enter ends it in any case. */
  terminator: z.enum(['enter', 'tab', 'none']).default('enter'),
  /** For which layout of the computer the reader was set up: it presses the keys that type its number there. */
  layout: z.enum(keyboardLayouts).default('us'),
})

const barcodeSettings = z.strictObject({
  ...textFrame,
  /** Which numbered report is a scan (Access-IS, “LSR118”: 2); a scanner's other reports are passed over. */
  reportId: z.int().min(1).max(255).default(2),
})

const magstripeSettings = z.strictObject({
  /** Which track holds the number, from 1 to 3. */
  track: z.int().min(1).max(3).default(2),
})

const pcproxSettings = z.strictObject({
  /** Whether the reader takes parity bits off before it gives a card's bits, as it does when it is sold. */
  isParityStripped: z.boolean().default(true),
})

/** A reader that no other kind fits. Bytes are counted as `foyer readers watch` shows them: a report's id is byte 0. */
const rawSettings = z
  .strictObject({
    /** Only reports that begin with this id are read. Absent: all. */
    reportId: z.int().min(0).max(255).optional(),
    /** Where the data begin. */
    offset: z.int().min(0).max(511),
    /** How many bytes of data there are. */
    length: z.int().min(1).max(64).optional(),
    /** Or the byte that says how many there are, counted in `lengthIn`. */
    lengthAt: z.int().min(0).max(511).optional(),
    lengthIn: z.enum(['bytes', 'bits']).default('bytes'),
    /** `little`: the last byte is the highest. */
    byteOrder: z.enum(['big', 'little']).default('big'),
    /** Which bits of the data count, in the order in which they are sent; the others are taken for 0. */
    mask: hexBytes.max(128).optional(),
    /** What the data are: ASCII text, a card's bits, or a chip's serial. */
    as: z.enum(['text', 'bits', 'serial']),
    /** How many of the data's bits are the card's. Absent: all, or as many as `lengthAt` says. */
    bitLength: z.int().min(1).max(512).optional(),
    /** Where the bits stand if they do not fill their bytes. */
    align: z.enum(['right', 'left']).default('right'),
    isParityStripped: z.boolean().default(false),
    /** Data that mean that no card is there: all zeros, all ones, or just these bytes. */
    noCard: z.array(z.union([z.enum(['zeros', 'ones']), hexBytes.max(128)])).default(['zeros']),
    /** What a report is while a card stays: `once` a presentation of its own, `repeated` one of many. */
    whileHeld: z.enum(['once', 'repeated']).default('once'),
  })
  .superRefine(({ length, lengthAt, mask, as, bitLength, lengthIn }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if ((length === undefined) === (lengthAt === undefined))
      refuse('length', 'expected either "length" or "lengthAt", and not both')
    if (lengthIn === 'bits' && (lengthAt === undefined || as !== 'bits'))
      refuse('lengthIn', 'expected "bits" only with "lengthAt" and with "as": "bits"')
    if (mask !== undefined && mask.length !== 2 * (length ?? 0))
      refuse('mask', 'expected "length", and two hex digits for each of its bytes')
    if (bitLength !== undefined && (as !== 'bits' || length === undefined || bitLength > 8 * length))
      refuse('bitLength', 'expected with "as": "bits" and a "length" that has room for it')
  })

/** Each describes the kind whose name it has. */
const blocks = ['keyboard', 'barcode', 'magstripe', 'pcprox', 'raw'] as const

function checkBlocks(
  reader: { kind: ReaderKind; window?: unknown } & { [Block in (typeof blocks)[number]]?: unknown },
  context: z.RefinementCtx,
): void {
  const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  if (reader.window !== undefined && reader.kind !== 'auto' && reader.kind !== 'keyboard') {
    refuse('window', `expected only at a reader that types; this one is "${reader.kind}"`)
  }
  for (const block of blocks) {
    if (reader[block] === undefined || reader.kind === block) continue
    if (reader.kind !== 'auto')
      refuse(block, `expected only at a reader of kind "${block}"; this one is "${reader.kind}"`)
    else if (block === 'raw') refuse('kind', 'expected "raw", since "raw" describes the reports')
  }
  if (reader.kind === 'raw' && reader.raw === undefined) {
    context.addIssue({
      code: 'custom',
      path: ['kind'],
      input: reader.kind,
      message: 'expected a description of the reports beside it, under "raw"',
    })
  }
}

/** Of these no number has two parts (`core/badge/card-formats.ts`). */
const withoutFacilityCode: readonly CardFormatSetting[] = ['H10302', 'csn']

export const readerSettings = z
  .strictObject({
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
    /** Absent, as `device` is: with the defaults. */
    window: windowBurst.optional(),
    /**
     * Silence after which what is half sent is given up (ours: 500 for a keyboard, 200 for one without a terminator and for
     * a scanner, 1000 for a raw reader whose card stays).
     */
    idleMs: z.int().min(20).max(10_000).optional(),
    /** The device's report descriptor, where the system does not show it (Windows, macOS); `foyer readers` prints it on Linux. */
    reportDescriptor: hexBytes.max(8192).optional(),
    keyboard: keyboardSettings.optional(),
    barcode: barcodeSettings.optional(),
    magstripe: magstripeSettings.optional(),
    pcprox: pcproxSettings.optional(),
    raw: rawSettings.optional(),
  })
  .superRefine(checkBlocks)
  .refine(({ text, format }) => text !== 'facility-card' || !withoutFacilityCode.includes(format), {
    path: ['text'],
    message: 'expected another form: a card of this format has no facility code',
  })

export type ReaderSettings = z.output<typeof readerSettings>
/** What a reader's settings say of its numbers. */
export type ReadingSettings = Pick<ReaderSettings, 'format' | 'text' | 'byteOrder'>
export type DeviceMatch = z.output<typeof deviceMatch>
/** The uses that clock people in and out. */
export type ClockingUse = Exclude<ReaderUse, 'enrol'>
export type ReaderDriver = (typeof readerDrivers)[number]
export type ReaderKind = (typeof readerKinds)[number]
export type KeyboardLayout = (typeof keyboardLayouts)[number]
export type RawSettings = z.output<typeof rawSettings>
/** The keys of `station.json` that say how a reader's reports are read. */
export type DecoderSettings = Pick<ReaderSettings, 'idleMs' | 'keyboard' | 'barcode' | 'magstripe' | 'pcprox' | 'raw'>
export type CardFormatSetting = (typeof cardFormats)[number]
export type CardFormat = (typeof cardFormatNames)[number]
export type TextForm = (typeof textForms)[number]
export type ByteOrder = (typeof byteOrders)[number]
