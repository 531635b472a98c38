import assert from 'node:assert/strict'
import { after } from 'node:test'
import type { Page } from 'playwright-core'
import { browserTest, openKiosk } from './kiosk-page.ts'
import { runStation } from './run-station.ts'

const station = await runStation(null)
after(station.close)

browserTest('whoever signs in by keyboard is put at the page’s name, and goes on from there', async () => {
  const { page, tapBadge, complaints } = await openKiosk(station.url)
  await page.getByRole('button', { name: 'Supervisor' }).first().focus()
  await page.keyboard.press('Enter')
  await page.getByText('Tap your badge to sign in').waitFor()
  await tapBadge('amara')
  await page.getByRole('textbox', { name: 'PIN' }).waitFor()
  await page.keyboard.type('1234', { delay: 150 })
  await page.keyboard.press('Enter')
  /** What a screen reader says of whatever has the focus. */
  const focused = (name: string, selector: string) => page.locator(`${selector}:focus`, { hasText: name }).waitFor()
  await focused('On site', 'h2')
  assert.deepEqual(await listRings(page), ['H2'])
  await page.getByRole('searchbox').focus()
  assert.deepEqual(await listRings(page), ['DIV'], 'the frame of the field')
  await page.getByRole('heading', { name: 'On site', exact: true }).focus()

  await page.getByRole('tab', { name: 'On site', exact: true }).focus()
  await page.keyboard.press('ArrowDown')
  await focused('People', '[role="tab"]')
  await page.getByRole('heading', { name: 'On site', exact: true }).waitFor()
  await page.keyboard.press('ArrowDown')
  await focused('Cards', '[role="tab"]')
  await page.keyboard.press('Enter')
  await focused('Cards', 'h2')
  // The page itself is loaded meanwhile; its name was there first.
  await page.getByRole('button', { name: 'Tap a card now' }).waitFor()
  await page.keyboard.press('Tab')
  await focused('Tap a card now', 'button')

  await page.getByRole('tab', { name: 'Station', exact: true }).click()
  await focused('Station', 'h2')

  await page.getByRole('button', { name: 'Sign out' }).focus()
  await page.keyboard.press('Enter')
  await page.locator('.ready').waitFor()
  await page.locator('.ready h1:focus').waitFor()
  await page.keyboard.press('Tab')
  await page.locator('.ready-tools :focus').waitFor({ state: 'attached' })
  assert.deepEqual(complaints, [])
})

browserTest('a kiosk at which nobody signed in takes no focus', async () => {
  const { page, tapBadge, result, ready } = await openKiosk(station.url)
  assert.equal(await page.locator('h1:focus').count(), 0)
  await tapBadge('jonas')
  await result('in').waitFor()
  await ready.waitFor()
  assert.equal(await page.locator('h1:focus').count(), 0)
})

/** Whatever shows a ring: the element that has the focus, or the frame of the field in which it is; others with a “!”. */
function listRings(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('*')]
    .filter((element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element)
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 2
    })
    .map((element) => {
      const isRight = element.matches(':focus') || element.querySelector(':scope > input:focus') !== null
      return (isRight ? '' : '!') + element.tagName
    })`)
}
