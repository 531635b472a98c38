/** Writes `resources/station.schema.json`, the JSON Schema of `station.json`, from the validator itself. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { stationSettings } from '../core/contract/settings.ts'

export const schemaFile = fileURLToPath(new URL('../resources/station.schema.json', import.meta.url))

export function makeSettingsSchema(): object {
  return { title: 'station.json of a Foyer station', ...z.toJSONSchema(stationSettings, { io: 'input' }) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(schemaFile, `${JSON.stringify(makeSettingsSchema(), null, 2)}\n`)
  console.log(`wrote ${schemaFile}`)
}
