import type { DecoderSettings, ReaderKind } from '../contract/reader-settings.ts'
import { createBarcodeDecoder } from './barcode-decoder.ts'
import { chooseKind, type DeviceFacts } from './choose-kind.ts'
import { createKeyboardDecoder } from './keyboard-decoder.ts'
import { createMagstripeDecoder } from './magstripe-decoder.ts'
import { createPcproxDecoder } from './pcprox-decoder.ts'
import { createRawDecoder } from './raw-decoder.ts'
import type { ReportDecoder } from './report-decoder.ts'

/**
 * The decoder of a reader of this kind. `device`: what is known of it, null for one that is not plugged in here (a replay, or
 * the window's keyboard); `auto` then means a keyboard. Never throws, and nor does the decoder.
 */
export function createDecoder(
  kind: ReaderKind,
  settings: DecoderSettings = {},
  device: DeviceFacts | null = null,
): ReportDecoder {
  switch (kind) {
    case 'auto': {
      if (device === null) return createKeyboardDecoder(settings)
      const chosen = chooseKind(device)
      return chosen.type === 'chosen' ? createDecoder(chosen.kind, settings, device) : createRefusingDecoder(chosen.why)
    }
    case 'keyboard':
      return createKeyboardDecoder(settings, device?.descriptor)
    case 'barcode':
      return createBarcodeDecoder(settings)
    case 'magstripe':
      return createMagstripeDecoder(settings, device?.descriptor)
    case 'pcprox':
      return createPcproxDecoder(settings)
    case 'raw':
      return settings.raw === undefined
        ? createRefusingDecoder('A reader of kind "raw" wants a description of its reports in station.json ("raw").')
        : createRawDecoder(settings.raw, settings.idleMs)
  }
}

/** Says why once for each report: somebody stands there with a card. */
export function createRefusingDecoder(why: string): ReportDecoder {
  return {
    idleMs: 1000,
    feed: () => [{ type: 'unreadable', why }],
    giveUp: () => null,
    isAtRest: () => true,
  }
}
