/** The console as scenes go about in it: signed in once, from page to page by what the pages are and not by what they are called. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { languages } from '../../../core/contract/languages.ts'
import { consolePageIds } from './console-page-ids.ts'
import type { SceneWindow } from './scene.ts'

const badge = '0012345678'
const pins = { filled: '4321', demo: '1234' }

export type PageId = (typeof consolePageIds)[number]

/** Signs Amara in. */
export async function signIn({ page, kiosk }: SceneWindow, station: keyof typeof pins): Promise<void> {
  await page.locator('.ready-buttons button').last().click()
  await page.locator('.sign-in .badge-picture').waitFor()
  await kiosk.typeBadge(badge)
  await page.locator('.pin').waitFor()
  await page.locator('.pin-field input').fill(pins[station])
  await page.locator('.pin .button.is-filled').click()
  await page.locator('.console').waitFor()
}

/** Closes what lies over the page, and lets the station answer again. */
export async function leaveScene({ page, line }: SceneWindow): Promise<void> {
  await line.restore()
  await page.emulateMedia({ media: 'screen' })
  await page.setViewportSize({ width: 1280, height: 800 })
  const over = page.locator('.dialog-ground, .menu-frame, .combo-list')
  // Each Escape closes what lies on top, which came last; what goes with it is gone at once.
  for (let top = await over.all(); top.length > 0; top = await over.all()) {
    const last = await top.at(-1)?.elementHandle()
    await page.keyboard.press('Escape')
    await last?.waitForElementState('hidden')
  }
}

/** The page anew, also where it is the one that is open. */
export async function openPage({ page }: SceneWindow, id: PageId): Promise<void> {
  const tabs = page.locator('.console-tab')
  const index = consolePageIds.indexOf(id)
  if ((await tabs.nth(index).getAttribute('aria-selected')) === 'true') await tabs.nth(index === 0 ? 8 : 0).click()
  await tabs.nth(index).click()
  await page.locator('.console-page h2').waitFor()
}

/** And everything on it, as far as the station has answered. */
export async function openFilledPage(window: SceneWindow, id: PageId): Promise<void> {
  await openPage(window, id)
  await settle(window)
}

/** What a page of the console says while it waits for the station, in each language. */
const moments = languages.map((language) => {
  const file = join(import.meta.dirname, `../../../resources/languages/console/${language}.json`)
  const words = JSON.parse(readFileSync(file, 'utf8')) as { console: { loading: string } }
  return words.console.loading
})

export async function settle({ page }: SceneWindow): Promise<void> {
  const moment = page.locator('.console-page').getByText(new RegExp(moments.map(RegExp.escape).join('|')))
  while ((await moment.count()) > 0) await moment.first().waitFor({ state: 'detached' })
}

/** A part of the page by its place among the parts: `1` is the second. */
export async function openPart(window: SceneWindow, index: number): Promise<void> {
  await window.page.locator('.console-page [role=tab]').nth(index).click()
  await settle(window)
}
