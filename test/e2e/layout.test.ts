import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import type { StationView } from '../../core/contract/contract.ts'
import { browserTest, openKiosk, watched } from './kiosk-page.ts'
import { openConsolePage } from './open-console.ts'
import { type RunningStation, runStation } from './run-station.ts'
import { toldDecision } from './scenes/decisions.ts'
import { shapeKiosk } from './scenes/shape-kiosk.ts'
import { type ShapedLine, shapeLine } from './scenes/shaped-line.ts'

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

const part = 'Maximiliane-Friederike Sommerfeld-Horváthová von und zu Hohenstein '
const names = [20, 80, 190].map((letters) => part.repeat(3).slice(0, letters).trim())

for (const [name, viewport] of Object.entries({
  ...screens,
  'a small tablet on its end': { width: 768, height: 1024 },
})) {
  for (const language of ['en', 'ar', 'de']) {
    browserTest(`on ${name} a name of any length keeps off its figures and buttons (${language})`, async () => {
      const { page, tell } = await openTold(language, viewport)
      for (const displayName of names) {
        await tell(displayName)
        assert.deepEqual(await page.evaluate('watched.findCutOff()'), [], displayName)
        assert.deepEqual(await page.evaluate('watched.findOverlaps()'), [], displayName)
      }
    })
  }
}

for (const viewport of [
  { width: 320, height: 256 },
  { width: 400, height: 300 },
]) {
  const size = `${viewport.width} × ${viewport.height}`

  browserTest(
    `at four times the size (${size}) Ready says in sight where and when, what to do, and the photo`,
    async () => {
      for (const language of ['en', 'ar', 'de']) {
        const { page } = await openTold(language, viewport, { photo: { maxBytes: 60_000 } })
        const wanted = ['.ready h1', '.clock-time', '.clock-date', '.doorway-words', '.doorway-photo', '.strip li']
        for (const part of wanted) assert.equal(await isInSight(page, part), true, `${part} (${language})`)
        assert.deepEqual(await page.evaluate('watched.findOverlaps()'), [], language)
        assert.deepEqual(await page.evaluate('watched.findSmallTargets()'), [], language)
      }
    },
  )

  browserTest(`at four times the size (${size}) a result has its way back in sight, whoever it is of`, async () => {
    for (const language of ['en', 'ar', 'de']) {
      const { page, tell } = await openTold(language, viewport)
      for (const displayName of names) {
        await tell(displayName)
        for (const part of ['.result-word', '.result-who', '.result-actions .button:first-of-type']) {
          assert.equal(await isInSight(page, part), true, `${part} (${language}): ${displayName}`)
        }
      }
    }
  })

  browserTest(`at four times the size (${size}) Tab goes from button to button as they lie on a result`, async () => {
    for (const language of ['en', 'ar']) {
      const { page, tell } = await openTold(language, viewport)
      await tell('Maria')
      const places: { row: number; column: number }[] = []
      for (const button of await page.locator('.result-actions .button').all()) {
        const { x, y } = (await button.boundingBox()) ?? assert.fail('a button is not to be seen')
        places.push({ row: Math.round(y), column: language === 'ar' ? -x : x })
      }
      const inOrder = places.toSorted((left, right) => left.row - right.row || left.column - right.column)
      assert.equal(places.length, 3)
      assert.deepEqual(places, inOrder, language)
    }
  })
}

