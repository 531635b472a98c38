/** Words of a roster's column `status` that nobody knows: by the rule, whoever has one is inactive, which may not be meant. */
import { say } from '../contract/sentences.ts'
import { countPeople } from './consequences.ts'
import { type RosterEntry, shorten } from './roster-columns.ts'

/** In lower case (ours). Whoever writes one of these means what it says. */
const known: ReadonlySet<string> = new Set(['', 'active', 'inactive'])

/** So many different words are told apart; a column of names has no more to say than that. */
const mostWords = 20

export type StatusWords = {
  hear: (entry: RosterEntry) => void
  /** This person is inactive by what the file says. */
  count: (employeeNumber: string) => void
  /** A sentence for each word, as soon as the file was read. */
  sayUnknown: () => string[]
  /** A sentence for each word that makes anybody inactive, when all were counted. */
  sayCounted: () => string[]
}

export function createStatusWords(): StatusWords {
  const counts = new Map<string, number>()
  const wordOf = new Map<string, string>()
  return {
    hear: (entry) => {
      if (entry.type !== 'entry') return
      const word = (entry.values.status ?? '').trim()
      if (known.has(word.toLowerCase()) || (!counts.has(word) && counts.size >= mostWords)) return
      if (!counts.has(word)) counts.set(word, 0)
      wordOf.set((entry.values.employeeNumber ?? '').trim(), word)
    },
    count: (employeeNumber) => {
      const word = wordOf.get(employeeNumber)
      if (word !== undefined) counts.set(word, (counts.get(word) ?? 0) + 1)
    },
    sayUnknown: () => [...counts.keys()].map((word) => say('status-unknown', { word: shorten(word) })),
    sayCounted: () =>
      [...counts].flatMap(([word, count]) => (count > 0 ? [`${sayWord(word)}: ${countPeople(count)} inactive`] : [])),
  }
}

function sayWord(word: string): string {
  return `status "${shorten(word)}" is none that is known`
}
