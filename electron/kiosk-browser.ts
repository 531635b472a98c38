/** The browser shell: an installed browser of the Chromium family over the whole screen, showing the station's page. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { allowCamera } from './allow-camera.ts'

export type KioskBrowser = {
  browser: string
  url: string
  /** A profile of its own, so that nobody's bookmarks, extensions or sign-ins are touched. */
  profileDir: string
  /** The station's page needs the camera; absent: nobody has it. */
  usesCamera?: boolean
  /** Further switches, for tests. */
  switches?: readonly string[]
}

export type OpenedBrowser =
  | { type: 'opened'; ended: Promise<number | null>; close: () => void }
  | { type: 'failed'; why: string }

/** Opens it; `ended` settles with the exit code when its last window closes. Never throws. */
export async function openKioskBrowser(kiosk: KioskBrowser): Promise<OpenedBrowser> {
  try {
    mkdirSync(kiosk.profileDir, { recursive: true })
    allowCamera(kiosk.profileDir, kiosk.url, kiosk.usesCamera === true)
  } catch (error) {
    return { type: 'failed', why: `The browser's profile folder cannot be made: ${messageOf(error)}.` }
  }
  const child = spawn(kiosk.browser, browserSwitches(kiosk), { stdio: 'ignore' })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const error = await startErrorOf(child)
  if (error !== null) return { type: 'failed', why: `${kiosk.browser} cannot be started: ${error}.` }
  return { type: 'opened', ended, close: () => void child.kill() }
}

/** Chromium's switches: a page and nothing around it, and no traffic but the page's own. */
export function browserSwitches(kiosk: KioskBrowser, isRootOnLinux = isRoot()): string[] {
  return [
    '--kiosk',
    // A list is printed on the default printer without a dialog, which a kiosk has nobody for.
    '--kiosk-printing',
    `--app=${kiosk.url}`,
    `--user-data-dir=${kiosk.profileDir}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-domain-reliability',
    '--disable-sync',
    '--disable-features=Translate,MediaRouter,OptimizationHints',
    '--disable-search-engine-choice-screen',
    '--no-pings',
    '--deny-permission-prompts',
    '--disable-session-crashed-bubble',
    '--hide-crash-restore-bubble',
    '--noerrdialogs',
    '--disable-pinch',
    '--overscroll-history-navigation=0',
    '--autoplay-policy=no-user-gesture-required',
    // Otherwise a desktop's keyring asks for a password at the door.
    '--password-store=basic',
    '--use-mock-keychain',
    // Chromium refuses to run sandboxed as root; there its page is all that it shows.
    ...(isRootOnLinux ? ['--no-sandbox'] : []),
    ...(kiosk.switches ?? []),
  ]
}

/** Whether this process is root under Linux, where Chromium's sandbox does not start. */
export function isRoot(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0
}

function startErrorOf(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(null))
    child.once('error', (error) => resolve(messageOf(error)))
  })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
