/** A station as Setup makes it, told nothing of a card system: cards that it never saw come into people's hands. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { browserTest, type Kiosk, openKiosk } from './kiosk-page.ts'
import { runFoyer } from './run-foyer.ts'
import { runStation, sampleRoster } from './run-station.ts'
import { firstSupervisor } from './setup-steps.ts'

const station = await runStation('fresh')
after(station.close)
const { name, number, pin } = firstSupervisor
const card = '0000005555'
const who = ['--supervisor', number, '--supervisor-name', name, '--badge', card]
runFoyer(['setup', '--data', station.dataDir, '--name', 'Front door', '--zone', 'UTC', ...who], `${pin}\n`)
// Whoever is not in it leaves, so the supervisor is.
const roster = join(station.dataDir, '..', 'roster.csv')
writeFileSync(
  roster,
  `${readFileSync(sampleRoster, 'utf8').trimEnd()}\n${number},${name},,Active,,,,,,,${card},,em4100\n`,
)
runFoyer(['import', roster, '--data', station.dataDir, '--approve'])

async function openCards(): Promise<Kiosk> {
  const kiosk = await openKiosk(station.url)
  const { page } = kiosk
  await page.getByRole('button', { name: 'Supervisor' }).first().click()
  await page.getByText('Tap your badge to sign in').waitFor()
  await kiosk.typeBadge(card)
  await page.getByRole('textbox', { name: 'PIN' }).fill(pin)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('tab', { name: 'Cards' }).click()
  await page.getByLabel('Find a card').waitFor()
  return kiosk
}

browserTest('a lost card is replaced by tapping a new one, which then clocks its holder in', async () => {
  const { page, typeBadge, complaints } = await openCards()
  await page.getByLabel('Find a card').fill('siobh')
  await page.getByRole('button', { name: /0040580542/ }).click()
  await page.getByRole('button', { name: 'Replace', exact: true }).click()
  await page.getByText('Waiting for the new card').waitFor()
  await typeBadge('0000077777')
  await page.getByText('The new card: 0000077777 not known here yet').waitFor()
  await page.getByRole('button', { name: 'Replace by 0000077777' }).click()
  await page.getByText('Card 0000077777 is Siobhán Kinsella’s now.').waitFor()
  await page.getByText(/Lost · Siobhán Kinsella/).waitFor()
  assert.deepEqual(complaints, [])
  const door = await openKiosk(station.url)
  await door.typeBadge('0000077777')
  await door.result('in').waitFor()
  await door.who('Siobhán Kinsella').waitFor()
})

browserTest('who does not tap the new card types its number, or picks the one that was tapped', async () => {
  const { page, typeBadge, ready, result, complaints } = await openCards()
  await typeBadge('0000066666')
  await page.locator('.tap-banner').getByText('0000066666').waitFor()
  await page.getByLabel('Find a card').fill('E1002')
  await page.getByRole('button', { name: /0002453340/ }).click()
  await page.getByRole('button', { name: 'Replace', exact: true }).click()
  await page.getByText('Waiting for the new card').waitFor()
  const typed = page.getByLabel('Or type the number of the new card')
  await typed.fill('no number at all')
  await page.getByRole('button', { name: 'Take this number' }).click()
  await page.getByText('This is no number that a card can have.').waitFor()
  await typed.fill('0000088888')
  await typed.press('Enter')
  await page.getByText('The new card: 0000088888 not known here yet').waitFor()
  await page.waitForFunction('document.activeElement.closest(".card-chosen") !== null', null, { timeout: 5000 })
  await page.getByRole('button', { name: 'Another card' }).click()
  await page.getByText('Waiting for the new card').waitFor()
  await page.getByRole('button', { name: /0000066666.*tapped once/ }).click()
  await page.getByRole('button', { name: 'Replace by 0000066666' }).click()
  await page.getByText('Card 0000066666 is Jonas Lindqvist’s now.').waitFor()
  await page.getByText(/Lost · Jonas Lindqvist/).waitFor()
  assert.deepEqual(complaints, [])
  // Nothing waits for a card any more: the next badge is a tap.
  await page.getByRole('button', { name: 'Sign out' }).click()
  await ready.waitFor()
  await typeBadge('0000066666')
  await result('in').waitFor()
})

browserTest('a card that nobody knows is assigned, and no system is asked for', async () => {
  const door = await openKiosk(station.url)
  await door.typeBadge('0041999999')
  await door.result('refused').waitFor()
  const { page, complaints } = await openCards()
  await page.getByRole('button', { name: /0041999999.*tapped once/ }).click()
  await page.getByLabel('To whom?').first().fill('wei')
  await page.getByRole('option', { name: /Wei Changming/ }).click()
  assert.equal(await page.getByLabel(/card system/).count(), 0)
  await page.getByRole('button', { name: 'Hand it out to Wei Changming' }).click()
  await page.getByText('Card 0041999999 is Wei Changming’s now.').waitFor()
  assert.deepEqual(complaints, [])
  await door.ready.waitFor()
  await door.typeBadge('0041999999')
  await door.result('in').waitFor()
  await door.who('Wei Changming').waitFor()
})
