import type { CardFormat } from '../contract/reader-settings.ts'

/** Positions of bits, the first received first, from 0; `last` is the last one that belongs to it. */
type Field = { first: number; last: number }

/** What has to hold among the bits. A check's own bits are made from the others, in the order of the list. */
export type Check =
  | { type: 'parity'; kind: 'even' | 'odd'; at: number; over: readonly number[] }
  /** The byte at `first` is the xor of the `bytes` before it. */
  | { type: 'xor'; first: number; bytes: number }
  | { type: 'constant'; first: number; bits: string }

/** A layout of bits: every bit belongs to a field or to a check. */
export type BitLayout = { length: number; facility: Field | null; card: Field; checks: readonly Check[] }

export type BitFormat = Exclude<CardFormat, 'em4100' | 'csn'>

/**
 * The formats that are bits, with their parity. Sources: RfidResearchGroup/proxmark3, `client/src/wiegand_formats.c`;
 * ooaccess.com, “37 bit HID format with facility code” (H10304). The length alone does not tell H10302 from H10304.
 */
export const bitLayouts: Record<BitFormat, BitLayout> = {
  H10301: {
    length: 26,
    facility: { first: 1, last: 8 },
    card: { first: 9, last: 24 },
    checks: [parity('even', 0, range(1, 12)), parity('odd', 25, range(13, 24))],
  },
  H10306: {
    length: 34,
    facility: { first: 1, last: 16 },
    card: { first: 17, last: 32 },
    checks: [parity('even', 0, range(1, 16)), parity('odd', 33, range(17, 32))],
  },
  C1k35s: {
    length: 35,
    facility: { first: 2, last: 13 },
    card: { first: 14, last: 33 },
    checks: [
      parity('even', 1, pairs(2, 33)),
      parity('odd', 34, pairs(1, 32)),
      // Over all the others, so it comes last.
      parity('odd', 0, range(1, 34)),
    ],
  },
  H10302: {
    length: 37,
    facility: null,
    card: { first: 1, last: 35 },
    // The bit in the middle counts for both.
    checks: [parity('even', 0, range(1, 18)), parity('odd', 36, range(18, 35))],
  },
  H10304: {
    length: 37,
    facility: { first: 1, last: 16 },
    card: { first: 17, last: 35 },
    checks: [parity('even', 0, range(1, 18)), parity('odd', 36, range(18, 35))],
  },
  P10001: {
    length: 40,
    facility: { first: 4, last: 15 },
    card: { first: 16, last: 31 },
    checks: [
      { type: 'constant', first: 0, bits: '1111' },
      { type: 'xor', first: 32, bytes: 4 },
    ],
  },
  C1k48s: {
    length: 48,
    facility: { first: 2, last: 23 },
    card: { first: 24, last: 46 },
    checks: [parity('even', 1, pairs(3, 46)), parity('odd', 47, pairs(2, 45)), parity('odd', 0, range(1, 47))],
  },
}

export const bitFormats = Object.keys(bitLayouts) as BitFormat[]

/** The largest facility code and card number of each format; `facilityCode` null: the format has none. */
export const cardLimits: Record<CardFormat, { facilityCode: number | null; cardNumber: number }> = {
  // Of an EM4100 tag's 40 bits a reader types the low 32; their upper half is printed as a facility code.
  em4100: { facilityCode: 0xffff, cardNumber: 0xffff_ffff },
  ...mapLimits(),
  // A chip's serial, whatever its length, where it is written as a number.
  csn: { facilityCode: null, cardNumber: 2 ** 48 - 1 },
}

export function isBitFormat(format: CardFormat): format is BitFormat {
  return format !== 'em4100' && format !== 'csn'
}

/** Bits of a field; 0 for a format without one. */
export function widthOf(field: Field | null): number {
  return field === null ? 0 : field.last - field.first + 1
}

function mapLimits(): Record<BitFormat, { facilityCode: number | null; cardNumber: number }> {
  const limits = bitFormats.map((format) => {
    const { facility, card } = bitLayouts[format]
    return [
      format,
      { facilityCode: facility && 2 ** widthOf(facility) - 1, cardNumber: 2 ** widthOf(card) - 1 },
    ] as const
  })
  return Object.fromEntries(limits) as Record<BitFormat, { facilityCode: number | null; cardNumber: number }>
}

function parity(kind: 'even' | 'odd', at: number, over: readonly number[]): Check {
  return { type: 'parity', kind, at, over }
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** Two of every three positions: the first two, then the fourth and fifth, and so on. */
function pairs(first: number, last: number): number[] {
  return range(first, last).filter((at) => (at - first) % 3 !== 2)
}