for (const viewport of [
  { width: 320, height: 256 },
  { width: 400, height: 300 },
]) {
  const size = `${viewport.width} × ${viewport.height}`

  /** Parts that reach over an edge of the window at the side, or to which nobody can scroll. */
  const listOutOfReach = async (parts: Locator): Promise<string[]> => {
    const outside: string[] = []
    for (const part of await parts.all()) {
      await part.scrollIntoViewIfNeeded()
      const { x, y, width } = (await part.boundingBox()) ?? assert.fail('a part is not to be seen')
      const isWithin = x >= 0 && x + width <= viewport.width && y > -1 && y < viewport.height
      if (!isWithin) outside.push(`${await part.innerText()} at ${x}, ${y}, ${width} wide`)
    }
    return outside
  }

  browserTest(`at four times the size (${size}) number and PIN can be reached, and so can letters`, async () => {
    for (const language of ['en', 'ar']) {
      const { page } = await openTold(language, viewport)
      await page.locator('.ready-buttons button').first().click()
      await page.locator('.pin').waitFor()
      const parts = page.locator('.pin :is(h1, label, input, button)')
      assert.deepEqual(await listOutOfReach(parts), [], language)
      await page.locator('.key.is-word').first().click()
      await page.locator('.keypad.is-letters').waitFor()
      assert.deepEqual(await listOutOfReach(parts), [], `${language}, letters`)
    }
  })

  browserTest(
    `at four times the size (${size}) a page of the console has the window, and a date is whole`,
    async () => {
      const { page } = await openConsolePage(station.url, 'Hours', { viewport })
      await page.getByRole('tab', { name: 'To settle' }).waitFor()
      await page.evaluate("document.querySelector('.console').scrollTo(0, 1e6)")
      const { y, height } = (await page.locator('.console-page').boundingBox()) ?? assert.fail('there is no page')
      const shown = Math.min(y + height, viewport.height) - Math.max(y, 0)
      assert.ok(shown > Math.min(height, viewport.height) - 2, `${shown} px of the page are to be seen`)
      await page.getByRole('tab', { name: 'Week of a person' }).click()
      const whom = page.getByRole('combobox')
      // What scrolls closes the list.
      await whom.evaluate((field) => field.scrollIntoView({ block: 'start' }))
      await whom.click()
      await whom.fill('E1010')
      await page.getByRole('option').first().click()
      await page.getByRole('button', { name: 'Add a period' }).click()
      await page.locator('.dialog .date-input').first().waitFor()
      assert.deepEqual(
        await listOutOfReach(page.locator('.dialog .date-input, .dialog .date-segment, .dialog button')),
        [],
      )
    },
  )
}

function isInSight(page: Page, part: string): Promise<boolean> {
  return page.evaluate(`watched.isInSight(${JSON.stringify(part)})`)
}

/** A kiosk in a language, which shows a tap of whomever it is told. */
async function openTold(
  language: string,
  viewport: { width: number; height: number },
  more: Partial<Pick<StationView, 'photo'>> = {},
) {
  let line: ShapedLine | undefined
  const kiosk = await openKiosk(station.url, { viewport, reducedMotion: 'reduce' }, async (page) => {
    line = await shapeLine(page)
    await shapeKiosk({ line, language }, more)
  })
  const tell = async (displayName: string): Promise<void> => {
    const person = { employeeNumber: 'E1002', displayName, language: null }
    line?.tell('decided', toldDecision('Europe/Berlin', { eventId: crypto.randomUUID(), person }))
    await kiosk.who(displayName).waitFor()
  }
  return { ...kiosk, tell }
}

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
})

browserTest('a name as long as that leaves the head of the console one line, and its way out beside it', async () => {
  const viewport = screens['a ten-inch tablet on its end']
  const boxesOf = async (name: string) => {
    const { page } = await openConsolePage(station.url, 'On site', { viewport }, async (page) => {
      const line = await shapeLine(page)
      line.change('getStation', (answer) =>
        answer.type === 'station'
          ? { ...answer, view: { ...answer.view, station: { ...answer.view.station, name } } }
          : answer,
      )
    })
    const boxOf = async (part: Locator) => (await part.boundingBox()) ?? assert.fail(`${part} is not to be seen`)
    return {
      head: await boxOf(page.locator('.console-head')),
      name: await boxOf(page.getByRole('heading', { level: 1, name })),
      wayOut: await boxOf(page.getByRole('button', { name: 'Sign out' })),
    }
  }
  const [short, long] = [await boxesOf('Front'), await boxesOf('x'.repeat(2000))]
  assert.deepEqual([long.head, long.wayOut], [short.head, short.wayOut])
  assert.ok(long.name.x + long.name.width <= long.wayOut.x, 'the name ends before the button')
  assert.ok(long.wayOut.x + long.wayOut.width <= viewport.width)
})
