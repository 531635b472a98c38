import assert from 'node:assert/strict'
import { after } from 'node:test'
import { browserTest, openKiosk } from './kiosk-page.ts'
import { openConsolePage } from './open-console.ts'
import { runStation } from './run-station.ts'

const station = await runStation(null)
after(station.close)

/** The demonstration's console in German, by Amara. */
async function openInGerman(name: string) {
  const kiosk = await openKiosk(station.url)
  const { page } = kiosk
  await page.getByText('Deutsch', { exact: true }).click()
  await page.getByRole('button', { name: 'Aufsicht' }).first().click()
  await kiosk.tapBadge('amara')
  await page.getByRole('textbox', { name: 'PIN' }).fill('1234')
  await page.getByRole('button', { name: 'Anmelden' }).click()
  await page.getByRole('tab', { name, exact: true }).click()
  return kiosk
}

browserTest(
  'what the station refuses, and what is wrong with a file, is said in the language of the console',
  async () => {
    const { page, complaints } = await openInGerman('Einspielen')
    const bring = (name: string, text: string) =>
      page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
    await bring('leer.csv', '')
    await page.getByText('Die Datei ist leer.').waitFor()
    await bring('falsch.csv', 'employeeNumber,name\nE1,Anna\n')
    await page.getByText(/^Die Datei hat eine unbekannte Spalte „name“/).waitFor()
    await bring('liste.csv', 'employeeNumber,displayName,status,cardNumber\nE1,,weg,x\n')
    await page.getByText('Zeile 2: displayName fehlt').waitFor()
    await page.getByText('Zeile 2: cardNumber „x“ ist keine ganze Zahl').waitFor()
    await page.getByText('Der Status „weg“ ist nicht bekannt: Er bedeutet inaktiv.').waitFor()
    assert.deepEqual(complaints, [])
  },
)

browserTest('a language that a supervisor gives somebody is the one that the door greets them in', async () => {
  const { page, complaints } = await openConsolePage(station.url, 'People')
  await page.getByRole('searchbox').fill('Jonas')
  await page.getByRole('row', { name: /Jonas/ }).click()
  await page.getByText('Français', { exact: true }).click()
  await page.getByRole('button', { name: 'Save the language' }).click()
  await page.getByText('From the next tap on.').waitFor()
  await page.getByRole('tab', { name: 'Activity', exact: true }).click()
  await page.getByText(/Changed the language of Jonas Lindqvist/).waitFor()
  assert.deepEqual(complaints, [])
  const door = await openKiosk(station.url)
  await door.tapBadge('jonas')
  await door.page.locator('.result[lang="fr"], .result [lang="fr"]').first().waitFor()
})
