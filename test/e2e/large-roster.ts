/** Fifty thousand people for the console, and whom a search has to find among them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runFoyer } from './run-foyer.ts'
import type { RunningStation } from './run-station.ts'

type Person = { employeeNumber: string; displayName: string; email: string }

export const largeRosterPeople = 50_000

const firstNames = ['Ada', 'Bo', 'Carla', 'Deniz', 'Emeka', 'Frida', 'Goran', 'Hana', 'Ines', 'Jorge', 'Kaya', 'Luís']
const lastNames = ['Álvarez', 'Bauer', 'Çelik', 'Dubois', 'Eriksen', 'Fischer', 'Grünwald', 'Haddad', 'Ibsen', 'Jansen']

/** Number, name and email of each, by a rule: nobody is there twice. */
export const largeRoster: readonly Person[] = Array.from({ length: largeRosterPeople }, (_, index) => {
  const employeeNumber = `N${String(index + 1).padStart(6, '0')}`
  const first = firstNames[index % firstNames.length] ?? ''
  const last = lastNames[Math.floor(index / 7) % lastNames.length] ?? ''
  return { employeeNumber, displayName: `${first} ${last}`, email: `${employeeNumber.toLowerCase()}@example.org` }
})

/** Whom a search is to find, in order. */
export type Expect = (query: string) => Person[]

/**
 * Puts them beside the sample roster of a running station, makes its first person a supervisor with the PIN 1234, and says whom
 * each search is to find: by number first, else in the order of numbers, with every word in some part of them.
 */
export function importLargeRoster({ dataDir }: Pick<RunningStation, 'dataDir'>, folder: string): Expect {
  const file = join(folder, 'many.csv')
  const added = largeRoster.map(({ employeeNumber, displayName, email }) => `${employeeNumber},${displayName},${email}`)
  writeFileSync(file, `employeeNumber,displayName,email\n${added.join('\n')}\n`)
  runFoyer(['import', file, '--data', dataDir, '--approve'])
  runFoyer(['person', 'set-role', 'E1001', 'supervisor', '--data', dataDir])
  runFoyer(['person', 'set-pin', 'E1001', '--data', dataDir], '1234\n')
  const lines = runFoyer(['export', 'people', '--data', dataDir]).trimEnd().split('\n')
  // Whoever has two cards has two lines.
  const byNumber = new Map(lines.map((line) => JSON.parse(line) as Person).map((each) => [each.employeeNumber, each]))
  const everybody = [...byNumber.values()]
    .sort((one, other) => (one.employeeNumber < other.employeeNumber ? -1 : 1))
    .map((person) => ({
      person,
      number: plain(person.employeeNumber),
      parts: [person.employeeNumber, person.displayName, person.email].map(plain),
    }))
  return (query) => {
    const whole = plain(query).trim()
    const words = whole.split(' ')
    const found = everybody.filter(({ parts }) => words.every((word) => parts.some((part) => part.includes(word))))
    const begun = found.filter(({ number }) => number.startsWith(whole))
    const exact = begun.filter(({ number }) => number === whole)
    return [...new Set([...exact, ...begun, ...found])].map(({ person }) => person)
  }
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
