import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { openConsole } from './console-desk.ts'
import { browserTest, openKiosk, textOf } from './kiosk-page.ts'
import { runFoyer } from './run-foyer.ts'
import { type RunningStation, runStation } from './run-station.ts'

let station: RunningStation

before(async () => {
  station = await runStation(null)
})
after(() => station.close())

browserTest(
  'a station that is killed is said to be out of order, comes back by itself, and remembers the tap',
  async () => {
    const { outOfOrder, ready, tapBadge, result, complaints } = await openKiosk(station.url)
    await tapBadge('amara')
    await result('in').waitFor()
    station.signalStation('SIGKILL')
    assert.match(
      await textOf(outOfOrder),
      /^Out of order The station is starting again\..*(Next try in|Trying again|It comes back by itself)/,
    )
    await ready.waitFor({ timeout: 40_000 })
    await tapBadge('amara')
    assert.match(await textOf(result('repeat')), /^Already counted Amara Okafor/)
    assert.deepEqual(complaints, [])
  },
)

function exported(what: 'events' | 'audit'): Record<string, string>[] {
  const lines = runFoyer(['export', what, '--data', station.dataDir]).split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
}

browserTest('a badge that is typed while the station is away is not counted later', async () => {
  const { outOfOrder, ready, typeBadge, result } = await openKiosk(station.url)
  station.signalStation('SIGKILL')
  await outOfOrder.waitFor()
  await typeBadge('0009828657')
  await ready.waitFor({ timeout: 40_000 })
  await typeBadge('0009828657')
  await result('in').waitFor()
})

browserTest('a station that hangs is noticed, and is there again when it goes on', async () => {
  const { outOfOrder, ready, tapBadge, result } = await openKiosk(station.url)
  station.signalStation('SIGSTOP')
  try {
    await outOfOrder.waitFor({ timeout: 30_000 })
  } finally {
    station.signalStation('SIGCONT')
  }
  await ready.waitFor({ timeout: 30_000 })
  await tapBadge('maria')
  await result('in').waitFor()
})

browserTest(
  'killed under three windows, a station has signed everybody out, forgotten what was typed, and done nothing by half',
  async () => {
    const console = await openConsole(station.url)
    const signIn = await openKiosk(station.url)
    const noBadge = await openKiosk(station.url)
    const askForBadge = async () => {
      await signIn.page.getByRole('button', { name: 'Supervisor' }).first().click()
      await signIn.page.getByText('Tap your badge to sign in').waitFor()
      await signIn.tapBadge('amara')
    }
    const signInPin = signIn.page.getByRole('textbox', { name: 'PIN' })
    await askForBadge()
    await signInPin.fill('123')

    const number = noBadge.page.getByRole('textbox', { name: 'Employee number' })
    const ownPin = noBadge.page.getByRole('textbox', { name: 'PIN' })
    await noBadge.page.getByRole('button', { name: 'No badge?' }).click()
    await number.fill('E1001')
    await ownPin.fill('12')

    await console.page.getByRole('button', { name: 'Clock somebody in' }).click()
    await console.page.getByRole('combobox').fill('lan')
    await console.page.getByRole('option', { name: /Lan/ }).click()
    await console.page.getByLabel('Reason').fill('Forgot the badge')
    const before = exported('events').length
    // At the very press: it was done, or it was not.
    await console.page.getByRole('dialog').getByRole('button', { name: 'Clock somebody in' }).click()
    station.signalStation('SIGKILL')
    const windows = [console, signIn, noBadge]
    await Promise.all(windows.map(({ outOfOrder }) => outOfOrder.waitFor()))
    for (const { page, ready } of windows) {
      await ready.waitFor({ timeout: 60_000 })
      for (const gone of ['.console', '.sign-in', '.dialog', '.result']) {
        assert.equal(await page.locator(gone).count(), 0, gone)
      }
    }
    const counted = exported('events').slice(before)
    assert.ok(counted.length <= 1 && counted.every(({ employeeNumber }) => employeeNumber !== 'E1001'))
    const written = exported('audit').filter(({ action }) => action === 'attendance.force-in')
    assert.equal(written.length, counted.length, 'an event and its line in the trail, or neither')

    await askForBadge()
    await signInPin.waitFor()
    assert.equal(await signInPin.inputValue(), '')
    await noBadge.page.getByRole('button', { name: 'No badge?' }).click()
    assert.deepEqual([await number.inputValue(), await ownPin.inputValue()], ['', ''])
    for (const { complaints } of windows) assert.deepEqual(complaints, [])
  },
)

browserTest(
  'a screen that cannot be drawn says so, badges count there meanwhile, and it is loaded anew by itself',
  async () => {
    const { page, ready, typeBadge } = await openKiosk(station.url)
    const before = exported('events').length
    // As after an update: what the page would load next is no longer there.
    await page.route(/sign-in-[^/]*\.js$/, (route) => route.abort())
    await page.getByRole('button', { name: 'Supervisor' }).first().click()
    assert.match(await textOf(page.locator('.out-of-order')), /^This screen has a fault Badges still count\./)
    await typeBadge('0001978305')
    await page.unroute(/sign-in-[^/]*\.js$/)
    await ready.waitFor({ timeout: 60_000 })
    const counted = exported('events').slice(before)
    assert.deepEqual(
      counted.map(({ employeeNumber }) => employeeNumber),
      ['E1005'],
    )
  },
)

browserTest('a page of the console that cannot be drawn leaves the others alone', async () => {
  const { page } = await openConsole(station.url)
  await page.route(/schedules-page-[^/]*\.js$/, (route) => route.abort())
  await page.getByRole('tab', { name: 'Schedules' }).click()
  await page.getByRole('alert').filter({ hasText: 'This page cannot be shown.' }).waitFor()
  await page.getByRole('tab', { name: 'People' }).click()
  await page.getByRole('searchbox').waitFor()
})
