/** Ways in which a card's bits are written as hex. */
import { toBits } from './code-bits.ts'

const nibbles = Array.from({ length: 16 }, (_, value) => toBits(value, 4))

/** Four bits for each digit; the text is hex, in capitals or not. */
export function hexToBits(hex: string): string {
  let bits = ''
  for (const digit of hex) bits += nibbles[Number.parseInt(digit, 16)] ?? ''
  return bits
}

/** Right-aligned: zeros in front fill the first byte. In capitals. */
export function bitsToHex(bits: string): string {
  const filled = bits.padStart(Math.ceil(bits.length / 8) * 8, '0')
  let hex = ''
  for (let at = 0; at < filled.length; at += 4) hex += Number.parseInt(filled.slice(at, at + 4), 2).toString(16)
  return hex.toUpperCase()
}

/** The last `length` bits of right-aligned hex; null where something else than zeros stands before them. */
export function takeRightAligned(hex: string, length: number): string | null {
  const bits = hexToBits(hex).padStart(length, '0')
  const spare = bits.length - length
  return bits.lastIndexOf('1', spare - 1) === -1 || spare === 0 ? bits.slice(spare) : null
}

/**
 * PACS bytes: the first one says how many bits of the last are filling, and those are zeros. Null: it is none.
 * Source: HID Global, “OMNIKEY 5x27CK Keyboard Wedge Configuration Guide” (5127-902), appendix D.
 */
export function takePacs(hex: string): string | null {
  if (hex.length < 4 || hex.length % 2 !== 0 || hex[0] !== '0') return null
  const filling = Number.parseInt(hex.slice(0, 2), 16)
  if (filling > 7) return null
  const bits = hexToBits(hex.slice(2))
  const length = bits.length - filling
  return bits.indexOf('1', length) === -1 ? bits.slice(0, length) : null
}

export function bitsToPacs(bits: string): string {
  const filling = (8 - (bits.length % 8)) % 8
  return `0${filling}${bitsToHex(bits + '0'.repeat(filling))}`
}

/**
 * The `length` bits behind the header of a HID Prox card as proxmark3 prints it: a one before them, and for less than 37 bits
 * one more at the 38th place from the right; 37 bits have none, and are right-aligned. Null: it is none. Source: RfidResearchGroup/proxmark3,
 * `client/src/wiegand_formatutils.c`.
 */
export function takeProxRaw(hex: string, length: number): string | null {
  if (length === 37) return null
  const header = length < 37 ? `1${'0'.repeat(36 - length)}1` : '1'
  const bits = hexToBits(hex)
  const at = bits.indexOf('1')
  return at !== -1 && bits.length - at === header.length + length && bits.startsWith(header, at)
    ? bits.slice(-length)
    : null
}
