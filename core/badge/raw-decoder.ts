import type { RawSettings } from '../contract/reader-settings.ts'
import { hexToReport, reportToHex } from './keyboard-report.ts'
import type { Presented } from './presented.ts'
import type { ReportDecoder } from './report-decoder.ts'
import { bytesToText } from './text-frame.ts'

/** The data of a report, and how many bits of them count; a sentence where the description does not fit it. */
type Cut = { data: Uint8Array; bitLength: number } | string

/** A reader by its description in `station.json`. */
export function createRawDecoder(raw: RawSettings, idleMs = 1000): ReportDecoder {
  /** What is on the reader now, where a card that stays is told over and over. */
  let held: string | null = null

  return {
    idleMs,
    feed(report) {
      if (raw.reportId !== undefined && report[0] !== raw.reportId) return []
      const cut = cutData(raw, report)
      if (typeof cut !== 'string' && isNoCard(raw, cut)) {
        held = null
        return []
      }
      const presented: Presented = typeof cut === 'string' ? { type: 'unreadable', why: cut } : present(raw, cut)
      if (raw.whileHeld === 'once') return [presented]
      const key = typeof cut === 'string' ? cut : `${cut.bitLength}:${reportToHex(cut.data)}`
      if (key === held) return []
      held = key
      return [presented]
    },
    giveUp() {
      held = null
      return null
    },
    isAtRest: () => held === null,
  }
}

function cutData(raw: RawSettings, report: Uint8Array): Cut {
  const counted = raw.lengthAt === undefined ? undefined : report[raw.lengthAt]
  const count = raw.length ?? counted
  if (count === undefined) return tooShort(report, (raw.lengthAt ?? 0) + 1)
  const bytes = raw.lengthIn === 'bits' ? Math.ceil(count / 8) : count
  const needed = raw.offset + bytes
  if (report.length < needed) return tooShort(report, needed)
  const data = report.slice(raw.offset, needed)
  const mask = raw.mask === undefined ? null : hexToReport(raw.mask)
  if (mask !== null) for (const [index, bits] of mask.entries()) data[index] = (data[index] ?? 0) & bits
  return { data, bitLength: raw.lengthIn === 'bits' ? count : (raw.bitLength ?? 8 * bytes) }
}

function tooShort({ length }: Uint8Array, needed: number): string {
  return `The reader sent a report of ${length} bytes, where its description in station.json needs ${needed}.`
}

function isNoCard({ noCard }: RawSettings, { data, bitLength }: { data: Uint8Array; bitLength: number }): boolean {
  if (bitLength === 0) return true
  return noCard.some((each) => {
    if (each === 'zeros') return data.every((byte) => byte === 0)
    if (each === 'ones') return data.length > 0 && data.every((byte) => byte === 0xff)
    return each.toLowerCase() === reportToHex(data)
  })
}

function present(raw: RawSettings, { data, bitLength }: { data: Uint8Array; bitLength: number }): Presented {
  const ordered = raw.byteOrder === 'little' ? data.toReversed() : data
  switch (raw.as) {
    case 'serial':
      return { type: 'serial', bytes: ordered }
    case 'text': {
      // What fills up the field is no part of the number.
      const end = ordered.findLastIndex((byte) => byte !== 0) + 1
      const text = bytesToText(ordered.subarray(0, end))
      return text === null || text === ''
        ? { type: 'unreadable', why: 'The reader sent bytes that are no characters, where its description has text.' }
        : { type: 'text', text }
    }
    case 'bits': {
      const all = Array.from(ordered, (byte) => byte.toString(2).padStart(8, '0')).join('')
      const spare = all.length - bitLength
      const [bits, rest] =
        raw.align === 'left' ? [all.slice(0, bitLength), all.slice(bitLength)] : [all.slice(spare), all.slice(0, spare)]
      return rest.includes('1')
        ? { type: 'unreadable', why: `The reader sent more bits than the ${bitLength} of its description.` }
        : { type: 'bits', bits, isParityStripped: raw.isParityStripped }
    }
  }
}
