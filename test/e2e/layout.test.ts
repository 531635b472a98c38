import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { browserTest, openKiosk, watched } from './kiosk-page.ts'
import { openConsolePage } from './open-console.ts'
import { type RunningStation, runStation } from './run-station.ts'

let station: RunningStation

before(async () => {
  station = await runStation(null)
})
after(() => station.close())

const screens = {
  'a ten-inch tablet on its end': { width: 800, height: 1280 },
  'a small old screen': { width: 1024, height: 600 },
  'a full HD screen': { width: 1920, height: 1080 },
  'a 4K wall': { width: 3840, height: 2160 },
}

for (const [name, viewport] of Object.entries(screens)) {
  browserTest(`on ${name} nothing is cut off, nothing overlaps, and a finger hits every button`, async () => {
    const { page, tapBadge, result, ready } = await openKiosk(station.url, { viewport })
    const check = async (what: string) => {
      assert.deepEqual(await page.evaluate('watched.findCutOff()'), [], what)
      assert.deepEqual(await page.evaluate('watched.findOverlaps()'), [], what)
      const targets: number[] = await page.evaluate('watched.listTargets()')
      assert.ok(targets.length > 0 && targets.every((side) => side >= 44), `${what}: ${targets}`)
    }
    await check('Ready')
    await tapBadge('maria')
    await page.locator('.result').waitFor()
    await check('a known badge')
    await tapBadge('stranger')
    await result('refused').waitFor()
    await check('an unknown card')
    await ready.waitFor()
    await page.getByRole('radio', { name: 'Deutsch' }).click()
    await page.getByText('Ausweis vorhalten').waitFor()
    await check('Ready in German')
  })
}

browserTest('nothing moves that nobody touched: the offer to undo comes and goes without a shift', async () => {
  const { page, tapBadge, ready } = await openKiosk(station.url)
  const placeOfWords = async () => JSON.stringify(await page.locator('.doorway-words').boundingBox())
  const before = await placeOfWords()
  await tapBadge('lan')
  await page.locator('.result').waitFor()
  await ready.waitFor()
  await page.getByRole('button', { name: 'Undo the last one' }).waitFor()
  assert.equal(await placeOfWords(), before)
  assert.deepEqual(await watched(page, 'shifts'), [])
})

browserTest('whoever asked for less motion gets none', async () => {
  const { page, tapBadge } = await openKiosk(station.url, { reducedMotion: 'reduce' })
  assert.equal(await page.evaluate('document.getAnimations().length'), 0)
  await tapBadge('jonas')
  await page.locator('.result').waitFor()
  assert.equal(await page.evaluate('document.getAnimations().length'), 0)
})

browserTest('a name that is longer than setup takes leaves everything else where it can be read', async () => {
  const name = 'x'.repeat(2000)
  const named = await runStation({
    station: {
      id: 'front',
      name,
      location: 'y'.repeat(500),
      zone: 'UTC',
      languages: ['en', 'de', 'es', 'fr', 'ar', 'zh'],
    },
  })
  try {
    for (const viewport of [screens['a ten-inch tablet on its end'], screens['a small old screen']]) {
      const { page } = await openKiosk(named.url, { viewport })
      const boxOf = async (part: string) => {
        const box = await page.locator(part).boundingBox()
        return box ?? assert.fail(`${part} is not to be seen`)
      }
      const place = await boxOf('.ready-place')
      for (const part of ['.ready-tools', '.ready-clock', '.doorway-words', '.strip']) {
        const box = await boxOf(part)
        const isBeside = place.x + place.width <= box.x + 1 || place.y + place.height <= box.y + 1
        assert.ok(isBeside && box.y + box.height <= viewport.height + 1, `${part} at ${viewport.width}`)
      }
    }
  } finally {
    await named.close()
  }
  const { page } = await openConsolePage(station.url, 'On site', { viewport: screens['a ten-inch tablet on its end'] })
  const widthOf = () => page.evaluate<number>('document.querySelector(".console-head").scrollWidth')
  const before = await widthOf()
  await page.evaluate(`document.querySelector(".console-head h1").textContent = "${name}"`)
  assert.equal(await widthOf(), before)
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 800)
})
