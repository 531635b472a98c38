import assert from 'node:assert/strict'
import { after } from 'node:test'
import { browserTest, openKiosk } from './kiosk-page.ts'
import { openConsolePage } from './open-console.ts'
import { runStation } from './run-station.ts'

const station = await runStation(null)
after(station.close)

browserTest(
  'taps of today stand one by one with the reason of a refusal, and by person; so do they on the person’s page',
  async () => {
    const door = await openKiosk(station.url)
    await door.tapBadge('stranger')
    await door.result('refused').waitFor()
    const { page, complaints } = await openConsolePage(station.url, 'Activity')
    await page.getByRole('tab', { name: 'Taps today' }).click()
    await page.getByRole('heading', { name: 'Taps one by one' }).waitFor()
    const lines = page.locator('.tap-line')
    const newest = lines.first()
    await newest.getByText('Refused', { exact: true }).waitFor()
    assert.match(await newest.innerText(), /Unknown card/)
    await door.tapBadge('jonas')
    await newest.getByText('Jonas Lindqvist').waitFor()
    const whose = page.getByRole('combobox', { name: 'Whose' })
    // What scrolls closes the list.
    await whose.click()
    await whose.fill('E1002')
    await page.getByRole('option', { name: /Jonas/ }).click()
    await lines.filter({ hasText: 'Refused' }).first().waitFor({ state: 'detached' })
    for (const line of await lines.all()) assert.match(await line.innerText(), /Jonas Lindqvist/)
    await page.getByRole('button', { name: 'Day before' }).click()
    await page.getByRole('button', { name: 'Day after' }).click()
    await lines.first().waitFor()

    await page.getByRole('tab', { name: 'People', exact: true }).click()
    await page.getByRole('searchbox').fill('Jonas')
    await page.getByRole('row', { name: /Jonas/ }).click()
    await page.getByRole('heading', { name: 'Taps one by one' }).waitFor()
    await lines.first().waitFor()
    assert.deepEqual(complaints, [])
  },
)
