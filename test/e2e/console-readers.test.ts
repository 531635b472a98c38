import assert from 'node:assert/strict'
import { after } from 'node:test'
import { openConsole } from './console-desk.ts'
import { browserTest, textOf } from './kiosk-page.ts'
import { runFoyer } from './run-foyer.ts'
import { runStation } from './run-station.ts'

/** What the second reader types before each number. */
const deskPrefix = '7'
const amara = '0012345678'
const jonas = '0002453340'
const stranger = '0000099999'

const station = await runStation({
  station: {
    id: 'front-door',
    name: 'Front door',
    location: 'HQ',
    zone: 'Europe/Berlin',
    cardSystemId: crypto.randomUUID(),
  },
  readers: [
    { id: 'front', name: 'Front reader' },
    { id: 'desk', name: 'Card desk', use: 'enrol', window: { prefix: deskPrefix } },
  ],
})
after(station.close)
runFoyer(['person', 'set-role', 'E1001', 'supervisor', '--data', station.dataDir])
runFoyer(['person', 'set-pin', 'E1001', '--data', station.dataDir], '1234')

const events = () => JSON.parse(runFoyer(['status', '--data', station.dataDir, '--json'])).events as number
const openAs = () => openConsole(station.url, ({ typeBadge }) => typeBadge(amara))

browserTest(
  'a card that is tapped for a test says its reader, its numbers and its holder, and clocks nobody',
  async () => {
    const { page, typeBadge, complaints } = await openAs()
    const before = events()
    await page.getByRole('tab', { name: 'Station', exact: true }).click()
    await page.getByRole('tab', { name: 'Readers', exact: true }).click()
    await page.getByRole('button', { name: 'Tap a card now' }).click()
    await page.getByText('Hold a card to any reader.').waitFor()
    await typeBadge(jonas)
    const read = page.locator('.badges-seen > li')
    await read.getByText(/Active · Jonas Lindqvist \(E1002\)/).waitFor()
    assert.match(await textOf(read.first()), /^Front reader, \d\d:\d\d: 0002453340 .*em4100, 0002453340/)
    await typeBadge(stranger)
    await read.nth(1).getByText('No card here has any of these numbers.').waitFor()
    await typeBadge(deskPrefix + jonas)
    assert.match(await textOf(read.nth(2)), /^Card desk/)
    await page.getByRole('button', { name: 'End the test' }).click()
    await page.getByText('The test has ended.').waitFor()
    assert.match(await textOf(read.first()), /Jonas Lindqvist/, 'what was read stays')
    assert.equal(events(), before)
    assert.deepEqual(complaints, [])
  },
)

browserTest('what a reader for cards reads is the card to hand out, without a press', async () => {
  const { page, typeBadge, complaints } = await openAs()
  const before = events()
  await page.getByRole('tab', { name: 'Cards', exact: true }).click()
  await page.getByRole('heading', { name: 'Known cards' }).waitFor()
  await typeBadge(deskPrefix + stranger)
  await page.getByRole('heading', { name: `New card ${stranger}` }).waitFor()
  await page.getByRole('button', { name: 'Back' }).click()
  await typeBadge(deskPrefix + jonas)
  await page.getByText(/Active · Jonas Lindqvist/).waitFor()
  assert.equal(events(), before, 'it clocks nobody')
  assert.deepEqual(complaints, [])
})
