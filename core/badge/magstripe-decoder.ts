/**
 * Magnetic stripe readers that send a swipe as one report. Three layouts: MagTek's, ID TECH's, and whatever the descriptor of a
 * reader on usage page 0x8E says. Which bytes are the badge is for the settings: a track, without its sentinels.
 * Sources: MagTek, “USB HID Swipe Reader Technical Reference Manual” and “P-Series USB”; ID TECH, “MiniMag quick start”;
 * USB-IF, “HID Point of Sale Usage Tables”.
 */
import type { DecoderSettings } from '../contract/reader-settings.ts'
import type { Presented } from './presented.ts'
import type { ReportDecoder } from './report-decoder.ts'
import { findInput, listInputIds, type ReportDescriptor, readFieldBytes } from './report-descriptor.ts'
import { bytesToText } from './text-frame.ts'

type Track = 1 | 2 | 3
/** What a report says of one track; `isFailed`: the reader saw a stripe and could not make it out. */
type TrackReading = { type: 'track'; isFailed: boolean; data: Uint8Array } | { type: 'wrong'; why: string }

const magstripePage = 0x8e
/** Usages of page 0x8E: the lengths of the tracks, all data in one field, and the data of each track. */
const usages = { lengths: 0x11, allData: 0x20, data: 0x21 } as const

/** Decode status and length of each track, the encoding, then as many bytes for each track. */
const statusAt = 0
const lengthsAt = 3
export const magtekBytes = 337
/** With a card status at the end (MagTek, “P-Series USB”). */
const magtekStatusBytes = 338
export const magtekDataAt = 7
export const magtekTrackBytes = 110
/** Bytes 7 and 8 are the length of all tracks together, which stand one after the other from byte 9. */
const idTechBytes = 509
const idTechTotalAt = 7
const idTechDataAt = 9

const startSentinels: Record<Track, string> = { 1: '%', 2: ';', 3: ';+#%!' }
const endSentinel = '?'

const encrypted =
  'The reader sends its data encrypted, or in a layout that is not known here. Foyer reads only readers that send tracks in the clear.'

/** Each report is one swipe and one presentation. */
export function createMagstripeDecoder(
  { magstripe, idleMs = 1000 }: DecoderSettings,
  descriptor?: ReportDescriptor | null,
): ReportDecoder {
  const track = toTrack(magstripe?.track ?? 2)
  const ids = descriptor ? listInputIds(descriptor, magstripePage) : []
  return {
    idleMs,
    feed(report) {
      if (descriptor?.isNumbered && ids.length > 0 && !ids.includes(report[0] ?? -1)) return []
      const reading =
        descriptor && ids.length > 0 ? readDescribed(descriptor, report, track) : readVendors(report, track)
      return [toPresented(reading, track)]
    },
    giveUp: () => null,
    isAtRest: () => true,
  }
}

function toTrack(track: number): Track {
  return track === 1 || track === 3 ? track : 2
}

function readVendors(report: Uint8Array, track: Track): TrackReading {
  if (isIdTechEnhanced(report)) return { type: 'wrong', why: encrypted }
  const lengths = Array.from(report.subarray(lengthsAt, lengthsAt + 3))
  const isFailed = ((report[statusAt + track - 1] ?? 0) & 0x01) !== 0
  const length = lengths[track - 1] ?? 0
  if (report.length === magtekBytes || report.length === magtekStatusBytes) {
    if (lengths.some((each) => each > magtekTrackBytes)) return brokenLengths
    const first = magtekDataAt + (track - 1) * magtekTrackBytes
    return { type: 'track', isFailed, data: report.subarray(first, first + length) }
  }
  if (report.length === idTechBytes) {
    const total = (report[idTechTotalAt] ?? 0) + 256 * (report[idTechTotalAt + 1] ?? 0)
    return readConcatenated(report.subarray(idTechDataAt), lengths, total, track, isFailed)
  }
  if (report.length > magtekStatusBytes) return { type: 'wrong', why: encrypted }
  return {
    type: 'wrong',
    why: `The reader sent a report of ${report.length} bytes, which no magnetic stripe layout has that is known here.`,
  }
}

