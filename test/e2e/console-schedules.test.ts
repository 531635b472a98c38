import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Page } from 'playwright-core'
import { browserTest } from './kiosk-page.ts'
import { openConsolePage } from './open-console.ts'
import { runStation } from './run-station.ts'

const station = await runStation(null)
const files = mkdtempSync(join(tmpdir(), 'foyer-e2e-files-'))
after(async () => {
  await station.close()
  rmSync(files, { recursive: true })
})

const linkId = '5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10'
/** The demonstration's zone is that of the machine. */
const at = (hour: number) => Math.floor(new Date(2026, 2, 2, hour).getTime() / 1000)
const profile = {
  link_id: linkId,
  name: 'Early shift',
  time_options: { is_all_day: false, date_from: at(6), date_to: at(14) },
  repeat_options: { repeat_enable: true, repeat_format: { repeat_type: 'week', repeat_end: { format: 'never' } } },
}

async function choose(page: Page, name: string, content: unknown): Promise<void> {
  const file = join(files, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  await page.locator('input[type=file]').setInputFiles(file)
}

browserTest('profiles are put from a file, shown as a week, and held against a person at any instant', async () => {
  const { page, complaints } = await openConsolePage(station.url, 'Schedules')
  await page.getByText('There are no time profiles').waitFor()
  await choose(page, 'broken.json', { list_items: [{ ...profile, link_id: 'no link' }] })
  await page.getByText('“Wrong Time Profile Uid” (profile 1, link_id)').waitFor()
  await choose(page, 'profiles.json', { list_items: [profile] })
  await page.getByText('Created: 1, updated: 0.').waitFor()
  await page.getByRole('tab', { name: 'Enrolment' }).click()
  await page.getByRole('heading', { name: 'Enrolment', exact: true }).waitFor()
  await choose(
    page,
    'links.csv',
    `employeeNumber,displayName,status,timeProfiles\nE1002,Jonas Lindqvist,Active,${linkId}`,
  )
  await page.getByRole('button', { name: 'Approve and apply' }).click()
  await page.getByText('It is applied.').waitFor()

  await page.getByRole('tab', { name: 'Schedules' }).click()
  await page.getByRole('button', { name: /Early shift 1 person/ }).click()
  await page.getByRole('heading', { name: 'Early shift' }).waitFor()
  await page.getByRole('row', { name: /Monday.*06:00–14:00/ }).waitFor()
  assert.equal(await page.getByRole('row', { name: /nothing/ }).count(), 6)
  await page.getByRole('listitem').filter({ hasText: 'Jonas Lindqvist' }).waitFor()
  await page.getByRole('button', { name: 'Back' }).click()

  await page.getByLabel('Whom?').first().fill('jonas')
  await page.getByRole('option', { name: /Jonas/ }).click()
  // Monday, 2 March 2026, 07:30 and then 15:30.
  for (const [segment, digits] of [
    ['day', '02'],
    ['month', '03'],
    ['year', '2026'],
    ['hour', '07'],
    ['minute', '30'],
  ]) {
    await page.getByRole('spinbutton', { name: new RegExp(`^${segment}`) }).click()
    await page.keyboard.type(digits ?? '', { delay: 120 })
  }
  await page.getByText('allowed, until 2 Mar 2026, 14:00.').waitFor()
  await page.getByRole('spinbutton', { name: /^hour/ }).click()
  await page.keyboard.type('15', { delay: 120 })
  await page.getByText('not allowed; next 9 Mar 2026, 06:00.').waitFor()
  await page.getByText('By Early shift').waitFor()
  assert.deepEqual(complaints, [])
})

browserTest('a profile is deleted, and whoever it leaves without any is counted', async () => {
  const { page } = await openConsolePage(station.url, 'Schedules')
  await page.getByRole('button', { name: /Early shift/ }).click()
  await page.getByRole('button', { name: 'Delete this profile' }).click()
  await page.getByRole('button', { name: 'Delete Early shift' }).click()
  await page.getByText('Early shift is deleted.').waitFor()
  await page.getByText('1 person has no time profile now and may badge at any time.').waitFor()
  await page.getByRole('button', { name: 'Back' }).click()
  await page.getByText('There are no time profiles').waitFor()
})
