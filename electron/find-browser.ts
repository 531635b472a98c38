/** Finds an installed browser of the Chromium family. Looks only; starts nothing. */
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export type Machine = {
  platform: NodeJS.Platform
  env: Readonly<Record<string, string | undefined>>
  isExecutable: (path: string) => boolean
}

/** This machine. */
export const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  isExecutable: isExecutableFile,
}

/**
 * The absolute path of a browser, or null. `FOYER_BROWSER` is believed first; then Chromium, Chrome and Edge, in this order,
 * because the first sends the least home.
 */
export function findBrowser(machine: Machine = thisMachine): string | null {
  return browserPlaces(machine).find(machine.isExecutable) ?? null
}

function browserPlaces({ platform, env }: Machine): string[] {
  const stated = env.FOYER_BROWSER ? [env.FOYER_BROWSER] : []
  switch (platform) {
    case 'win32':
      return [...stated, ...windowsPlaces(env)]
    case 'darwin':
      return [...stated, ...macPlaces(env)]
    default:
      return [...stated, ...pathPlaces(env)]
  }
}

function pathPlaces(env: Machine['env']): string[] {
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'microsoft-edge-stable',
    'microsoft-edge',
  ]
  // A service often has a short PATH; these are where Debian, snaps and the vendors' packages put theirs.
  const dirs = [...(env.PATH ?? '').split(delimiter), '/usr/local/bin', '/usr/bin', '/snap/bin'].filter(Boolean)
  return names.flatMap((name) => dirs.map((dir) => join(dir, name)))
}

function macPlaces(env: Machine['env']): string[] {
  const names = ['Chromium', 'Google Chrome', 'Microsoft Edge']
  const dirs = ['/Applications', ...(env.HOME ? [join(env.HOME, 'Applications')] : [])]
  return names.flatMap((name) => dirs.map((dir) => join(dir, `${name}.app`, 'Contents', 'MacOS', name)))
}

function windowsPlaces(env: Machine['env']): string[] {
  const dirs = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((dir) => dir !== undefined)
  const tails = [
    ['Chromium', 'Application', 'chrome.exe'],
    ['Google', 'Chrome', 'Application', 'chrome.exe'],
    ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ]
  return tails.flatMap((tail) => dirs.map((dir) => join(dir, ...tail)))
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
