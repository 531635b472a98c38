import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import { browserTest, type Kiosk, openKiosk, textOf } from './kiosk-page.ts'
import { openPage, signIn } from './operated-desk.ts'
import { runOperatedStation } from './operated-station.ts'

const station = await runOperatedStation()
after(station.close)

/** The service knows neither of them. */
const jonas = '0002453340'
const maria = '0002533285'

const refused = async () => JSON.parse(await station.foyer(['status', '--json'])).outbox.clock.refused as number

async function tapAndBeRefused(badge: string): Promise<void> {
  const before = await refused()
  const door = await openKiosk(station.url)
  await door.typeBadge(badge)
  await door.page.locator('.result').waitFor()
  await until(async () => (await refused()) > before)
  await door.page.context().close()
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + 20_000
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error('it did not come to be')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** What the browser saved, as text. */
async function savedBy(kiosk: Kiosk, button: string): Promise<{ name: string; text: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    kiosk.page.waitForEvent('download'),
    kiosk.page.getByRole('button', { name: button }).click(),
  ])
  const bytes = readFileSync(await download.path())
  return { name: download.suggestedFilename(), text: bytes.toString('utf8'), bytes }
}

browserTest('what a service refused is shown in its own words, corrected, set aside and retried', async () => {
  await tapAndBeRefused(jonas)
  await tapAndBeRefused(maria)
  const kiosk = await signIn(station)
  const { page, complaints } = kiosk
  await openPage(kiosk, 'Sync')

  const clock = page.getByRole('region', { name: 'Clock' })
  assert.match(await textOf(clock), /Refused facts wait for you .*Refused 2 .*NOT LINKED/)
  const presence = page.getByRole('region', { name: 'Presence' })
  assert.match(await textOf(presence), /Held up; it is tried again by itself .*ECONNREFUSED.* Next try/)
  await clock.getByRole('button', { name: 'Show 2 refused' }).click()

  // A correction that makes no sense is refused in words, and one that does is sent.
  const row = page.getByRole('row', { name: /Jonas Lindqvist/ })
  await row.click()
  const dialog = page.getByRole('dialog')
  assert.match(await textOf(dialog), /Make the person known at the service/)
  await dialog.getByRole('button', { name: 'Correct' }).click()
  await dialog.getByLabel('want').fill('sideways')
  await dialog.getByRole('button', { name: 'Correct and send again' }).click()
  await dialog.getByText(/The fact cannot say that/).waitFor()
  await dialog.getByLabel('want').fill('force-in')
  await dialog.getByRole('button', { name: 'Correct and send again' }).click()
  await page.getByText('The fact was corrected and is sent again.').waitFor()
  await until(async () => (await refused()) === 2)
  await page.getByRole('button', { name: 'Look again' }).click()
  await row.waitFor()

  // By keyboard alone: ticked with the space bar, set aside with a reason.
  await page.getByRole('grid').focus()
  await page.keyboard.press('ArrowDown')
  await row.focus()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Set 1 ticked aside' }).click()
  await dialog.getByLabel('Reason').fill('entered by hand')
  await page.keyboard.press('Enter')
  await page.getByText('1 fact was set aside.').waitFor()
  await row.waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Retry all of Clock' }).click()
  await page.getByText('All that can be sent again is sent again.').waitFor()
  await until(async () => (await refused()) === 1)
  await page.getByRole('radio', { name: 'Set aside' }).click()
  await row.click()
  assert.match(await textOf(dialog), /Set aside because entered by hand/)
  await page.keyboard.press('Escape')
  assert.deepEqual(complaints, [])
})

browserTest('what waited over time is a picture and a table', async () => {
  const kiosk = await signIn(station)
  const { page, complaints } = kiosk
  await openPage(kiosk, 'Sync')
  await page.getByRole('tab', { name: 'Over time' }).click()
  await page.locator('.chart-picture svg').first().waitFor()
  await page.getByRole('button', { name: 'As a table' }).click()
  const table = page.getByRole('table', { name: 'Backlog over time' })
  assert.match(await textOf(table), /Time Presence Clock/)
  assert.ok((await table.getByRole('row').count()) >= 2, 'a head, and at least how it is now')
  assert.deepEqual(complaints, [])
})

