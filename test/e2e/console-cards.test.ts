import assert from 'node:assert/strict'
import { after } from 'node:test'
import type { Locator } from 'playwright-core'
import { browserTest, openKiosk } from './kiosk-page.ts'
import { openConsolePage } from './open-console.ts'
import { runStation } from './run-station.ts'

const station = await runStation(null)
after(station.close)

/** What is read out after a button's name. */
async function sayDescription(button: Locator): Promise<string> {
  const id = await button.getAttribute('aria-describedby')
  return (await button.page().locator(`[id="${id}"]`).innerText()).trim()
}

const [stranger, jonas] = ['0041999999', '0002453340']

browserTest('an unknown card that was tapped is handed out for a day, and clocks its new holder in', async () => {
  const door = await openKiosk(station.url)
  await door.tapBadge('stranger')
  await door.result('refused').waitFor()
  const { page, complaints } = await openConsolePage(station.url, 'Cards')
  await page.getByRole('button', { name: new RegExp(`${stranger}.*tapped once`) }).click()
  await page.getByRole('heading', { name: `New card ${stranger}` }).waitFor()
  await page.getByLabel('To whom?').first().fill('wei')
  await page.getByRole('option', { name: /Wei Changming/ }).click()
  await page.getByText('Temporary card', { exact: true }).click()
  await page.getByRole('button', { name: 'Tomorrow night' }).click()
  await page.getByRole('button', { name: 'Hand it out to Wei Changming' }).click()
  await page.getByText(`Card ${stranger} is Wei Changming’s now.`).waitFor()
  await page.getByRole('button', { name: 'Open the card' }).click()
  await page.getByText(/Active · Wei Changming/).waitFor()
  await page
    .getByText(/until .* 23:59/)
    .first()
    .waitFor()
  assert.deepEqual(complaints, [])
  await door.tapBadge('stranger')
  await door.result('in').waitFor()
  await door.who('Wei Changming').waitFor()
})

browserTest(
  'a card is tapped for the console and clocks nobody; its holder loses it at once to somebody else',
  async () => {
    const door = await openKiosk(station.url)
    const { page, typeBadge } = await openConsolePage(station.url, 'Cards')
    await page.getByRole('button', { name: 'Tap a card now' }).click()
    await page.getByText('Hold the card to the reader.').waitFor()
    await typeBadge(jonas)
    await page.getByText(/Active · Jonas Lindqvist/).waitFor()
    await door.ready.waitFor()
    assert.equal(await page.getByRole('button', { name: 'Hand out', exact: true }).count(), 0, 'somebody holds it')
    const handOver = page.getByRole('button', { name: 'Give to somebody else' })
    assert.match(await sayDescription(handOver), /Jonas Lindqvist loses it at once/)
    await handOver.click()
    await page.getByLabel('To whom?').first().fill('ingrid')
    await page.getByRole('option', { name: /Ingrid.*no longer active/ }).waitFor()
    await page.getByLabel('To whom?').first().fill('E1004')
    await page.getByRole('option').first().click()
    await page.getByText('Jonas Lindqvist holds this card now and loses it at once.').waitFor()
    await page.getByRole('button', { name: /^Hand it out to/ }).click()
    await page.getByText('Jonas Lindqvist has lost it and cannot badge with it any more.').waitFor()
    await page.getByText(/Active · (?!Jonas)/).waitFor()
    await page.getByRole('row', { name: /Jonas Lindqvist \(E1002\) the beginning/ }).waitFor()
    await door.tapBadge('jonas')
    await door.result('in').waitFor()
    await door.who('Yusuf Demirel').waitFor()
  },
)

browserTest('every act at a card says what it does', async () => {
  const { page } = await openConsolePage(station.url, 'Cards')
  await page.getByLabel('Find a card').fill('siobh')
  await page.getByRole('button', { name: /0040580542/ }).click()
  const acts = page.locator('.card-acts .button')
  await acts.first().waitFor()
  const said = await Promise.all((await acts.all()).map(sayDescription))
  assert.deepEqual(await acts.allInnerTexts(), [
    'Replace',
    'Mark lost',
    'Revoke',
    'Take back',
    'Give to somebody else',
    'Set an end',
  ])
  assert.ok(
    said.every((words) => words.length > 20),
    said.join('|'),
  )
  assert.equal(new Set(said).size, said.length)
})

