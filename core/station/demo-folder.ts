/** Which folders a demonstration may use: its settings and its roster are written over whatever is there. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readSettings, settingsFileName } from './read-settings.ts'

export const demoStationId = 'demo'

/** True where there is no station yet, or that of an earlier demonstration. */
export function isFreeForDemo(dataDir: string): boolean {
  if (!existsSync(join(dataDir, settingsFileName))) return true
  const reading = readSettings(dataDir, {}, 'left')
  return reading.type === 'read' && reading.settings.station.id === demoStationId
}
