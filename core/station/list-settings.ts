/** What a station runs by, line by line and without a secret, for whoever looks. */
import type { StationSettings } from '../contract/settings.ts'
import { replaceSecrets } from './read-settings.ts'

export type SettingLine = { path: string; value: string }

/** In the place of a secret: that there is one may be known. */
export const hiddenSecret = '••••••'

/** Every value by its path, such as `readers[0].use`; an empty list or object as it is written. */
export function listSettings(settings: StationSettings): SettingLine[] {
  const named = { ...settings, station: { ...settings.station, name: settings.station.name ?? settings.station.id } }
  return flatten(
    '',
    replaceSecrets(named, () => hiddenSecret),
  )
}

function flatten(path: string, value: unknown): SettingLine[] {
  if (value === undefined) return []
  if (typeof value !== 'object' || value === null) return [{ path, value: hideLogin(String(value)) }]
  const entries = Array.isArray(value)
    ? value.map((item, index) => [`${path}[${index}]`, item] as const)
    : Object.entries(value).map(([key, item]) => [path === '' ? key : `${path}.${key}`, item] as const)
  if (entries.length === 0) return [{ path, value: Array.isArray(value) ? '[]' : '{}' }]
  return entries.flatMap(([below, item]) => flatten(below, item))
}

/** A URL may hold a password as well. */
function hideLogin(text: string): string {
  return text.replace(/^(https?:\/\/)[^/@]*@/i, `$1${hiddenSecret}@`)
}
