/**
 * Takes out of texts whatever may stand for somebody, or open something: what is known to, word by word, and besides all that
 * merely looks as if it could. Rather too much is left out than too little.
 */
import { setImmediate } from 'node:timers/promises'
import { readIdentifyingOfCards, readIdentifyingOfPeople } from '../people/identifying-text-store.ts'
import type { ReadableDb } from '../store/database.ts'
import { createSecretHiding } from '../upstream/hide-secrets.ts'

export const leftOut = '(left out)'

/** A run of letters and digits, or what may stand between quotes in an address. */
const wordPattern = /[\p{L}\p{M}\p{N}]+/gu
/** One letter names nobody, and would take every other word with it. */
const shortestName = 2

/** By whom and what `texts` speak is looked up a page of people at a time, so that taps go on in between. */
export async function createHiding(
  db: ReadableDb,
  texts: Iterable<string>,
  secrets: readonly string[],
): Promise<(text: string) => string> {
  const spoken = new Set<string>()
  for (const text of texts) for (const word of wordsOf(text)) spoken.add(word)
  const hidden = new Set<string>()
  for (const read of [readIdentifyingOfPeople, readIdentifyingOfCards]) {
    for (let after: number | null = 0; after !== null; ) {
      const page = read(db, after)
      for (const text of page.texts) {
        // What stands behind an address's @ names a firm.
        for (const word of wordsOf(text.replace(/@.*$/, ''))) if (spoken.has(word)) hidden.add(word)
      }
      after = page.last
      await setImmediate()
    }
  }
  const hideSecrets = createSecretHiding(secrets, leftOut)
  return (text) => hideText(hideSecrets(text), hidden)
}

function wordsOf(text: string): string[] {
  return (text.match(wordPattern) ?? []).filter((word) => word.length >= shortestName).map((word) => word.toLowerCase())
}

function hideText(text: string, hidden: ReadonlySet<string>): string {
  return (
    text
      // A home folder is called after somebody.
      .replace(/((?:\/home|\/Users|\\Users)[\\/])[^\\/\s"']+/gi, `$1${leftOut}`)
      .replace(/[^\s"'<>@\\]+@[^\s"'<>@\\]+/g, leftOut)
      // Tokens and keys, whatever they are made of.
      .replace(/[A-Za-z0-9+/_=-]{16,}/g, (run) => (/\d/.test(run) && !run.includes('/') ? leftOut : run))
      .replace(wordPattern, (word) => (isTelling(word, hidden) ? leftOut : word))
  )
}

function isTelling(word: string, hidden: ReadonlySet<string>): boolean {
  // The log is English: other letters are somebody's name, or a server's words.
  if (/[^\p{Script=Latin}\p{N}\p{M}\p{Script=Common}\p{Script=Inherited}]/u.test(word)) return true
  // A PIN has four digits or more, as most numbers of cards and people do.
  if (/\d{4,}/.test(word) || (/^[0-9a-f]{6,}$/i.test(word) && /\d/.test(word))) return true
  return hidden.has(word.toLowerCase())
}

/** The same of a line of the log: names of fields, its time and its level stay. */
export function hideInLine(line: string, hide: (text: string) => string): string {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    return hide(line)
  }
  return JSON.stringify(hideInValue(parsed, hide))
}

const keptFields: ReadonlySet<string> = new Set(['time', 'level'])
/** A larger number may be a card's or a PIN. */
const largestKept = 999

function hideInValue(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value)
  if (typeof value === 'number') return Math.abs(value) > largestKept ? leftOut : value
  if (Array.isArray(value)) return value.map((item) => hideInValue(item, hide))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, keptFields.has(key) ? item : hideInValue(item, hide)]),
  )
}
