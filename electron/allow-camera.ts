/**
 * Lets the station's page, and no other, use the camera in the browser shell's own profile: nobody at a door answers a
 * browser's question, and the switches that answer for everybody (`--use-fake-ui-for-media-stream`) let the microphone through
 * too. Chromium keeps such answers in the profile's `Preferences`, per origin and kind; an answer there goes before
 * `--deny-permission-prompts`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Json = { [key: string]: unknown }

const allowed = { setting: 1 }

/**
 * Must run before the browser is started: it writes the file itself when it ends. Leaves every other preference alone.
 * Throws what the disk says.
 *
 * @param url Of the page; its origin is what is let through. `isAllowed` false: nobody is.
 */
export function allowCamera(profileDir: string, url: string, isAllowed: boolean): void {
  const folder = join(profileDir, 'Default')
  const file = join(folder, 'Preferences')
  const preferences = readPreferences(file)
  if (preferences === null && !isAllowed) return
  const all = preferences ?? {}
  const exceptions = inside(inside(inside(all, 'profile'), 'content_settings'), 'exceptions')
  // An earlier start may have had another port, and its page another origin.
  exceptions.media_stream_camera = isAllowed ? { [`${new URL(url).origin},*`]: allowed } : {}
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, JSON.stringify(all))
}

/** Null where there are none, or none that can be read: the browser begins anew then, and so do we. */
function readPreferences(file: string): Json | null {
  try {
    const preferences: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isObject(preferences) ? preferences : null
  } catch {
    return null
  }
}

/** The object under `key`, made where there is none. */
function inside(outer: Json, key: string): Json {
  const found = outer[key]
  const inner = isObject(found) ? found : {}
  outer[key] = inner
  return inner
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
