/** A window with a page on a station, for tests and for pictures: what a person sees, and how a badge comes in. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { BrowserContext, Locator, Page } from 'playwright-core'

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
  typeBadge: (...badges: string[]) => Promise<void>
}

/** Opens the page and waits until the station is there. */
export async function openWindow(...parameters: Parameters<typeof openAnyWindow>): Promise<Kiosk> {
  const kiosk = await openAnyWindow(...parameters)
  await kiosk.ready.waitFor()
  return kiosk
}

/** The same, whatever it shows first. */
export async function openAnyWindow(
  context: BrowserContext,
  url: string,
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<Kiosk> {
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
    typeBadge: async (...badges) => {
      // The desktop shell's stand-in hands out pages alone.
      if (typeof context.newCDPSession !== 'function') {
        await page.keyboard.type(badges.map((digits) => `${digits}\n`).join(''), { delay: 6 })
        return
      }
      const cdp = await context.newCDPSession(page)
      const startMs = Date.now()
      // With the instants of a reader: a busy machine that hands keys over late must not make a person of it.
      const typed = badges.flatMap((digits) => [...digits, 'Enter'])
      const keys = typed.flatMap((key, index) => {
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
  return kiosk
}

function digitKey(key: string): { key: string; code: string; windowsVirtualKeyCode: number } {
  assert.match(key, /^\d$/)
  return { key, code: `Digit${key}`, windowsVirtualKeyCode: key.charCodeAt(0) }
}
