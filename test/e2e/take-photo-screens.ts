/** Pictures of what the setting `photo` adds: the sign on Ready, a photo beside its tap, and how the camera is. */
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Kiosk } from './kiosk-page.ts'
import { openPage, runOperatedStation, signIn } from './operated-station.ts'

export type PhotoScreens = {
  take: (name: string, options: BrowserContextOptions) => Promise<void>
  close: () => Promise<void>
}

/** The camera is Chromium's make-believe one. Pictures are called `folder/name-…png`. */
export async function openPhotoScreens(browser: Browser, folder: string): Promise<PhotoScreens> {
  const station = await runOperatedStation({ photo: { on: true } })
  await takeOnePhoto(await browser.newPage({ permissions: ['camera'] }), station.url)
  return {
    close: station.close,
    take: async (name, options) => {
      const withCamera = { ...options, permissions: ['camera'] }
      const context = await browser.newContext(withCamera)
      const page = await context.newPage()
      await page.goto(station.url)
      const shoot = (what: string, of = page) => of.screenshot({ path: join(folder, `${name}-${what}.png`) })
      await page.locator('.doorway-photo').waitFor()
      await page.evaluate(`document.documentElement.dataset.theme = '${options.colorScheme}'`)
      await shoot('ready-photo')
      await context.close()

      const desk = await signIn(station, withCamera)
      await desk.page.evaluate(`document.documentElement.dataset.theme = '${options.colorScheme}'`)
      await showPhoto(desk)
      await shoot('console-photo', desk.page)
      await openPage(desk, 'Station')
      await desk.page.getByText('The camera is ready').waitFor()
      await shoot('console-station-photo', desk.page)
      await desk.page.close()
    },
  }
}

/** Jonas badges, and the station keeps the photo. The page is loaded, anew if need be, and closed. */
export async function takeOnePhoto(page: Page, url: string): Promise<void> {
  const ready = Promise.withResolvers<void>()
  const kept = Promise.withResolvers<void>()
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      if (/"tellCamera".*"ready"/.test(String(payload))) ready.resolve()
    })
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).includes('"type":"kept"')) kept.resolve()
    })
  })
  await page.goto('about:blank')
  await page.goto(url)
  await ready.promise
  await page.keyboard.type('0002453340', { delay: 6 })
  await page.keyboard.press('Enter')
  await kept.promise
  await page.close()
}

/** Jonas’s week, with the photo of the one time that he came in. */
export async function showPhoto(desk: Kiosk): Promise<void> {
  await openPage(desk, 'Hours')
  await desk.page.getByRole('tab', { name: 'Week' }).click()
  await desk.page.getByRole('combobox').fill('jonas')
  await desk.page.getByRole('option', { name: /Jonas Lindqvist/ }).click()
  await desk.page.getByRole('button', { name: /^Photo: in at / }).click()
  await desk.page.getByRole('img', { name: /Jonas Lindqvist/ }).waitFor()
}
