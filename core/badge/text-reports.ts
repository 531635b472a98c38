import type { DecoderSettings, KeyboardLayout, RawSettings, ReaderKind } from '../contract/reader-settings.ts'
import { barcodeReportBytes } from './barcode-decoder.ts'
import { keyWithoutCharacter, modifierBits } from './key-usages.ts'
import { characterToKey } from './keyboard-layouts.ts'
import { buildReport, textToReports } from './keyboard-report.ts'
import { magtekBytes, magtekDataAt, magtekTrackBytes } from './magstripe-decoder.ts'

export type TextReports = { type: 'reports'; reports: Uint8Array[] } | { type: 'wrong'; message: string }

const scanBytes = 56

/**
 * The reports by which a reader of this kind would send a text, so that a replay can name the text alone. A line end closes the
 * text of a keyboard, and is left away elsewhere.
 */
export function textToReportsOf(
  kind: Exclude<ReaderKind, 'auto'>,
  settings: DecoderSettings,
  text: string,
): TextReports {
  if (kind === 'keyboard') {
    const layout = settings.keyboard?.layout ?? 'us'
    return { type: 'reports', reports: layout === 'us' ? textToReports(text) : typeOnLayout(layout, text) }
  }
  const bytes = Array.from(text.replace(/\r?\n$/, ''), (character) => character.codePointAt(0) ?? 0)
  if (bytes.some((byte) => byte > 0x7f)) return wrong('expected ASCII characters in a text that this reader is to send')
  switch (kind) {
    case 'barcode':
      return { type: 'reports', reports: scan(settings.barcode?.reportId ?? 2, bytes) }
    case 'magstripe':
      return swipe(settings.magstripe?.track ?? 2, bytes)
    case 'raw':
      return describe(settings.raw, bytes)
    case 'pcprox':
      return wrong('expected "reports", the answers of the reader in hex: a pcProx sends bits and no text')
  }
}

function typeOnLayout(layout: KeyboardLayout, text: string): Uint8Array[] {
  return [...text].flatMap((character) => {
    const key = characterToKey(layout, character === '\r' ? '\n' : character)
    const modifiers = (key?.shift ? modifierBits.ShiftLeft : 0) | (key?.altGr ? modifierBits.AltRight : 0)
    // As in `textToReports`: unreadable, and never a shorter text.
    return [
      buildReport([key?.usage ?? keyWithoutCharacter], key === null ? modifierBits.ControlLeft : modifiers),
      buildReport([]),
    ]
  })
}

function scan(reportId: number, bytes: readonly number[]): Uint8Array[] {
  const parts = Math.max(1, Math.ceil(bytes.length / scanBytes))
  return Array.from({ length: parts }, (_, index) => {
    const data = bytes.slice(index * scanBytes, (index + 1) * scanBytes)
    const report = new Uint8Array(barcodeReportBytes)
    report.set([reportId, data.length, ...Array.from(']X0', (each) => each.charCodeAt(0)), ...data])
    report[barcodeReportBytes - 1] = index < parts - 1 ? 1 : 0
    return report
  })
}

function swipe(track: number, bytes: readonly number[]): TextReports {
  if (bytes.length > magtekTrackBytes) return wrong(`expected at most ${magtekTrackBytes} characters on a track`)
  const report = new Uint8Array(magtekBytes)
  report[2 + track] = bytes.length
  report.set(bytes, magtekDataAt + (track - 1) * magtekTrackBytes)
  return { type: 'reports', reports: [report] }
}

function describe(raw: RawSettings | undefined, bytes: readonly number[]): TextReports {
  if (raw?.as !== 'text') return wrong('expected "reports": the description of this reader has no text')
  const length = raw.length ?? bytes.length
  if (bytes.length > length || length > 0xff) return wrong(`expected at most ${Math.min(length, 0xff)} characters`)
  const report = new Uint8Array(Math.max(raw.offset + length, (raw.lengthAt ?? 0) + 1))
  const field = [...bytes, ...new Array<number>(length - bytes.length).fill(0)]
  report.set(raw.byteOrder === 'little' ? field.toReversed() : field, raw.offset)
  if (raw.lengthAt !== undefined) report[raw.lengthAt] = length
  if (raw.reportId !== undefined) report[0] = raw.reportId
  return { type: 'reports', reports: [report] }
}

function wrong(message: string): TextReports {
  return { type: 'wrong', message }
}