const brokenLengths: TrackReading = {
  type: 'wrong',
  why: 'The reader sent a report whose tracks are longer than the report.',
}

/** Tracks one after the other; their lengths have to make up the whole. */
function readConcatenated(
  data: Uint8Array,
  lengths: readonly number[],
  total: number,
  track: Track,
  isFailed: boolean,
): TrackReading {
  const sum = lengths.reduce((all, each) => all + each, 0)
  if (sum !== total || total > data.length) return brokenLengths
  const first = lengths.slice(0, track - 1).reduce((all, each) => all + each, 0)
  return { type: 'track', isFailed, data: data.subarray(first, first + (lengths[track - 1] ?? 0)) }
}

/** STX, length, data, a XOR, a sum, ETX (ID TECH, “Enhanced encrypted MSR data output format”): checked so that no plain report is taken for one. */
function isIdTechEnhanced(report: Uint8Array): boolean {
  const length = (report[1] ?? 0) + 256 * (report[2] ?? 0)
  if (report[0] !== 0x02 || length === 0 || report[length + 5] !== 0x03) return false
  const data = report.subarray(3, 3 + length)
  return (
    data.reduce((all, byte) => all ^ byte, 0) === report[length + 3] &&
    data.reduce((all, byte) => (all + byte) & 0xff, 0) === report[length + 4]
  )
}

function readDescribed(descriptor: ReportDescriptor, report: Uint8Array, track: Track): TrackReading {
  const layout = findInput(descriptor, report)
  if (layout === null) {
    return {
      type: 'wrong',
      why: `The reader sent a report of ${report.length} bytes, which its descriptor does not have.`,
    }
  }
  const field = (usage: number) => readFieldBytes(layout, report, magstripePage, usage)
  const lengths = [0, 1, 2].map((index) => toNumber(field(usages.lengths + index)))
  const own = field(usages.data + track - 1)
  const length = lengths[track - 1]
  if (own !== null && length !== undefined && length !== null) {
    return length > own.length ? brokenLengths : { type: 'track', isFailed: false, data: own.subarray(0, length) }
  }
  const all = field(usages.allData)
  if (all === null || lengths.every((each) => each === null)) return { type: 'wrong', why: encrypted }
  const known = lengths.map((each) => each ?? 0)
  return readConcatenated(
    all,
    known,
    known.reduce((sum, each) => sum + each, 0),
    track,
    false,
  )
}

function toNumber(bytes: Uint8Array | null): number | null {
  return bytes === null || bytes.length > 2 ? null : bytes.reduceRight((all, byte) => 256 * all + byte, 0)
}

function toPresented(reading: TrackReading, track: Track): Presented {
  if (reading.type === 'wrong') return { type: 'unreadable', why: reading.why }
  const unreadable = (why: string): Presented => ({ type: 'unreadable', why })
  if (reading.isFailed) return unreadable(`Track ${track} of the card could not be made out; swipe it again.`)
  if (reading.data.length === 0) return unreadable(`The card has nothing on track ${track}.`)
  const text = bytesToText(reading.data)
  if (text === null) return unreadable(`Track ${track} of the card holds bytes that are no characters.`)
  const hasStart = startSentinels[track].includes(text.charAt(0))
  const hasEnd = text.endsWith(endSentinel)
  // One sentinel without the other: a part of the track is missing.
  if (hasStart !== hasEnd) return unreadable(`Track ${track} of the card was read in part; swipe it again.`)
  const inner = hasStart ? text.slice(1, -1) : text
  return inner === '' ? unreadable(`The card has nothing on track ${track}.`) : { type: 'text', text: inner }
}
