/** What a setup refuses of the names in its settings, and a `station.json` that is there may hold all the same. */
import { isPlainName, mostStationName } from '../contract/text-patterns.ts'
import type { SettingsFault } from './describe-settings-faults.ts'
import type { ReadSettings } from './read-settings.ts'

export function findNameFaults({ station, readers }: Pick<ReadSettings, 'station' | 'readers'>): SettingsFault[] {
  const { name, location } = station
  const named: [path: string, text: string][] = [
    ['station.name', name],
    ['station.location', location],
    ...readers.map((reader, index): [string, string] => [`readers[${index}].name`, reader.name ?? '']),
  ]
  return named.flatMap(([path, text]) => {
    if (!isPlainName(text)) return [{ path, expected: 'expected no control character, and no broken one' }]
    const isLong = [...text].length > mostStationName
    return isLong ? [{ path, expected: `expected at most ${mostStationName} letters` }] : []
  })
}