browserTest('a card is one press away from its holder’s page, and another one is handed out there', async () => {
  const door = await openKiosk(station.url)
  const { page, typeBadge, complaints } = await openConsolePage(station.url, 'People')
  await page.getByRole('searchbox').fill('E1008')
  await page.getByText('1 person', { exact: true }).waitFor()
  await page.getByRole('row').first().click()
  const name = await page.locator('.person h3').innerText()
  await page.locator('.person .facts-list .button').first().click()
  await page.getByRole('button', { name: 'Mark lost' }).waitFor()
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await page.getByRole('button', { name: 'Hand out a card' }).click()
  await page.getByRole('heading', { name: `A card for ${name}` }).waitFor()
  await page.getByText('Waiting for the new card').waitFor()
  await typeBadge('0000055555')
  await page.getByRole('button', { name: `Hand it out to ${name}` }).click()
  await page.getByText(`Card 0000055555 is ${name}’s now.`).waitFor()
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await page.getByRole('button', { name: /55555/ }).waitFor()
  assert.deepEqual(complaints, [])
  await door.typeBadge('0000055555')
  await door.result('in').waitFor()
})

browserTest(
  'whoever leaves before the station has answered takes nobody’s badge for a card',
  async () => {
    const asked = Promise.withResolvers<void>()
    const cancelled = Promise.withResolvers<void>()
    const door = await openKiosk(station.url)
    const { page } = await openConsolePage(station.url, 'Cards', {}, (window) =>
      window.routeWebSocket(/^ws:/, (line) => {
        const server = line.connectToServer()
        const nameById = new Map<string, string>()
        line.onMessage((text) => {
          const { i, m } = JSON.parse(String(text)) as { i: string; m: string }
          nameById.set(i, m)
          server.send(text)
        })
        server.onMessage((text) => {
          const { i } = JSON.parse(String(text)) as { i: string }
          const name = nameById.get(i)
          if (name === 'cancelCardRead') cancelled.resolve()
          // The answer is held back for good: as late as can be.
          if (name === 'beginCardRead') asked.resolve()
          else line.send(text)
        })
      }),
    )
    await page.getByRole('button', { name: 'Tap a card now' }).click()
    await asked.promise
    await page.getByRole('tab', { name: 'People' }).click()
    await cancelled.promise
    await door.tapBadge('maria')
    await door.result('in').waitFor()
  },
  { withinMs: 30_000 },
)

browserTest('a card is found, marked lost with a reason, replaced by another, and remembers what it was', async () => {
  const { page, typeBadge, complaints } = await openConsolePage(station.url, 'Cards')
  await page.getByLabel('Find a card').fill('siobh')
  await page.getByRole('button', { name: /0040580542/ }).click()
  await page.getByRole('button', { name: 'Mark lost', pressed: false }).click()
  assert.equal(await page.locator('.act').getByRole('button', { name: 'Mark lost' }).isDisabled(), true)
  await page.getByLabel(/^Reason/).fill('left on the train')
  await page.locator('.act').getByRole('button', { name: 'Mark lost' }).click()
  await page.getByText('Card 0040580542 is marked lost.').waitFor()
  await page.getByText(/Lost · Siobhán Kinsella/).waitFor()
  await page.getByRole('button', { name: 'Replace', exact: true }).click()
  await page.getByText('Waiting for the new card').waitFor()
  await typeBadge('0000077777')
  await page.getByRole('button', { name: 'Replace by 0000077777' }).click()
  await page.getByText('Card 0000077777 is Siobhán Kinsella’s now.').waitFor()
  await page.getByRole('row', { name: /^Lost still/ }).waitFor()
  await page.getByRole('row', { name: /^Active/ }).waitFor()
  assert.deepEqual(complaints, [])
})
