/** Reads `station.json` of a data folder: either settings that a station can run by, or every fault with its field. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type StationSettings, stationSettings } from '../contract/settings.ts'
import { describeSettingsFaults, type SettingsFault } from './describe-settings-faults.ts'
import { locateJsonFault } from './locate-json-fault.ts'

/** Settings with nothing left open: the station has a name, and secrets are themselves. */
export type ReadSettings = StationSettings & { station: { name: string } }

export type SettingsReading =
  | { type: 'read'; settings: ReadSettings }
  /** `message`: a sentence per fault, one a line, the file named first. */
  | { type: 'wrong'; file: string; faults: SettingsFault[]; message: string }

export const settingsFileName = 'station.json'

/**
 * @param secrets `needed`: `env:NAME` is resolved, and a variable that is not set is a fault. `left`: for commands that
 *   tell nobody anything (an import, a replay) and must run without the key of a service.
 */
export function readSettings(
  dir: string,
  env: Record<string, string | undefined>,
  secrets: 'needed' | 'left' = 'needed',
): SettingsReading {
  const file = join(dir, settingsFileName)
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    return wrong(file, [{ path: '', expected: describeUnreadableFile(error) }])
  }
  return parseSettings(file, bytes, env, secrets)
}

/** The same of a file that is not written yet, with the faults that a start would find. */
export function readSettingsText(
  file: string,
  content: string,
  env: Record<string, string | undefined>,
): SettingsReading {
  return parseSettings(file, Buffer.from(content), env, 'needed')
}

function parseSettings(
  file: string,
  bytes: Buffer,
  env: Record<string, string | undefined>,
  secrets: 'needed' | 'left',
): SettingsReading {
  const reading = readJson(bytes)
  if (reading.type === 'wrong') return wrong(file, [{ path: '', expected: reading.expected }])
  const parsed = stationSettings.safeParse(reading.content, { reportInput: true })
  if (!parsed.success) return wrong(file, describeSettingsFaults(parsed.error.issues))
  const settings = {
    ...parsed.data,
    station: { ...parsed.data.station, name: parsed.data.station.name ?? parsed.data.station.id },
  }
  if (secrets === 'left') return { type: 'read', settings }
  const resolved = resolveSecrets(settings, env)
  return resolved.faults.length > 0 ? wrong(file, resolved.faults) : { type: 'read', settings: resolved.settings }
}

export type JsonReading =
  | { type: 'json'; content: unknown }
  /** A sentence without its first capital. */
  | { type: 'wrong'; expected: string }

/** Notepad writes UTF-16 or a byte-order mark when asked for "Unicode"; both are read for what they are. */
export function readJson(bytes: Uint8Array): JsonReading {
  const source = decodeText(bytes)
  if (source === null) {
    const line = findUndecodableLine(bytes)
    const where = line === null ? '' : `, found bytes that are none in line ${line}`
    return { type: 'wrong', expected: `expected text in UTF-8${where}; save it as UTF-8` }
  }
  const fault = locateJsonFault(source)
  if (fault === null) return { type: 'json', content: JSON.parse(source) }
  const expected = `expected ${fault.expected} at line ${fault.line}, column ${fault.column}, found ${fault.found}`
  return { type: 'wrong', expected }
}

function decodeText(bytes: Uint8Array): string | null {
  const encoding = isUtf16(bytes) ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}

/** From 1; null: the text has another encoding, of which nobody can say where a line ends. */
function findUndecodableLine(bytes: Uint8Array): number | null {
  if (isUtf16(bytes)) return null
  let line = 1
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start)
    const next = end === -1 ? bytes.length : end + 1
    if (decodeText(bytes.subarray(start, next)) === null) return line
    start = next
  }
  return null
}

/** The settings with `replace` in the place of each secret, whose path is given too. */
export function replaceSecrets(
  settings: ReadSettings,
  replace: (path: string, secret: string) => string,
): ReadSettings {
  return {
    ...settings,
    upstreams: resolveUpstreams(settings.upstreams, replace),
    ...(settings.pull && { pull: { ...settings.pull, token: replace('pull.token', settings.pull.token) } }),
  }
}

function resolveSecrets(
  settings: ReadSettings,
  env: Record<string, string | undefined>,
): { settings: ReadSettings; faults: SettingsFault[] } {
  const faults: SettingsFault[] = []
  const resolve = (path: string, secret: string): string => {
    if (secret.startsWith('keychain:')) {
      faults.push({ path, expected: 'expected the secret itself or "env:NAME"; "keychain:NAME" is not supported yet' })
    }
    if (!secret.startsWith('env:')) return secret
    const name = secret.slice('env:'.length)
    const value = env[name]
    if (!value) faults.push({ path, expected: `expected the environment variable "${name}" to be set, found nothing` })
    return value ?? secret
  }
  return { settings: replaceSecrets(settings, resolve), faults }
}

function resolveUpstreams(
  { clock, presence, authData, timeProfiles, cards }: ReadSettings['upstreams'],
  resolve: (path: string, secret: string) => string,
): ReadSettings['upstreams'] {
  const resolveOptional = <Name extends string>(name: Name, secret: string | undefined) =>
    secret === undefined ? {} : ({ [name]: resolve(`upstreams.authData.${name}`, secret) } as Record<Name, string>)
  return {
    ...(clock && { clock: { ...clock, key: resolve('upstreams.clock.key', clock.key) } }),
    ...(presence && { presence: { ...presence, token: resolve('upstreams.presence.token', presence.token) } }),
    ...(authData && {
      authData: {
        ...authData,
        ...resolveOptional('token', authData.token),
        ...resolveOptional('password', authData.password),
        ...resolveOptional('subscriptionKey', authData.subscriptionKey),
      },
    }),
    ...(timeProfiles && {
      timeProfiles: { ...timeProfiles, password: resolve('upstreams.timeProfiles.password', timeProfiles.password) },
    }),
    ...(cards && { cards: { ...cards, token: resolve('upstreams.cards.token', cards.token) } }),
  }
}

function wrong(file: string, faults: SettingsFault[]): SettingsReading {
  const lines = faults.map((fault) => `${file}: ${fault.path === '' ? '' : `${fault.path}: `}${fault.expected}`)
  return { type: 'wrong', file, faults, message: lines.join('\n') }
}

function describeUnreadableFile(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return 'there is no such file; a minimal one is {"station": {"id": "front-door", "zone": "Europe/Berlin"}}'
  }
  if (code === 'EACCES' || code === 'EPERM') return 'the file may not be read by this user'
  if (code === 'EISDIR') return 'expected a file, found a folder'
  return `the file cannot be read (${code || String(error)})`
}
