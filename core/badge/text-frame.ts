import type { Presented } from './presented.ts'

/** What a reader puts around a number, and how long the number is; see `textFrame` of the settings. */
export type TextFrame = { prefix?: string | undefined; suffix?: string | undefined; length?: number | undefined }

export type FramedText = Extract<Presented, { type: 'text' | 'unreadable' }>

/** Takes off what a reader adds. What is not framed as configured may have lost a part on its way: unreadable. */
export function unframeText(text: string, { prefix = '', suffix = '', length }: TextFrame): FramedText {
  if (!text.startsWith(prefix)) return unreadable(`does not begin with ${JSON.stringify(prefix)}`)
  const rest = text.slice(prefix.length)
  if (!rest.endsWith(suffix)) return unreadable(`does not end with ${JSON.stringify(suffix)}`)
  const inner = rest.slice(0, rest.length - suffix.length)
  if (inner === '') return unreadable('holds no number')
  if (length !== undefined && inner.length !== length) {
    return unreadable(`holds ${inner.length} characters where station.json expects ${length}`)
  }
  return { type: 'text', text: inner }
}

function unreadable(what: string): FramedText {
  return { type: 'unreadable', why: `What the reader sent ${what}.` }
}

/** Bytes as ASCII text, without one CR, LF or CR LF at the end; null where a byte is no printable character. */
export function bytesToText(bytes: Uint8Array): string | null {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte))
    .join('')
    .replace(/\r?\n?$/, '')
  return /^[ -~]*$/.test(text) ? text : null
}
