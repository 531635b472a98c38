/** A page on a station, as the tests look at it: by what a person sees and hears. */
import assert from 'node:assert/strict'
import { after, type TestContext, test } from 'node:test'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { findChromium, launchChromium } from './chromium.ts'
import { type Kiosk, openAnyWindow } from './kiosk-window.ts'

export type { Kiosk, Tone } from './kiosk-window.ts'

const executablePath = findChromium()
let launched: Promise<Browser> | null = null
/** Of the test that is running; a page that stays open goes on drawing and slows the next. */
const windows: BrowserContext[] = []

after(async () => {
  await (await launched)?.close()
})

/** A test that needs the browser; without one it is skipped, and says why. */
export function browserTest(
  name: string,
  work: (context: TestContext) => Promise<void>,
  { withinMs = 90_000 }: { withinMs?: number } = {},
): void {
  const skip = executablePath === null && 'no Chromium is installed; set FOYER_CHROMIUM to where one is'
  test(name, { skip, timeout: withinMs }, async (context) => {
    try {
      await work(context)
    } finally {
      for (const window of windows.splice(0)) await window.close()
    }
  })
}

/** The one that all tests of a file share. */
export function openBrowser(): Promise<Browser> {
  assert.ok(executablePath)
  launched ??= launchChromium(executablePath)
  return launched
}

/** Opens the page in a window of its own and waits until the station is there. */
export async function openKiosk(...parameters: Parameters<typeof openScreen>): Promise<Kiosk> {
  const kiosk = await openScreen(...parameters)
  await kiosk.ready.waitFor()
  return kiosk
}

/** The same, whatever it shows first. */
export async function openScreen(
  url: string,
  options: BrowserContextOptions = {},
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<Kiosk> {
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  windows.push(context)
  return openAnyWindow(context, url, prepare)
}

/** What `page/watch-page.js` has kept under this name until now. */
export function watched<Value>(
  page: Page,
  name: 'tones' | 'announcements' | 'spoken' | 'shifts' | 'violations' | 'texts',
): Promise<Value[]> {
  return page.evaluate(`watched.${name}.splice(0)`)
}

/** The whole of a result as one line of text. */
export async function textOf(locator: Locator): Promise<string> {
  await locator.waitFor()
  return (await locator.innerText()).replace(/\s+/g, ' ').trim()
}
