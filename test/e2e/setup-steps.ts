/** Somebody who sets a new station up, as its tests and pictures find them. */
import type { Page } from 'playwright-core'

export const firstSupervisor = { name: 'Ada Byron', number: 'E7', card: '0012345678', pin: '482916' }

export const setupSteps = ['language', 'place', 'languages', 'readers', 'upstreams', 'supervisor', 'summary'] as const
export type SetupStep = (typeof setupSteps)[number]

/** Fills in each step and goes on to the next, up to `last`, which is filled in and not left. */
export async function walkSetup(
  page: Page,
  presentBadge: () => Promise<void>,
  last: SetupStep = 'summary',
): Promise<void> {
  await reachStep(page, 'language')
  for (const step of setupSteps) {
    if (step === 'place') {
      await page.getByRole('textbox', { name: 'Name of the station' }).fill('Bäckerei Süd')
      await page.getByRole('textbox', { name: 'Location' }).fill('Halle 2')
      const zone = page.getByRole('combobox', { name: 'Time zone' })
      await zone.fill('berl')
      // By keyboard: the list is laid out while it is filtered, and a click may find it on the move.
      await zone.press('ArrowDown')
      await page.locator('[role=option][data-focused]', { hasText: 'Europe/Berlin' }).waitFor()
      await zone.press('Enter')
      await page.getByRole('listbox').waitFor({ state: 'detached' })
    }
    if (step === 'languages') await page.getByRole('button', { name: 'Add Deutsch' }).click()
    if (step === 'supervisor') await fillSupervisor(page, presentBadge)
    if (step === last) return
    await goOn(page)
  }
}

export async function fillSupervisor(page: Page, presentBadge: () => Promise<void>): Promise<void> {
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(firstSupervisor.name)
  await page.getByRole('textbox', { name: 'Employee number' }).fill(firstSupervisor.number)
  await presentBadge()
  await page.getByRole('textbox', { name: 'Number of the badge' }).and(page.locator('[value="0012345678"]')).waitFor()
  await page.getByRole('textbox', { name: 'PIN', exact: true }).fill(firstSupervisor.pin)
  await page.getByRole('textbox', { name: 'The same PIN again' }).fill(firstSupervisor.pin)
}

/** To the next step, and waits for it. */
export async function goOn(page: Page): Promise<void> {
  const before = await currentStep(page)
  await page.getByRole('button', { name: 'Next' }).click()
  await reachStep(page, setupSteps[setupSteps.indexOf(before) + 1] ?? before)
}

export async function currentStep(page: Page): Promise<SetupStep> {
  const number = await page.locator('.setup-progress [aria-current] .setup-number').innerText()
  return setupSteps[Number(number) - 1] ?? 'language'
}

export async function reachStep(page: Page, step: SetupStep): Promise<void> {
  const number = setupSteps.indexOf(step) + 1
  await page.locator(`.setup-progress li:nth-child(${number})[aria-current="step"]`).waitFor()
}
