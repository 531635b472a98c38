import type { Presented } from '../../core/badge/presented.ts'
import type { ReportDecoder } from '../../core/badge/report-decoder.ts'
import { readerSettings } from '../../core/contract/reader-settings.ts'

/** Feeds reports one after the other; a null among them is a silence. */
export function decodeAll(decoder: ReportDecoder, reports: readonly (Uint8Array | null)[]): Presented[] {
  return reports.flatMap((report) => {
    if (report !== null) return decoder.feed(report)
    const given = decoder.giveUp()
    return given === null ? [] : [given]
  })
}

/** A reader as `station.json` has it, defaults filled in. */
export function settingsOf(reader: object) {
  return readerSettings.parse({ id: 'front', ...reader })
}

/** What came of it in a few words: the text, the bits, the serial in hex, or the reason. */
export function sayPresented(presented: Presented): string {
  switch (presented.type) {
    case 'text':
      return presented.text
    case 'bits':
      return presented.bits
    case 'serial':
      return Array.from(presented.bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')
    case 'unreadable':
      return `unreadable: ${presented.why}`
  }
}
