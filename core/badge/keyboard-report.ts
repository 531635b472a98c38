import { characterToStroke, keyWithoutCharacter, modifierBits } from './key-usages.ts'

/** Bytes of a boot keyboard's input report: modifiers, reserved, six keys. */
export const reportBytes = 8
const keySlots = 6
const errorRollOver = 0x01

/** The report of the keys that are down now; more than six give the roll-over report, as on a real keyboard. */
export function buildReport(usages: readonly number[], modifiers = 0): Uint8Array {
  const keys = usages.length > keySlots ? new Array<number>(keySlots).fill(errorRollOver) : usages
  const report = new Uint8Array(reportBytes)
  report[0] = modifiers
  report.set(keys, 2)
  return report
}

/**
 * Types a text on a boot keyboard: per character the press and the release. `\n` and `\r` are Enter. A character that a US
 * keyboard does not have becomes a key without a character, so that the text reads as unreadable and never as a shorter one.
 */
export function textToReports(text: string): Uint8Array[] {
  return [...text].flatMap((character) => {
    const stroke = characterToStroke(character) ?? { usage: keyWithoutCharacter, shift: false }
    return [buildReport([stroke.usage], stroke.shift ? modifierBits.ShiftLeft : 0), buildReport([])]
  })
}

/** Two lower-case hex digits per byte. */
export function reportToHex(report: Uint8Array): string {
  return Array.from(report, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The bytes of a report in hex, in either case; null for anything but pairs of hex digits. Empty text is an empty report. */
export function hexToReport(hex: string): Uint8Array | null {
  if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) return null
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  )
}
