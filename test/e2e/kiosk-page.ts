/** A page on a station, as the tests look at it: by what a person sees and hears. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { findChromium, launchChromium } from './chromium.ts'

export type Tone = 'in' | 'out' | 'repeat' | 'refused' | 'undone'

export type Kiosk = {
  page: Page
  /** What the browser complained about; a lost connection is no complaint. */
  complaints: string[]
  ready: Locator
  outOfOrder: Locator
  /** The result on screen, once it has this outcome. */
  result: (tone: Tone) => Locator
  /** The line that names whom the result is about. */
  who: (text: string) => Locator
  tapBadge: (id: string) => Promise<void>
  /** As a keyboard reader types: the number and Enter, a few milliseconds apart. */
  typeBadge: (digits: string) => Promise<void>
}

const executablePath = findChromium()
let launched: Promise<Browser> | null = null
/** Of the test that is running; a page that stays open goes on drawing and slows the next. */
const windows: BrowserContext[] = []

after(async () => {
  await (await launched)?.close()
})

/** A test that needs the browser; without one it is skipped, and says why. */
export function browserTest(name: string, work: (context: TestContext) => Promise<void>): void {
  const skip = executablePath === null && 'no Chromium is installed; set FOYER_CHROMIUM to where one is'
  test(name, { skip, timeout: 90_000 }, async (context) => {
    try {
      await work(context)
    } finally {
      for (const window of windows.splice(0)) await window.close()
    }
  })
}

/** Opens the page in a window of its own and waits until the station is there. */
export async function openKiosk(
  url: string,
  options: BrowserContextOptions = {},
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<Kiosk> {
  assert.ok(executablePath)
  launched ??= launchChromium(executablePath)
  const browser = await launched
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  windows.push(context)
  const page = await context.newPage()
  await page.addInitScript({ path: join(import.meta.dirname, 'page/watch-page.js') })
  await prepare(page)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/error|warning/.test(message.type()) && !/ERR_|WebSocket connection/.test(message.text())) {
      complaints.push(message.text())
    }
  })
  await page.goto(url)
  const kiosk: Kiosk = {
    page,
    complaints,
    ready: page.locator('.ready'),
    outOfOrder: page.locator('.out-of-order'),
    result: (tone) => page.locator(`.result[data-tone="${tone}"]`),
    who: (text) => page.locator('.result-who', { hasText: text }),
    tapBadge: (id) => page.locator(`.tray-badge[data-badge="${id}"]`).click(),
    typeBadge: async (digits) => {
      // The desktop shell's stand-in hands out pages alone.
      if (typeof context.newCDPSession !== 'function') {
        await page.keyboard.type(digits, { delay: 6 })
        await page.keyboard.press('Enter')
        return
      }
      const cdp = await context.newCDPSession(page)
      const startMs = Date.now()
      // With the instants of a reader: a busy machine that hands keys over late must not make a person of it.
      const keys = [...digits, 'Enter'].flatMap((key, index) => {
        const timestamp = (startMs + 6 * index) / 1000
        const named = key === 'Enter' ? { key, code: key, windowsVirtualKeyCode: 13 } : digitKey(key)
        const text = key === 'Enter' ? '\r' : key
        return [
          { type: 'keyDown' as const, ...named, text, unmodifiedText: text, timestamp },
          { type: 'keyUp' as const, ...named, timestamp: timestamp + 0.003 },
        ]
      })
      await Promise.all(keys.map((key) => cdp.send('Input.dispatchKeyEvent', key)))
      await cdp.detach()
    },
  }
  await kiosk.ready.waitFor()
  return kiosk
}

function digitKey(key: string): { key: string; code: string; windowsVirtualKeyCode: number } {
  assert.match(key, /^\d$/)
  return { key, code: `Digit${key}`, windowsVirtualKeyCode: key.charCodeAt(0) }
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
