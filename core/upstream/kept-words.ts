/**
 * What a service said, as the station may keep it: connectors read the answers as they are, and nothing that comes of one
 * leaves the sender but through here. Whatever is stored, logged, shown or saved for somebody comes after it.
 */
import type { RowResult } from './connector.ts'
import { createSecretHiding } from './hide-secrets.ts'
import type { SenderParts, Trouble } from './post-wire.ts'

export type KeptWords = {
  /** A login gave this; from now on it is a secret as well. */
  learn: (token: string) => void
  keep: (words: string) => string
}

/** Whole sentences, with a service's own words within, each of which is at most 500 (`shorten`). In characters. */
const mostWords = 1500
/** A token may be spoken of after the next one was given. */
const mostTokens = 4
/** Most answers say the same as the one before. */
const mostRemembered = 64

export function createKeptWords(secrets: readonly string[]): KeptWords {
  let tokens: string[] = []
  let hide = createSecretHiding(secrets)
  const remembered = new Map<string, string>()
  return {
    learn: (token) => {
      if (tokens.includes(token)) return
      tokens = [...tokens, token].slice(-mostTokens)
      hide = createSecretHiding([...secrets, ...tokens])
      remembered.clear()
    },
    keep: (said) => {
      const words = bound(said)
      const known = remembered.get(words)
      if (known !== undefined) return known
      const kept = hide(words)
      if (remembered.size === mostRemembered) remembered.clear()
      remembered.set(words, kept)
      return kept
    },
  }
}

function bound(words: string): string {
  return words.length <= mostWords ? words : `${words.slice(0, mostWords - 1)}…`
}

export function keepReports(parts: SenderParts, { keep }: KeptWords): SenderParts {
  return { ...parts, report: (entry) => parts.report({ ...entry, message: keep(entry.message) }) }
}

export function keepTrouble(trouble: Trouble | null, { keep }: KeptWords): Trouble | null {
  return trouble && { ...trouble, why: keep(trouble.why) }
}

export function keepResult(result: RowResult, { keep }: KeptWords): RowResult {
  switch (result.type) {
    case 'delivered':
      return {
        ...result,
        answer: keep(result.answer),
        ...(result.correction !== undefined && { correction: keep(result.correction) }),
      }
    case 'refused':
      // What was never sent was refused in the station's own words.
      if (result.answer === null) return result
      return { ...result, reason: keep(result.reason), answer: keep(result.answer) }
    case 'retry':
    case 'unknown':
      return { ...result, why: keep(result.why) }
  }
}
