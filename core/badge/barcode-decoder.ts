import type { DecoderSettings } from '../contract/reader-settings.ts'
import type { Presented } from './presented.ts'
import type { ReportDecoder } from './report-decoder.ts'
import { bytesToText, unframeText } from './text-frame.ts'

/**
 * A scan's report (Access-IS, “LSR118”; USB-IF, “HID Point of Sale Usage Tables”): id, length of the data, three bytes of AIM
 * identifier, 56 of data, the vendor's symbology, one reserved, and whether another report goes on with the same code.
 */
export const barcodeReportBytes = 64
const lengthAt = 1
const aimAt = 2
const dataAt = 5
const dataEnd = 61
const moreAt = 63
const bracket = 0x5d

/** Longest code of one presentation (ours; a badge's is far shorter). */
const mostBytes = 512

/** What one report carries. */
type Part = { aim: string; data: Uint8Array }

type Scan = { aim: string | null; bytes: number[]; spoiled: string | null }
const nothing: Scan = { aim: null, bytes: [], spoiled: null }

/** A point-of-sale bar code scanner (usage page 0x8C). A code that is cut off, or mixed with another one, is unreadable. */
export function createBarcodeDecoder({ barcode, idleMs = 200 }: DecoderSettings): ReportDecoder {
  const reportId = barcode?.reportId ?? 2
  let scan: Scan | null = null

  function end(): Presented | null {
    const ended = scan
    scan = null
    if (ended === null) return null
    if (ended.spoiled !== null) return { type: 'unreadable', why: ended.spoiled }
    const text = bytesToText(Uint8Array.from(ended.bytes))
    if (text === null) return { type: 'unreadable', why: 'The bar code holds bytes that are no characters.' }
    return unframeText(text, barcode ?? {})
  }

  return {
    idleMs,
    feed(report) {
      // Attributes and settings of the scanner have ids of their own.
      if (report.length === barcodeReportBytes && report[0] !== reportId) return []
      const part = readPart(report)
      scan = typeof part === 'string' ? spoil(scan ?? nothing, part) : join(scan ?? nothing, part)
      const isOver = report.length === barcodeReportBytes && report[moreAt] === 0
      const presented = isOver ? end() : null
      return presented === null ? [] : [presented]
    },
    giveUp() {
      if (scan !== null) scan = spoil(scan, 'The scanner broke off in the middle of a bar code.')
      return end()
    },
    isAtRest: () => scan === null,
  }
}

/** A sentence for a report that is none. */
function readPart(report: Uint8Array): Part | string {
  if (report.length !== barcodeReportBytes) {
    return `The scanner sent a report of ${report.length} bytes, where a scan has ${barcodeReportBytes}.`
  }
  // Some firmwares put the identifier, and the data behind it, one byte later (@point-of-sale/webhid-barcode-scanner).
  const later = report[aimAt] !== bracket && report[aimAt + 1] === bracket ? 1 : 0
  const aimBytes = report.subarray(aimAt + later, dataAt + later)
  if (aimBytes[0] !== bracket && aimBytes.some((byte) => byte !== 0)) {
    return 'The scanner sent a report that is no scan: its AIM identifier does not begin with "]".'
  }
  const length = report[lengthAt] ?? 0
  const room = dataEnd - dataAt - later
  if (length > room) return `The scanner sent a report that claims ${length} bytes of data, where ${room} fit.`
  return {
    aim: String.fromCharCode(...aimBytes),
    data: report.subarray(dataAt + later, dataAt + later + length),
  }
}

function join(scan: Scan, { aim, data }: Part): Scan {
  if (scan.spoiled !== null) return scan
  if (scan.aim !== null && scan.aim !== aim) {
    return spoil(scan, 'Parts of two different bar codes came one after the other.')
  }
  if (scan.bytes.length + data.length > mostBytes) return spoil(scan, `The bar code is longer than ${mostBytes} bytes.`)
  return { aim, bytes: [...scan.bytes, ...data], spoiled: null }
}

/** The first reason stays. */
function spoil(scan: Scan, why: string): Scan {
  return { aim: scan.aim, bytes: [], spoiled: scan.spoiled ?? why }
}
