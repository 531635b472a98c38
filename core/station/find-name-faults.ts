/** What a setup refuses of the names in its settings, and a `station.json` that is there may hold all the same. */
import { findNameFault, mostStationName, nameFaults } from '../contract/text-patterns.ts'
import type { SettingsFault } from './describe-settings-faults.ts'
import type { ReadSettings } from './read-settings.ts'

export function findNameFaults({ station, readers }: Pick<ReadSettings, 'station' | 'readers'>): SettingsFault[] {
  const { name, location } = station
  const named = [
    { path: 'station.name', text: name },
    { path: 'station.location', text: location },
    ...readers.map((reader, index) => ({ path: `readers[${index}].name`, text: reader.name ?? '' })),
  ]
  return named.flatMap(({ path, text }) => {
    const found = findNameFault(text)
    if (found !== null) return [{ path, expected: nameFaults[found] }]
    const isLong = [...text].length > mostStationName
    return isLong ? [{ path, expected: `expected at most ${mostStationName} letters` }] : []
  })
}
