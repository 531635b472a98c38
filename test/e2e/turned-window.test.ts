/** A window that is turned and resized while somebody uses it: a tablet in the hand, another screen, a zoomed page. */
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import type { Page } from 'playwright-core'
import { openConsole } from './console-desk.ts'
import { browserTest, openKiosk, watched } from './kiosk-page.ts'
import { type RunningStation, runStation } from './run-station.ts'

let station: RunningStation

before(async () => {
  station = await runStation(null)
})
after(() => station.close())

const shapes = {
  upright: { width: 800, height: 1280, deviceScaleFactor: 2 },
  lying: { width: 1280, height: 800, deviceScaleFactor: 2 },
  wall: { width: 3840, height: 2160, deviceScaleFactor: 1 },
  dense: { width: 1920, height: 1080, deviceScaleFactor: 2 },
} as const

type Shape = keyof typeof shapes

const frameMs = 20
/** `screen.resultSeconds`, unless set. */
const resultMs = 4000

/** As a screen is turned: without loading the page anew, and what the browser tells the page along with it. */
async function createTurn(page: Page, isClockPaused = () => false): Promise<(shape: Shape) => Promise<void>> {
  const devtools = await page.context().newCDPSession(page)
  return async (shape) => {
    const { width, height } = shapes[shape]
    const angle = width < height ? 90 : 0
    await devtools.send('Emulation.setDeviceMetricsOverride', {
      ...shapes[shape],
      mobile: false,
      screenWidth: width,
      screenHeight: height,
      screenOrientation: { type: width < height ? 'portraitPrimary' : 'landscapePrimary', angle },
    })
    if (isClockPaused()) {
      // There a frame comes only when the clock is moved.
      const size = () => page.evaluate<[number, number]>('[innerWidth, innerHeight]')
      for (let [wide, high] = await size(); wide !== width || high !== height; ) [wide, high] = await size()
      await page.clock.runFor(frameMs)
      return
    }
    // Turned, laid out and painted.
    await page.evaluate(`new Promise((done) => {
      const isTurned = () => innerWidth === ${width} && innerHeight === ${height}
      const look = () => requestAnimationFrame(() => (isTurned() ? requestAnimationFrame(done) : look()))
      look()
    })`)
  }
}

/** Nothing is cut off, lies over another, or can be scrolled away. */
async function isWhole(page: Page, what: string): Promise<void> {
  assert.deepEqual(await page.evaluate('watched.findCutOff()'), [], what)
  assert.deepEqual(await page.evaluate('watched.findOverlaps()'), [], what)
  assert.deepEqual(await page.evaluate('watched.findScrollers()'), [], what)
}

const turns: readonly Shape[] = ['upright', 'lying', 'wall', 'dense', 'upright']

browserTest(
  'Ready, and typing number and PIN, outlive every turn of the screen: what is half typed, and where',
  async () => {
    const { page, complaints } = await openKiosk(station.url)
    const turn = await createTurn(page)
    for (const shape of turns) {
      await turn(shape)
      await isWhole(page, `Ready ${shape}`)
    }
    await page.getByRole('button', { name: 'No badge?' }).click()
    const number = page.getByRole('textbox', { name: 'Employee number' })
    const pin = page.getByRole('textbox', { name: 'PIN' })
    await number.fill('E10')
    await pin.fill('12')
    await number.focus()
    for (const shape of turns) {
      await turn(shape)
      await isWhole(page, `number and PIN ${shape}`)
      assert.deepEqual([await number.inputValue(), await pin.inputValue()], ['E10', '12'])
      assert.equal(await number.evaluate('document.activeElement?.closest(".is-number") !== null'), true, shape)
    }
    assert.deepEqual(complaints, [])
  },
)

browserTest(
  'a result stays through every turn as long as it does without, and the supervisor’s PIN is not lost',
  async () => {
    // By a clock that only the test moves: how fast the machine turns and paints is nothing to it.
    const behindMs = 10_000
    const { page, tapBadge, ready, result, complaints } = await openKiosk(station.url, {}, (page) =>
      page.clock.install({ time: Date.now() - behindMs }),
    )
    let isPaused = true
    const turn = await createTurn(page, () => isPaused)
    await page.clock.pauseAt((await page.evaluate<number>('Date.now()')) + behindMs)
    await page.evaluate(countResults)
    await tapBadge('maria')
    await result('in').waitFor()
    const shapesOfResult = ['upright', 'lying', 'dense'] as const
    for (const shape of shapesOfResult) {
      await page.clock.runFor(1000)
      await turn(shape)
      await isWhole(page, `a result ${shape}`)
    }
    const leftMs = resultMs - shapesOfResult.length * (1000 + frameMs)
    await page.clock.runFor(leftMs - frameMs)
    assert.ok(await result('in').isVisible(), 'no turn cuts its time short')
    assert.equal(await page.evaluate('resultCount'), 1, 'the same one all the time')
    await page.clock.runFor(2 * frameMs)
    assert.equal(await result('in').count(), 0, 'no turn begins its time anew')
    await ready.waitFor()
    isPaused = false
    await page.clock.resume()

    await page.getByRole('button', { name: 'Supervisor' }).first().click()
    await page.getByText('Tap your badge to sign in').waitFor()
    await isWhole(page, 'the badge of a supervisor')
    await tapBadge('amara')
    const pin = page.getByRole('textbox', { name: 'PIN' })
    await pin.fill('12')
    for (const shape of turns) {
      await turn(shape)
      await isWhole(page, `a supervisor's PIN ${shape}`)
      assert.equal(await pin.inputValue(), '12')
      assert.equal(await pin.evaluate('document.activeElement?.type'), 'password')
    }
    assert.deepEqual(complaints, [])
    assert.deepEqual(await watched(page, 'violations'), [])
  },
)

browserTest('the console outlives every turn: its page, what is typed, the focus, and nothing sticks out', async () => {
  const { page, complaints } = await openConsole(station.url)
  const turn = await createTurn(page)
  await page.getByRole('tab', { name: 'People', exact: true }).click()
  const search = page.getByRole('searchbox')
  await search.fill('li')
  await page.getByRole('grid', { name: 'People' }).getByRole('row').first().waitFor()
  for (const shape of turns) {
    await turn(shape)
    assert.deepEqual(await page.evaluate('watched.findStickingOut()'), [], shape)
    assert.equal(await search.inputValue(), 'li')
    assert.equal(await search.evaluate('document.activeElement?.type'), 'search', shape)
    assert.ok(await page.getByRole('grid', { name: 'People' }).getByRole('row').first().isVisible(), shape)
  }
  for (const name of ['On site', 'Cards', 'Hours', 'Enrolment', 'Schedules', 'Sync', 'Activity', 'Station']) {
    await page.getByRole('tab', { name, exact: true }).first().click()
    await page.getByRole('heading', { name, exact: true }).first().waitFor()
    for (const shape of ['lying', 'upright'] as const) {
      await turn(shape)
      assert.deepEqual(await page.evaluate('watched.findStickingOut()'), [], `${name} ${shape}`)
    }
  }
  assert.deepEqual(complaints, [])
})

/** How many results there were. */
const countResults = `{
  globalThis.resultCount = 0
  let last = null
  new MutationObserver(() => {
    const result = document.querySelector('.result')
    if (result !== null && result !== last) resultCount += 1
    last = result
  }).observe(document.body, { childList: true, subtree: true })
}`
