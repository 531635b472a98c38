/** Every screen and state as axe sees it, and as somebody has it who has a keyboard, less motion, or colours of their own. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { browserTest, type Kiosk, openKiosk, watched } from './kiosk-page.ts'
import { openPage, runOperatedStation, signIn as signInOperator } from './operated-station.ts'
import { type RunningStation, runStation } from './run-station.ts'
import { showPhoto, takeOnePhoto } from './take-photo-screens.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const standard = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** React Aria keeps what it announces for seconds after the button that it was about has gone. */
const announcements = ['[data-live-announcer]']

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

/** By eval, because the page's own policy lets no foreign script in; axe so sees the page as it is. */
async function findFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe)
  return page.evaluate(`Promise.all(document.getAnimations()
      .filter((each) => each.effect.getComputedTiming().endTime < 2000).map((each) => each.finished.catch(() => {})))
    .then(() => axe.run({ exclude: ${JSON.stringify(announcements)} }, { runOnly: ${JSON.stringify(standard)}, resultTypes: ['violations'] }))
    .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ' at ' + target.join(' ') + ': ' + failureSummary)))`)
}

async function check({ page }: Kiosk, what: string): Promise<void> {
  assert.deepEqual(await findFaults(page), [], what)
  const small: string[] = await page.evaluate('watched.findSmallTargets()')
  assert.deepEqual(small, [], what)
}

async function signIn(
  { page, tapBadge }: Kiosk,
  look: (what: string) => Promise<void> = async () => {},
): Promise<void> {
  await page.getByRole('button', { name: 'Supervisor', exact: true }).click()
  await page.locator('.sign-in .badge-picture').waitFor()
  await look('signing in: the badge')
  await tapBadge('amara')
  await page.locator('.pin').waitFor()
  await look('signing in: the PIN')
  await page.keyboard.type('1111')
  await page.keyboard.press('Enter')
  await page.getByText('That PIN is not right.').waitFor()
  await look('signing in: a wrong PIN')
  await page.keyboard.type('1234')
  await page.locator('.pin .button.is-filled:not([data-disabled])').click()
  await page.locator('.console').waitFor()
}

for (const colorScheme of ['light', 'dark'] as const) {
  browserTest(`axe finds nothing on any screen of the kiosk, ${colorScheme}`, async () => {
    const kiosk = await openDemo({ colorScheme })
    const { page, tapBadge, result, ready, station } = kiosk
    const look = (what: string) => check(kiosk, what)
    await look('Ready')
    await tapBadge('amara')
    await result('in').waitFor()
    await look('in')
    await tapBadge('amara')
    await result('repeat').waitFor()
    await look('already counted')
    await tapBadge('stranger')
    await result('refused').waitFor()
    await look('an unknown card')
    await tapBadge('jonas')
    await result('in').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await result('undone').waitFor()
    await look('taken back')
    await tapBadge('lan')
    await ready.waitFor()
    await page.getByRole('button', { name: 'Undo the last one' }).click()
    await page.getByText('Tap the same badge again').waitFor()
    await look('Ready, about to take back')
    await page.locator('.language:has([lang="ar"])').click()
    await page.locator('html[dir="rtl"]').waitFor()
    await look('Ready in Arabic')
    await tapBadge('maria')
    await result('in').waitFor()
    await look('in, in Arabic')
    await page.locator('.ready').waitFor()
    await page.locator('.language:has([lang="en"])').click()
    await page.locator('html[lang="en"]').waitFor()
    await signIn(kiosk, look)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await ready.waitFor()
    await page.getByRole('button', { name: 'Supervisor', exact: true }).click()
    await page.locator('.sign-in .badge-picture').waitFor()
    await tapBadge('siobhan')
    await page.getByText('Nobody was clocked in or out').waitFor()
    await look('signing in: refused')
    station.signalStation('SIGKILL')
    await page.locator('.out-of-order').waitFor()
    await look('Out of order')
  })

  browserTest(`axe finds nothing on any page of the console, ${colorScheme}`, async () => {
    const kiosk = await openDemo({ colorScheme })
    const { page, tapBadge, result } = kiosk
    await tapBadge('jonas')
    await result('in').waitFor()
    await page.locator('.ready').waitFor()
    await signIn(kiosk)
    const tabs = page.locator('.console-tab')
    const count = await tabs.count()
    assert.ok(count > 0)
    for (let index = 0; index < count; index += 1) {
      const name = await tabs.nth(index).innerText()
      await tabs.nth(index).click()
      await page.locator('.console-page h2', { hasText: name }).waitFor()
      const loading = page.locator('.console-page').getByText('One moment')
      while ((await loading.count()) > 0) await loading.first().waitFor({ state: 'detached' })
      await check(kiosk, `${name} in the console`)
    }
  })
}

browserTest(
  'axe finds nothing where photos are taken: the sign at the door, a photo, and how the camera is',
  async () => {
    const station = await runOperatedStation({ photo: { on: true } })
    running.push(station)
    const withCamera: BrowserContextOptions = { permissions: ['camera'], colorScheme: 'dark' }
    const kiosk = await openKiosk(station.url, withCamera)
    await kiosk.page.locator('.doorway-photo').waitFor()
    await check(kiosk, 'Ready')
    await takeOnePhoto(kiosk.page, station.url)
    const desk = await signInOperator(station, withCamera)
    await showPhoto(desk)
    await check(desk, 'a photo beside its tap')
    await openPage(desk, 'Station')
    await desk.page.getByText('The camera is ready').waitFor()
    await check(desk, 'how the camera is')
  },
)

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
  const tab = async (): Promise<string> => {
    await page.keyboard.press('Tab')
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
  await page.keyboard.press('Shift+Tab')
  assert.equal((await page.evaluate<Focused>(focused)).name.trim(), 'Undo')
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
  const reached = new Set<string>()
  for (let presses = 0; presses < 8; presses += 1) reached.add(await tab())
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
