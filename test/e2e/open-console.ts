/** A supervisor's console at a demonstration, opened as one opens it: Amara's badge, then her PIN. */
import type { BrowserContextOptions } from 'playwright-core'
import { type Kiosk, openKiosk } from './kiosk-page.ts'

/** Signs Amara in and opens a page of the console by its name in the language of the screen. */
export async function openConsolePage(
  url: string,
  name: string,
  options: BrowserContextOptions = {},
  prepare?: (page: Kiosk['page']) => Promise<void>,
): Promise<Kiosk> {
  const kiosk = await openKiosk(url, options, prepare)
  const { page } = kiosk
  await page.getByRole('button', { name: 'Supervisor' }).first().click()
  await page.getByText('Tap your badge to sign in').waitFor()
  await kiosk.tapBadge('amara')
  await page.getByRole('textbox', { name: 'PIN' }).waitFor()
  await page.keyboard.type('1234')
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name, exact: true }).click()
  await page.getByRole('heading', { name, exact: true }).waitFor()
  return kiosk
}
