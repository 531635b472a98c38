/**
 * Whether bytes are one JPEG picture, and how large it is (ITU T.81, Annex B: markers, and the frame header B.2.2). Nothing
 * is decoded: this keeps out what is no picture, and what would be a huge one when somebody looks at it.
 */

export type JpegReading = { type: 'jpeg'; width: number; height: number } | { type: 'not-a-jpeg' }

const no: JpegReading = { type: 'not-a-jpeg' }

/** Baseline, extended and progressive: what browsers write and show. */
const frames = [0xc0, 0xc1, 0xc2]
const startOfScan = 0xda

/** Reads `bytes` from its first marker to its last; anything before or behind makes it no picture. */
export function readJpeg(bytes: Uint8Array): JpegReading {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isWhole = bytes.length > 4 && view.getUint16(0) === 0xffd8 && view.getUint16(bytes.length - 2) === 0xffd9
  if (!isWhole) return no
  let size: { width: number; height: number } | null = null
  // Every segment up to the scan says how long it is; one that says it too long ends behind the picture.
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = view.getUint8(at + 1)
    const length = view.getUint16(at + 2)
    if (view.getUint8(at) !== 0xff || length < 2) return no
    if (frames.includes(marker)) {
      if (size !== null || length < 8 || at + 9 > bytes.length) return no
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    }
    if (marker === startOfScan) {
      const hasContent = at + 2 + length < bytes.length - 2
      return hasContent && size !== null && size.width > 0 && size.height > 0 ? { type: 'jpeg', ...size } : no
    }
    at += 2 + length
  }
  return no
}
