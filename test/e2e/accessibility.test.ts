/** The screens as somebody has them who has a keyboard, less motion, or colours of their own. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import type { BrowserContextOptions } from 'playwright-core'
import { browserTest, type Kiosk, openKiosk, watched } from './kiosk-page.ts'
import { type RunningStation, runStation } from './run-station.ts'

const running: RunningStation[] = []
after(async () => {
  for (const station of running) await station.close()
})

/** Anew for each test, because a badge counts only once in half a minute. */
async function openDemo(options: BrowserContextOptions = {}): Promise<Kiosk & { station: RunningStation }> {
  const station = await runStation(null)
  running.push(station)
  return { ...(await openKiosk(station.url, options)), station }
}

/** What has the focus, and whether one can see that it has: a field's frame may show it. */
const focused = `(() => {
  const { activeElement: at } = document
  const shows = (part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(part)
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
  }
  return { name: at.getAttribute('aria-label') ?? at.innerText ?? at.getAttribute('class') ?? '', tag: at.tagName,
    isVisible: shows(at) || (at.tagName === 'INPUT' && shows(at.parentElement)) }
})()`
type Focused = { name: string; tag: string; isVisible: boolean }

browserTest('the whole way is open to a keyboard: what has the focus is seen, in the order of reading', async () => {
  const { page, tapBadge, result, ready, complaints } = await openDemo()
  const tab = async (key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<string> => {
    await page.keyboard.press(key)
    const { name, tag, isVisible } = await page.evaluate<Focused>(focused)
    // After the last one comes the browser's own, and then the page from its beginning.
    assert.ok(isVisible || tag === 'BODY', `the focus on ${tag} ${name} cannot be seen`)
    return tag === 'BODY' ? '' : name.trim()
  }
  assert.equal(await tab(), 'English')
  await page.keyboard.press('ArrowRight')
  assert.equal((await page.evaluate<Focused>(focused)).name.trim(), 'Deutsch')
  assert.equal(await tab(), 'No badge?')
  assert.equal(await tab(), 'Supervisor')
  assert.match(await tab(), /^Tap the badge Amara/)
  await page.keyboard.press('Enter')
  await result('in').waitFor()
  // Whoever pressed the badge goes on from there when the next screen has come.
  assert.match((await page.evaluate<Focused>(focused)).name, /^Tap the badge Amara/)
  for (const name of ['My times', 'I meant to clock out', 'Undo']) assert.equal(await tab('Shift+Tab'), name)
  await page.keyboard.press('Enter')
  await result('undone').waitFor()
  await ready.waitFor()
  await page.getByRole('button', { name: 'Supervisor', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.locator('.sign-in .badge-picture').waitFor()
  await tapBadge('amara')
  await page.getByRole('textbox', { name: 'PIN' }).waitFor()
  assert.equal((await page.evaluate<Focused>(focused)).tag, 'INPUT', 'the PIN can be typed at once')
  await page.keyboard.type('1234')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'On site' }).waitFor()
  // The picture comes last; before that there is less to reach.
  await page.getByRole('button', { name: 'As a table' }).waitFor()
  // From the page's name on, into the page and back to what stands before it.
  const reached = new Set<string>()
  for (let presses = 0; presses < 4; presses += 1) reached.add(await tab())
  for (let presses = 0; presses < 7; presses += 1) reached.add(await tab('Shift+Tab'))
  assert.ok(reached.has('Sign out') && reached.has('On site') && reached.size > 4, [...reached].join(', '))
  await page.getByRole('button', { name: 'Sign out' }).focus()
  await page.keyboard.press('Enter')
  await ready.waitFor()
  assert.deepEqual(complaints, [])
})

browserTest('a screen reader hears each outcome once, and of a lost station once', async () => {
  const { page, tapBadge, result, station, ready } = await openDemo()
  await tapBadge('amara')
  await result('in').waitFor()
  await tapBadge('jonas')
  await page.locator('.result-who', { hasText: 'Jonas' }).waitFor()
  await ready.waitFor()
  const said = await watched<string>(page, 'announcements')
  assert.deepEqual(
    said.map((text) => text.split('.')[1]?.trim()),
    ['Welcome, Amara Okafor', 'Welcome, Jonas Lindqvist'],
  )
  // The words on screen are no live region themselves: they would be read a second time.
  assert.equal(await page.locator('.result [aria-live], .result [role=alert]').count(), 0)
  station.signalStation('SIGKILL')
  await page.locator('.out-of-order').waitFor()
  assert.equal(await page.locator('[role=alert]').count(), 1)
  assert.equal(await page.locator('.out-of-order-next').getAttribute('aria-hidden'), 'true', 'no counting down aloud')
})

browserTest('where the system’s colours are forced, outcomes and buttons keep their outlines', async () => {
  const { page, tapBadge, result } = await openDemo({ forcedColors: 'active' })
  const style = (selector: string, property: string): Promise<string> =>
    page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`)
  assert.notEqual(
    await style('.language[data-selected]', 'borderTopColor'),
    await style('.language', 'backgroundColor'),
  )
  await page.keyboard.press('Tab')
  assert.ok((await page.evaluate<Focused>(focused)).isVisible)
  await tapBadge('amara')
  await result('in').waitFor()
  assert.equal(await style('.glyph-mark', 'stroke'), await style('.result-word', 'color'))
  assert.notEqual(await style('.glyph-mark', 'stroke'), await style('body', 'backgroundColor'))
})

browserTest('whoever asks for more contrast gets it: no soft ink, and lines that stand out', async () => {
  const { page } = await openDemo({ contrast: 'more' })
  const token = (name: string): Promise<string> =>
    page.evaluate(`getComputedStyle(document.documentElement).getPropertyValue('${name}').trim()`)
  assert.equal(await token('--ink-soft'), await token('--ink'))
  assert.equal(await token('--line'), await token('--ink'))
})
