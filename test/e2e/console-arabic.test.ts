import assert from 'node:assert/strict'
import { after } from 'node:test'
import type { Page } from 'playwright-core'
import { browserTest, openKiosk } from './kiosk-page.ts'
import { runStation } from './run-station.ts'
import { shapeLine } from './scenes/shaped-line.ts'

const station = await runStation(null)
after(station.close)

/** The demonstration's console in Arabic, by Amara; `words`: what a server said last to the clock. */
async function openInArabic(words: string) {
  const kiosk = await openKiosk(station.url, {}, async (page) => {
    const line = await shapeLine(page)
    line.change('getSync', (answer) => ({
      ...answer,
      upstreams: [
        {
          upstream: 'clock' as const,
          isConfigured: true,
          waiting: 0,
          refused: 0,
          oldestWaitingAtMs: null,
          heldUp: null,
          lastAnswer: { atMs: Date.now(), outcome: 'refused' as const, delivered: 0, refused: 1, words },
        },
      ],
    }))
  })
  const { page } = kiosk
  await page.getByRole('radio', { name: 'العربية' }).click()
  await page.locator('html[dir="rtl"]').waitFor()
  await page.locator('.ready-buttons button').last().click()
  await page.locator('.sign-in .badge-picture').waitFor()
  await kiosk.tapBadge('amara')
  await page.locator('.pin-field input').fill('1234')
  await page.locator('.pin .button.is-filled').click()
  await page.locator('.console').waitFor()
  return kiosk
}

/** −1 where a picture is turned about, 1 where it is as it was drawn. */
const sideOf = (page: Page, selector: string): Promise<number> =>
  page.evaluate(`(() => {
    const { scale, transform } = getComputedStyle(document.querySelector(${JSON.stringify(selector)}))
    const turned = new DOMMatrix(transform === 'none' ? undefined : transform).a
    return Math.sign((scale === 'none' ? 1 : Number.parseFloat(scale)) * turned)
  })()`)

browserTest('in Arabic every arrow out of a door and into it points the same way', async () => {
  const door = await openKiosk(station.url)
  await door.tapBadge('lan')
  await door.result('in').waitFor()
  const { page } = await openInArabic('')
  await page.locator('.console-page .rows .lucide-log-out').first().waitFor()
  for (const arrow of ['.console-head .lucide-log-out', '.console-page .rows .lucide-log-out', '.lucide-log-in']) {
    assert.equal(await sideOf(page, arrow), -1, arrow)
  }
})

browserTest('in Arabic the words of a server stand as it said them', async () => {
  const { page } = await openInArabic('no occupant has the email "long@example.com"')
  await page.locator('.console-tab').nth(6).click()
  await page.locator('.server-words').waitFor()
  const places = await page.evaluate<{ first: number; last: number }>(`(() => {
    const walker = document.createTreeWalker(document.querySelector('.server-words'), NodeFilter.SHOW_TEXT)
    const text = walker.nextNode()
    const leftOf = (at) => {
      const range = document.createRange()
      range.setStart(text, at)
      range.setEnd(text, at + 1)
      return range.getBoundingClientRect().left
    }
    return { first: leftOf(0), last: leftOf(text.length - 1) }
  })()`)
  assert.ok(places.first < places.last, 'the last quotation mark ends the words')
})

browserTest('in Arabic no letter of a result reaches into the words below it', async () => {
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 800, height: 1280 },
  ]) {
    const { page, tapBadge } = await openKiosk(station.url, { viewport })
    await page.getByRole('radio', { name: 'العربية' }).click()
    await page.locator('html[dir="rtl"]').waitFor()
    await tapBadge('jonas')
    await page.locator('.result').waitFor()
    // Of the words of a result the one whose last letter hangs lowest.
    const room = await page.evaluate<number>(`(() => {
      const word = document.querySelector('.result-word')
      const foot = document.createElement('span')
      foot.style.display = 'inline-block'
      word.append(foot)
      const baseline = foot.getBoundingClientRect().bottom
      foot.remove()
      const { fontWeight, fontSize, fontFamily } = getComputedStyle(word)
      const pen = document.createElement('canvas').getContext('2d')
      pen.font = fontWeight + ' ' + fontSize + ' ' + fontFamily
      const below = pen.measureText('خروج').actualBoundingBoxDescent
      return document.querySelector('.result-who').getBoundingClientRect().top - baseline - below
    })()`)
    assert.ok(room > 0, `${room} px at ${viewport.width}`)
  }
})
