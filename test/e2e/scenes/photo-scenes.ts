/** What the setting `photo` adds: the sign on Ready, a photo beside its tap, and how the camera is. The camera is Chromium's own make-believe one. */
import type { Page } from 'playwright-core'
import { leaveScene, openFilledPage, openPart, settle, signIn } from './console-desk.ts'
import type { SceneGroup, SceneWindow } from './scene.ts'

const jonas = { employeeNumber: 'E1002', badge: '0002453340' }

type Waits = { ready: PromiseWithResolvers<void>; kept: PromiseWithResolvers<void> }
const waitsByPage = new WeakMap<Page, Waits>()

export const photoScenes: SceneGroup = {
  name: 'station that takes photos',
  station: 'photographed',
  shape: async ({ page, line }) => {
    await page.context().grantPermissions(['camera'])
    const waits: Waits = { ready: Promise.withResolvers(), kept: Promise.withResolvers() }
    waitsByPage.set(page, waits)
    line.change('tellCamera', (answer, { state }) => {
      if (state === 'ready') waits.ready.resolve()
      return answer
    })
    line.change('keepPhoto', (answer) => {
      if (answer.type === 'kept') waits.kept.resolve()
      return answer
    })
  },
  begin: beginWithPhoto,
  reset: leaveScene,
  scenes: [
    { name: 'ready-photo', isMain: true, open: ({ page }) => page.locator('.doorway-photo').waitFor() },
    {
      name: 'console-photo',
      open: async (window) => {
        const { page } = window
        await signInOnce(window)
        await openFilledPage(window, 'hours')
        await openPart(window, 1)
        await page.getByRole('combobox').fill(jonas.employeeNumber)
        await page.getByRole('option').first().click()
        await settle(window)
        await page
          .getByRole('button', { name: /^Photo: / })
          .first()
          .click()
        await page.getByRole('img', { name: /Jonas Lindqvist/ }).waitFor()
      },
    },
    {
      name: 'console-station-photo',
      open: async (window) => {
        await signInOnce(window)
        await openFilledPage(window, 'station')
        await window.page.getByText('The camera is ready').waitFor()
      },
    },
    {
      name: 'console-station-photos-left',
      isMinor: true,
      open: async (window) => {
        // The last scene: what a call becomes stays so.
        window.line.change('getStationReport', (answer) => ({ ...answer, photo: null, photosLeft: 3 }))
        await signInOnce(window)
        await openFilledPage(window, 'station')
        await window.page.getByText('old ones could not be deleted').waitFor()
      },
    },
  ],
}

/** Jonas badges, and the station keeps his photo; in a further window his badge may have counted already. */
async function beginWithPhoto({ page, kiosk }: SceneWindow): Promise<void> {
  const waits = waitsByPage.get(page)
  await waits?.ready.promise
  await kiosk.typeBadge(jonas.badge)
  await Promise.race([waits?.kept.promise, kiosk.result('repeat').waitFor()])
  await kiosk.ready.waitFor()
}

async function signInOnce(window: SceneWindow): Promise<void> {
  if (!(await window.page.locator('.console').isVisible())) await signIn(window, 'filled')
}
