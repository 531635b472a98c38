/** The frame of a JPEG around content that nobody decodes: what a station looks at is the frame. */

export function makeJpeg(size: { width?: number; height?: number; bytes?: number; frame?: number } = {}): Buffer {
  const { width = 480, height = 360, bytes = 2000, frame = 0xc0 } = size
  const word = (value: number): number[] => [value >> 8, value & 0xff]
  const head = [
    ...[0xff, 0xd8],
    ...[0xff, 0xe0, ...word(4), 0, 0],
    ...[0xff, frame, ...word(11), 8, ...word(height), ...word(width), 1, 1, 0x11, 0],
    ...[0xff, 0xda, ...word(8), 1, 1, 0, 0, 63, 0],
  ]
  const content = Buffer.alloc(bytes - head.length - 2, 0x55)
  return Buffer.concat([Buffer.from(head), content, Buffer.from([0xff, 0xd9])])
}
