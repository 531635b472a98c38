import assert from 'node:assert/strict'
import { after } from 'node:test'
import { openConsole } from './console-desk.ts'
import { browserTest, openKiosk, watched } from './kiosk-page.ts'
import { runFoyer } from './run-foyer.ts'
import { runStation } from './run-station.ts'

const station = await runStation(null)
after(station.close)

browserTest('somebody who is in no roster is added, given a PIN, and clocks in by it', async () => {
  const { page, complaints } = await openConsole(station.url)
  await page.getByRole('tab', { name: 'People' }).click()
  await page.getByRole('button', { name: 'Add a person' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('The next roster import leaves them as they are').waitFor()
  const add = dialog.getByRole('button', { name: 'Add', exact: true })
  assert.equal(await add.isDisabled(), true, 'not without a name and a number')
  await dialog.getByLabel('Name', { exact: true }).fill('Petra Neumann')
  await dialog.getByLabel('Employee number').fill('e1002')
  await dialog.getByLabel('Email').fill('petra@example.com')
  await add.click()
  await dialog.getByRole('alert').getByText('E1002 is the employee number of Jonas Lindqvist already.').waitFor()
  await dialog.getByLabel('Employee number').fill('E2900')
  await add.click()
  await page.getByRole('heading', { name: 'Petra Neumann' }).waitFor()
  await page.getByText('petra@example.com').waitFor()

  await page.getByRole('button', { name: 'Set a PIN' }).click()
  await page.getByLabel('New PIN').fill('471147')
  await page.keyboard.press('Enter')
  await page.getByText('A PIN is set.').waitFor()
  const kiosk = await openKiosk(station.url)
  await kiosk.page.getByRole('button', { name: 'No badge?' }).click()
  await kiosk.page.getByLabel('Employee number').fill('E2900')
  await kiosk.page.getByLabel('PIN', { exact: true }).fill('471147')
  await kiosk.page.keyboard.press('Enter')
  await kiosk.who('Petra').waitFor()
  await kiosk.page.close()

  await page.getByRole('tab', { name: 'Activity' }).click()
  await page.getByText('Added Petra Neumann').waitFor()
  assert.deepEqual(complaints, [])
  assert.deepEqual(await watched(page, 'violations'), [])
})

browserTest('a name and an email are corrected on the page of their person', async () => {
  const { page, complaints } = await openConsole(station.url)
  await page.getByRole('tab', { name: 'People' }).click()
  await page.getByRole('searchbox').fill('E1004')
  await page.getByText('1 person', { exact: true }).waitFor()
  await page.getByRole('grid', { name: 'People' }).getByRole('row').first().click()
  await page.getByRole('button', { name: 'Correct name or email' }).click()
  const dialog = page.getByRole('dialog')
  const save = dialog.getByRole('button', { name: 'Save' })
  assert.equal(await save.isDisabled(), true, 'nothing is changed yet')
  await dialog.getByLabel('Name', { exact: true }).fill('Somebody Else')
  await dialog.getByLabel('Email').fill('somebody')
  await save.click()
  await dialog.getByRole('alert').getByText('An email looks like').waitFor()
  await dialog.getByLabel('Email').fill('somebody@example.com')
  await save.click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'Somebody Else' }).waitFor()
  await page.getByText('somebody@example.com').waitFor()
  const shown = JSON.parse(runFoyer(['person', 'show', 'E1004', '--data', station.dataDir, '--json']))
  assert.deepEqual([shown.displayName, shown.email], ['Somebody Else', 'somebody@example.com'])
  assert.deepEqual(complaints, [])
})
