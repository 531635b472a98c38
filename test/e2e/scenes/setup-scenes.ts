/** The first run, in a folder that stays fresh: nobody finishes it. */
import type { Page } from 'playwright-core'
import { firstSupervisor, type SetupStep, setupSteps, walkSetup } from '../setup-steps.ts'
import type { Scene, SceneGroup, SceneWindow } from './scene.ts'

/** Each step as it is filled in. */
function stepScene(step: SetupStep): Scene {
  return { name: `setup-${step}`, isMinor: true, open: ({ page }) => walkTo(page, step) }
}

function walkTo(page: Page, step: SetupStep): Promise<void> {
  const badge = page.getByRole('textbox', { name: 'Number of the badge' })
  return walkSetup(page, () => badge.fill(firstSupervisor.card), step)
}

const tick = ({ page }: SceneWindow, name: string) => page.locator('.tick', { hasText: name }).click()
const next = ({ page }: SceneWindow) => page.getByRole('button', { name: 'Next' }).click()

export const setupScenes: SceneGroup = {
  name: 'setup',
  station: 'fresh',
  scenes: [
    ...setupSteps.map(stepScene),
    {
      name: 'setup-card-tried',
      isMinor: true,
      open: async ({ page, kiosk }) => {
        await walkTo(page, 'readers')
        await kiosk.typeBadge(firstSupervisor.card)
        await page.locator('.setup-try strong').waitFor()
      },
    },
    {
      name: 'setup-something-missing',
      open: async (window) => {
        await walkTo(window.page, 'upstreams')
        for (const name of ['Time clock', 'Authentication data']) await tick(window, name)
        await next(window)
        await window.page.locator('.setup-fault').first().waitFor()
      },
    },
  ],
}