browserTest('the trail says who did what about whom, is verified against a kept end, and is saved', async () => {
  const kiosk = await signIn(station)
  const { page, complaints } = kiosk
  await openPage(kiosk, 'Activity')
  await page.getByRole('row', { name: /Changed the PIN of Amara Okafor/ }).click()
  assert.match(await textOf(page.getByRole('dialog')), /By Owner of the data folder About E1001/)
  await page.keyboard.press('Escape')

  await page.getByRole('tab', { name: 'Verification' }).click()
  await page.getByRole('button', { name: 'Verify now' }).click()
  const head = await textOf(page.locator('.head-to-keep'))
  const { entries, head: hash } = JSON.parse(await station.foyer(['audit', 'verify', '--json']))
  assert.equal(head, `${entries}:${hash}`, 'the command line says the same')
  const kept = page.getByLabel('An end that you kept')
  await kept.fill(head)
  await page.getByRole('button', { name: 'Verify now' }).click()
  await page.getByText('It fits the end that you kept.').waitFor()
  await kept.fill(`1:${'0'.repeat(64)}`)
  await page.getByRole('button', { name: 'Verify now' }).click()
  await page.getByText('the trail was written anew').waitFor()

  await page.getByRole('tab', { name: 'Export' }).click()
  const lines = await savedBy(kiosk, 'As JSON lines')
  assert.equal(lines.text, await station.foyer(['export', 'audit']), 'as the command line writes it')
  const csv = await savedBy(kiosk, 'As CSV')
  assert.equal(csv.text, await station.foyer(['export', 'audit', '--format', 'csv']))
  assert.deepEqual([lines.name, csv.name], ['audit-front-door.jsonl', 'audit-front-door.csv'])

  await page.getByRole('tab', { name: 'Taps today' }).click()
  await page.getByText(/^\d+ taps? today$/).waitFor()
  await page.getByRole('button', { name: 'As a table' }).click()
  assert.ok((await page.getByRole('table', { name: 'Taps per quarter hour today' }).getByRole('row').count()) >= 2)
  assert.deepEqual(complaints, [])
})

browserTest('the station shows how it stands, checks and backs up its database, and tells no secret', async () => {
  const kiosk = await signIn(station)
  const { page, complaints } = kiosk
  await openPage(kiosk, 'Station')
  await page.getByText('The clock can be trusted').waitFor()
  await page.getByRole('tab', { name: 'Storage' }).click()
  await page.getByRole('button', { name: 'Check the database' }).click()
  await page.getByText('Every page was read: nothing is wrong.').waitFor()
  await page.getByRole('button', { name: 'Back up now' }).click()
  await page.getByText(/^(Backed up: |There is a backup of )/).waitFor()

  await page.getByRole('tab', { name: 'Settings' }).click()
  await page.getByLabel('Search the settings').fill('clock.key')
  assert.match(await textOf(page.locator('.facts.is-code')), /^upstreams\.clock\.key ••••••$/)

  await page.getByRole('tab', { name: 'Diagnostics' }).click()
  const { name, bytes } = await savedBy(kiosk, 'Save diagnostics')
  assert.match(name, /^foyer-front-door-.*\.zip$/)
  const inside = Object.entries(unzipSync(bytes)).map(([file, content]) => ({ file, content: strFromU8(content) }))
  const text = inside.map(({ content }) => content).join('\n')
  assert.match(text, /"format": "foyer-diagnostics-2"/)
  for (const { file, content } of inside) {
    await page.getByRole('button', { name: file }).click()
    assert.equal(await page.getByRole('region', { name: file }).locator('pre').textContent(), content)
  }
  for (const told of [station.secret, 'Amara', 'Jonas', 'E1001', station.dataDir]) {
    assert.ok(!text.includes(told), told)
  }
  assert.deepEqual(complaints, [])
})

browserTest('a reader that is tested shows what it sends and clocks nobody, and clocks again afterwards', async () => {
  const kiosk = await signIn(station)
  const { page, complaints } = kiosk
  const events = async () => JSON.parse(await station.foyer(['status', '--json'])).events as number
  await openPage(kiosk, 'Station')
  await page.getByRole('tab', { name: 'Readers' }).click()
  await page.getByRole('button', { name: 'Test Front reader' }).click()
  await page.getByText('Hold a badge to Front reader.').waitFor()
  const before = await events()
  await kiosk.typeBadge('0040593548')
  await page.getByText('em4100, 0040593548').waitFor()
  assert.match(await page.locator('.raw-reports').innerText(), /^[0-9a-f]{16}\n/)
  assert.equal(await events(), before)
  await page.getByRole('button', { name: 'End the test of Front reader' }).click()
  await page.getByText('The test has ended.').waitFor()
  await kiosk.typeBadge('0040593548')
  await until(async () => (await events()) > before)
  assert.equal(await events(), before + 1, 'once')
  assert.deepEqual(complaints, [])
})
