/** From good to just good enough to know a face by (ours). */
const qualities = [0.8, 0.65, 0.5, 0.35, 0.2]

/**
 * The best JPEG of at most `maxBytes`; null where even the poorest is larger.
 *
 * @param encode With a quality from 0 to 1.
 */
export async function encodeWithin(
  encode: (quality: number) => Promise<Blob>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  for (const quality of qualities) {
    const jpeg = await encode(quality)
    if (jpeg.size <= maxBytes) return new Uint8Array(await jpeg.arrayBuffer())
  }
  return null
}
