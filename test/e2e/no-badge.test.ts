import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import type { Page } from 'playwright-core'
import { browserTest, type Kiosk, openKiosk, textOf, watched } from './kiosk-page.ts'
import { type RunningStation, runStation } from './run-station.ts'

let station: RunningStation

before(async () => {
  station = await runStation(null)
})
after(() => station.close())

/** Slower than any reader: what is typed as fast as one types is taken for a badge. */
function typeByHand(page: Page, text: string): Promise<void> {
  return page.keyboard.type(text, { delay: 150 })
}

/** Opens the screen for whoever has no badge. */
async function openNoBadge(kiosk: Kiosk): Promise<void> {
  await kiosk.page.getByRole('button', { name: 'No badge?' }).click()
  await kiosk.page.getByLabel('Employee number').waitFor()
}

browserTest('who has no badge clocks in by keyboard with number and PIN, and takes it back', async () => {
  const kiosk = await openKiosk(station.url)
  const { page, complaints, result, ready } = kiosk
  await openNoBadge(kiosk)
  await typeByHand(page, 'E1001')
  await page.keyboard.press('Enter')
  await typeByHand(page, '1234')
  await page.keyboard.press('Enter')
  assert.match(await textOf(result('in')), /^In Welcome, Amara Okafor Time/)
  assert.match((await watched<string>(page, 'announcements')).join('\n'), /In\. Welcome, Amara Okafor/)
  await page.getByRole('button', { name: 'Undo' }).click()
  await result('undone').waitFor()
  await ready.waitFor()
  assert.equal(await page.getByRole('textbox', { name: 'PIN' }).count(), 0)
  assert.deepEqual(complaints, [])
  assert.deepEqual(await watched(page, 'violations'), [])
})

browserTest('by finger the keypad has letters too, and a repeat is told as one', async () => {
  const kiosk = await openKiosk(station.url)
  const { page, result } = kiosk
  const press = async (characters: string) => {
    for (const each of characters) await page.getByRole('button', { name: each, exact: true }).click()
  }
  const enter = async () => {
    await openNoBadge(kiosk)
    await page.getByRole('button', { name: 'Letters' }).click()
    await press('EX')
    await page.getByRole('button', { name: 'Delete the last digit' }).click()
    await page.getByRole('button', { name: 'Digits' }).click()
    await press('1001')
    await page.getByRole('button', { name: 'Next' }).click()
    await press('1234')
    await page.getByRole('button', { name: 'Clock in or out' }).click()
  }
  await enter()
  await result('in').waitFor()
  await page.locator('.ready').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Undo the last one' }).count(), 0, 'there is no badge to hold')
  await enter()
  assert.match(await textOf(result('repeat')), /^Already counted Amara Okafor In since/)
})

browserTest('a number that nobody has and a wrong PIN are told alike, until only a supervisor can help', async () => {
  const kiosk = await openKiosk(station.url)
  const { page, ready } = kiosk
  const said: string[] = []
  for (const number of ['E1002', 'NOBODY']) {
    await openNoBadge(kiosk)
    await typeByHand(page, number)
    await page.keyboard.press('Enter')
    await typeByHand(page, '0000')
    await page.keyboard.press('Enter')
    const note = page.getByText('is not right')
    said.push(await textOf(note))
    // The field is empty, the number stays, and the next try waits for its time.
    assert.equal(await page.getByRole('textbox', { name: 'PIN' }).inputValue(), '')
    assert.equal(await page.getByLabel('Employee number').inputValue(), number)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await ready.waitFor()
  }
  assert.deepEqual(said, Array(2).fill('Number or PIN is not right. 7 tries are left. Wait a moment, then try again.'))
})

browserTest(
  'a badge that comes while somebody types counts; then the screen says that what was typed is gone',
  async () => {
    const kiosk = await openKiosk(station.url)
    const { page, typeBadge, result, ready } = kiosk
    await openNoBadge(kiosk)
    await typeByHand(page, 'E1002')
    await page.keyboard.press('Enter')
    await typeByHand(page, '00')
    await typeBadge('0009828657')
    assert.match(await textOf(result('in')), /Welcome, Aisha Rahmani/)
    // Whoever types on types nowhere, while the result shows and after it.
    await typeByHand(page, '00')
    const gone = page.getByText('What you typed is gone')
    await gone.waitFor()
    await typeByHand(page, '00')
    assert.equal(await page.getByRole('textbox').count(), 0)
    await page.getByRole('button', { name: 'Start again' }).click()
    assert.equal(await page.getByLabel('Employee number').inputValue(), '')
    assert.equal(await page.getByRole('textbox', { name: 'PIN' }).inputValue(), '')
    await typeByHand(page, 'E1002')
    await page.keyboard.press('Enter')
    await typeByHand(page, '0000')
    await page.keyboard.press('Enter')
    // The first one that is counted after the one of the test above.
    assert.match(await textOf(page.getByText('is not right')), /6 tries are left/)
    await page.keyboard.press('Escape')
    await ready.waitFor()
  },
)

browserTest('where nothing had been typed yet, a badge leaves the screen to the next one', async () => {
  const kiosk = await openKiosk(station.url)
  const { page, typeBadge, ready } = kiosk
  await openNoBadge(kiosk)
  await typeBadge('0009828657')
  await page.locator('.result').waitFor()
  await ready.waitFor()
  assert.equal(await page.getByText('What you typed is gone').count(), 0)
})

browserTest('Escape leaves number and PIN, and signing in', async () => {
  const kiosk = await openKiosk(station.url)
  const { page, ready } = kiosk
  await openNoBadge(kiosk)
  await page.keyboard.press('Escape')
  await ready.waitFor()
  await page.getByRole('button', { name: 'Supervisor' }).first().click()
  await page.getByText('Tap your badge to sign in').waitFor()
  await page.keyboard.press('Escape')
  await ready.waitFor()
})

for (const [name, viewport] of Object.entries({
  'a wide and low screen': { width: 1280, height: 600 },
  'a small old screen': { width: 1024, height: 600 },
  'a ten-inch tablet on its end': { width: 800, height: 1280 },
  'a full HD screen': { width: 1920, height: 1080 },
  'a 4K wall': { width: 3840, height: 2160 },
})) {
  browserTest(`on ${name} the keypad is whole, for a PIN and for a number with letters`, async () => {
    const kiosk = await openKiosk(station.url, { viewport })
    const { page, tapBadge } = kiosk
    const check = async (what: string) => {
      assert.deepEqual(await page.evaluate('watched.findCutOff()'), [], what)
      assert.deepEqual(await page.evaluate('watched.findOverlaps()'), [], what)
      const targets: number[] = await page.evaluate('watched.listTargets()')
      assert.ok(targets.length > 10 && targets.every((side) => side >= 44), `${what}: ${targets}`)
    }
    await openNoBadge(kiosk)
    await check('number and PIN')
    await page.getByRole('button', { name: 'Letters' }).click()
    await check('letters')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Supervisor' }).first().click()
    await page.getByText('Tap your badge to sign in').waitFor()
    await tapBadge('amara')
    await page.getByRole('textbox', { name: 'PIN' }).waitFor()
    await check('signing in')
  })
}
