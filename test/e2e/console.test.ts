import assert from 'node:assert/strict'
import { after } from 'node:test'
import { browserTest, openKiosk } from './kiosk-page.ts'
import { runStation } from './run-station.ts'

const station = await runStation(null)
after(station.close)

/** Signs Amara in, the demonstration's supervisor. */
async function openConsole() {
  const kiosk = await openKiosk(station.url)
  const { page } = kiosk
  await page.getByRole('button', { name: 'Supervisor' }).first().click()
  await page.getByText('Tap your badge to sign in').waitFor()
  await kiosk.tapBadge('amara')
  return kiosk
}

browserTest(
  'a supervisor signs in with badge and PIN by keyboard, sees who is on site, and is not clocked in by it',
  async () => {
    const { page, complaints, tapBadge } = await openConsole()
    await page.getByRole('textbox', { name: 'PIN' }).waitFor()
    await page.keyboard.type('1234')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'On site' }).waitFor()
    await page.getByText('0 people are here').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.locator('.ready').waitFor()
    await tapBadge('jonas')
    await page.locator('.result[data-tone="in"]').waitFor()
    assert.deepEqual(complaints, [])
  },
)

browserTest('a wrong PIN says so, and by finger on the keypad the right one opens', async () => {
  const { page } = await openConsole()
  await page.getByRole('textbox', { name: 'PIN' }).waitFor()
  const press = async (digits: string) => {
    for (const digit of digits) await page.getByRole('button', { name: digit, exact: true }).click()
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  await press('9999')
  await page.getByText('That PIN is not right.').waitFor()
  await press('1234')
  await page.getByRole('heading', { name: 'On site' }).waitFor()
})

browserTest('the badge of nobody who may sign in opens nothing and clocks nobody', async () => {
  const kiosk = await openKiosk(station.url)
  await kiosk.page.getByRole('button', { name: 'Supervisor' }).first().click()
  await kiosk.page.getByText('Tap your badge to sign in').waitFor()
  await kiosk.tapBadge('lan')
  await kiosk.page.getByText('Nobody was clocked in or out').waitFor()
  await kiosk.page.getByRole('button', { name: 'Close' }).click()
  await kiosk.ready.waitFor()
})
