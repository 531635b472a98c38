/**
 * Takes secrets out of what a service says, however they are written there: as they are, with the escapes of JSON (once or
 * more often), XML or an address, as a form writes them, or within base64. Pure.
 */
import { isPlain, type ReadCharacter, readerOf } from './written-character.ts'

export const secretMark = '[secret]'

/** A shorter one is in any sentence by chance, so it is taken out only where it stands by itself. */
const shortestAnywhere = 4
/** Where words end, or were cut, perhaps within an escape: a secret that begins before it may have lost its end there. */
const cut = /(?:[\\%&][\w#]{0,8})?(?=…|\.\.\.|$)/y

type Sought = { readers: ReadCharacter[]; isByItself: boolean }

/** @param mark stands where a secret stood. */
export function createSecretHiding(secrets: readonly string[], mark = secretMark): (text: string) => string {
  const soughtByFirst = new Map<string, Sought[]>()
  for (const text of new Set(secrets.flatMap(listForms))) {
    const [first = ''] = text
    const isByItself = [...text].length < shortestAnywhere
    for (const key of isPlain(first) ? [first.toLowerCase(), first.toUpperCase()] : [anyOther]) {
      const sought = { readers: [...text].map(readerOf), isByItself }
      soughtByFirst.set(key, [...(soughtByFirst.get(key) ?? []), sought])
    }
  }
  const others = soughtByFirst.get(anyOther) ?? []
  return (text) => {
    let kept = ''
    let keptUntil = 0
    for (let at = 0; at < text.length; at += 1) {
      const candidates = [...(soughtByFirst.get(text.charAt(at)) ?? []), ...others]
      const end = Math.max(at, ...candidates.map((sought) => findEnd(text, at, sought)))
      if (end === at) continue
      kept += text.slice(keptUntil, at) + mark
      keptUntil = end
      at = end - 1
    }
    return keptUntil === 0 ? text : kept + text.slice(keptUntil)
  }
}

/** Stands for every first character that may be escaped. */
const anyOther = ''

/** Where the secret that begins at `from` ends; -1: none does. */
function findEnd(text: string, from: number, { readers, isByItself }: Sought): number {
  if (isByItself && isPlain(text.charAt(from - 1))) return -1
  let ends = [from]
  for (const [index, read] of readers.entries()) {
    const next = ends.length === 1 ? read(text, ends[0] ?? from) : [...new Set(ends.flatMap((end) => read(text, end)))]
    if (next.length === 0) return index < shortestAnywhere ? -1 : findCut(text, ends)
    ends = next
  }
  const end = Math.max(...ends)
  return isByItself && isPlain(text.charAt(end)) ? -1 : end
}

function findCut(text: string, ends: readonly number[]): number {
  for (const end of ends) {
    cut.lastIndex = end
    if (cut.test(text)) return cut.lastIndex
  }
  return -1
}

function listForms(secret: string): string[] {
  if (secret === '') return []
  return [...secret].length < shortestAnywhere ? [secret] : [secret, ...listWithinBase64(secret)]
}

/**
 * What base64 makes of the secret wherever it stands in what was encoded (`user:password`, a whole body): the characters
 * that depend on nothing else, for each of the three places at which it may begin.
 */
function listWithinBase64(secret: string): string[] {
  const written = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())]
  return written.flatMap((text) =>
    [0, 1, 2].flatMap((before) => {
      const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)])
      const own = (encoding: 'base64' | 'base64url'): string =>
        bytes.toString(encoding).slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6))
      return [own('base64'), own('base64url')].filter((part) => part.length >= shortestAnywhere)
    }),
  )
}
