/** What node-hid's errors mean. They carry no code, and the ones of a reading device are plain strings, so the text decides. */
import type { HidFault } from './hid-source.ts'

/** hidapi's and the systems' words: Linux, Windows (“Access is denied”), macOS (IOReturn 0xE00002E2, not permitted). */
const denied = /permission denied|access (is )?denied|not permitted|0xE00002E2/i
const gone = /no such (file|device)|device disconnected|not connected|could not be found/i
/** The system's loader, or node-hid's own search for its machine code. */
const notLoaded =
  /cannot open shared object file|ERR_DLOPEN_FAILED|failed to find binding|cannot find (module|package)/i
const library = /\b(libusb-1\.0|libudev)\.so(?:\.\d+)*/

/** The Debian package that holds each library. */
const packages: Record<string, string> = { 'libusb-1.0': 'libusb-1.0-0', libudev: 'libudev1' }

/** @param error An `Error`, or a string as node-hid emits it. */
export function toHidFault(error: unknown): HidFault {
  const text = readErrorText(error)
  if (notLoaded.test(text)) return { type: 'no-library', why: describeMissing(text) }
  if (denied.test(text)) return { type: 'no-permission' }
  if (gone.test(text)) return { type: 'gone' }
  return { type: 'failed', why: text }
}

function describeMissing(text: string): string {
  const missing = library.exec(text)
  const name = missing?.[1] && packages[missing[1]]
  if (missing && name) {
    return `Card readers need the library ${missing[0]}, which is not installed: run "sudo apt-get install ${name}" and start the station again.`
  }
  return `Card readers cannot be opened, because node-hid does not load here (${text}).`
}

function readErrorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const [line] = text.split('\n')
  return line?.trim() || 'no reason given'
}
