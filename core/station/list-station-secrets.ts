/** Every secret by which a station speaks to others, for whoever takes them out of texts. */
import type { StationSettings } from '../contract/settings.ts'
import { listSecrets } from '../upstream/list-secrets.ts'
import { replaceSecrets } from './read-settings.ts'

export type StationSecrets = {
  secrets: string[]
  /** Whether all of them are known: a variable that `env:NAME` names may not be set here. */
  isComplete: boolean
}

/** @param env where `env:NAME` is read; null: the settings hold the secrets themselves. */
export function listStationSecrets(
  settings: StationSettings,
  env: Record<string, string | undefined> | null,
): StationSecrets {
  let isComplete = true
  const named = { ...settings, station: { ...settings.station, name: settings.station.name ?? settings.station.id } }
  const { upstreams, pull } = replaceSecrets(named, (_path, secret) => {
    if (env === null || !secret.startsWith('env:')) return secret
    const value = env[secret.slice('env:'.length)]
    if (!value) isComplete = false
    return value ?? ''
  })
  const { clock, presence, authData, timeProfiles, cards } = upstreams
  const holders = [clock, presence, authData, timeProfiles, cards, pull].filter((holder) => holder !== undefined)
  return { secrets: holders.flatMap((holder) => listSecrets(holder)), isComplete }
}
