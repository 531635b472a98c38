/** The window of the shell that the end-to-end tests are looking at: on real Electron, or on the stand-in for it. */
import { mkdirSync } from 'node:fs'
import { _electron, type Page } from 'playwright-core'
import { buildApp } from '../../../build/build-app.ts'
import { isRoot } from '../../../electron/kiosk-browser.ts'
import { runShell } from '../run-shell.ts'

export type ShellWindow = { page: () => Promise<Page>; close: () => Promise<void> }

/** Of the station that was started last; each test file has one station at a time. */
let current: ShellWindow | null = null

export function currentWindow(): ShellWindow {
  if (current === null) throw new Error('No shell is running')
  return current
}

/** Starts the shell with this station; `profileDir` is its own. */
export async function openShellWindow(station: readonly string[], profileDir: string): Promise<ShellWindow> {
  current =
    process.env.FOYER_E2E_SHELL === 'electron'
      ? await openElectron(station, profileDir)
      : openStandIn(station, profileDir)
  return current
}

async function openElectron(station: readonly string[], profileDir: string): Promise<ShellWindow> {
  const { outDir } = await buildApp()
  const app = await _electron.launch({
    executablePath: String(process.env.FOYER_ELECTRON),
    args: [...(isRoot() ? ['--no-sandbox'] : []), outDir, ...station, '--windowed', `--user-data-dir=${profileDir}`],
  })
  return { page: () => app.firstWindow(), close: () => app.close() }
}

function openStandIn(station: readonly string[], profileDir: string): ShellWindow {
  mkdirSync(profileDir)
  const shell = runShell({ station, dir: profileDir })
  return { page: shell.page, close: shell.stop }
}
