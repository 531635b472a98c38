/** Decides which shell can be opened here, and says in one sentence why it is not the one that was wished for. */
import { findBrowser } from './find-browser.ts'
import { type FoundElectron, findElectron } from './find-electron.ts'
import { hasDisplay } from './has-display.ts'

export type WantedShell = 'electron' | 'browser' | 'none'

export type ShellChoice =
  | { type: 'electron'; binary: string }
  /** `why` says what stood in the way of Electron; null where the browser was wished for. */
  | { type: 'browser'; browser: string; why: string | null }
  | { type: 'none'; why: string | null }

/** What is asked about the machine; parameters, so that a test can be any machine. */
export type ShellSearch = {
  hasDisplay: () => boolean
  findElectron: () => Promise<FoundElectron>
  findBrowser: () => string | null
}

const here: ShellSearch = {
  hasDisplay: () => hasDisplay(),
  findElectron: () => findElectron(),
  findBrowser: () => findBrowser(),
}

/**
 * Electron where its binary and a display can be had, else an installed browser, else nothing but the URL. Electron's
 * binary is not fetched for a machine without a display.
 */
export async function chooseShell(wanted: WantedShell, search: ShellSearch = here): Promise<ShellChoice> {
  if (wanted === 'none') return { type: 'none', why: null }
  if (!search.hasDisplay()) {
    return { type: 'none', why: 'There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).' }
  }
  let why: string | null = null
  if (wanted === 'electron') {
    const electron = await search.findElectron()
    if (electron.type === 'found') return { type: 'electron', binary: electron.binary }
    why = electron.why
  }
  const browser = search.findBrowser()
  if (browser !== null) return { type: 'browser', browser, why }
  const lacking = 'No Chromium, Chrome or Edge is installed here.'
  return { type: 'none', why: why === null ? lacking : `${why} ${lacking}` }
}
