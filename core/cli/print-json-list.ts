/** A result that holds a long list, printed while the list is still being read. */
import type { Terminal } from './terminal.ts'

/** So much is written at once, in UTF-16 units: a write for each item would take longer than reading it. */
const pieceLength = 64 * 1024

/** Prints `head` with `items` as its last property `name`, exactly as `JSON.stringify` would, however many they are; stops where nobody takes more. */
export async function printJsonList(
  terminal: Pick<Terminal, 'write' | 'isRead'>,
  head: Readonly<Record<string, unknown>>,
  name: string,
  items: Iterable<unknown>,
): Promise<void> {
  const opening = JSON.stringify({ ...head, [name]: [] })
  let piece = opening.slice(0, -']}'.length)
  let separator = ''
  for (const item of items) {
    piece += separator + JSON.stringify(item)
    separator = ','
    if (piece.length < pieceLength) continue
    if (!terminal.isRead()) return
    await terminal.write(piece)
    piece = ''
  }
  await terminal.write(`${piece}]}\n`)
}
