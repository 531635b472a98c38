/** What the tested readers send, put together here from the documents and not by the station's own code. */

/** Ten digits and Enter on a boot keyboard (USB-IF, “Device Class Definition for HID 1.11”, appendix B), a key and its release each. */
export function typeDigits(digits: string): string[] {
  const usages = [...digits].map((digit) => (digit === '0' ? 0x27 : 0x1d + Number(digit)))
  return [...usages, 0x28].flatMap((usage) => [`0000${usage.toString(16).padStart(2, '0')}0000000000`, '0'.repeat(16)])
}

/** One report of 64 bytes: id, length, AIM identifier, data, symbology, reserved, no more to come (Access-IS, “LSR118”). */
export function scan(text: string): string[] {
  const report = Buffer.alloc(64)
  report.set([2, text.length, ...Buffer.from(']C0'), ...Buffer.from(text)])
  return [report.toString('hex')]
}

/** One report: id, the lengths of three tracks, and 40 bytes for each; the number stands on the second. */
export function swipe(text: string): string[] {
  const track = Buffer.from(`;${text}?`)
  const report = Buffer.alloc(4 + 3 * 40)
  report.set([1, 0, track.length, 0])
  report.set(track, 4 + 40)
  return [report.toString('hex')]
}

/** 16 bytes, of which the third to sixth are the chip's serial, the lowest first. */
export function sendSerial(serial: string): string[] {
  const report = Buffer.alloc(16)
  report.set([0xaa, 0x04, ...Buffer.from(serial, 'hex').reverse()])
  return [report.toString('hex')]
}

/**
 * What a pcProx answers to its two questions while a card lies on it: the card's bits without parity, the lowest byte first, and
 * how many there are (micolous/pcprox, “protocol.md”).
 */
export function holdBits(bits: string): Record<string, string> {
  const data = Buffer.alloc(8)
  data.writeBigUInt64LE(BigInt(`0b${bits}`))
  return { '8f': data.toString('hex'), '8e': Buffer.from([bits.length, bits.length, 0, 0, 0, 0, 0, 0]).toString('hex') }
}
