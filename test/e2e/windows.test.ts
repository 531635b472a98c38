/** Two windows of one station, such as one on either side of a door, or a page that somebody opened twice. */
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { browserTest, type Kiosk, openKiosk, textOf, watched } from './kiosk-page.ts'
import { runFoyer } from './run-foyer.ts'
import { type RunningStation, runStation } from './run-station.ts'

let station: RunningStation

before(async () => {
  station = await runStation(null)
})
after(() => station.close())

/** What was counted of somebody, in order. */
function eventsOf(employeeNumber: string): string[] {
  return runFoyer(['export', 'events', '--data', station.dataDir])
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { employeeNumber: string | null; kind: string })
    .filter((event) => event.employeeNumber === employeeNumber)
    .map(({ kind }) => kind)
}

async function beginSignIn({ page }: Kiosk): Promise<void> {
  await page.getByRole('button', { name: 'Supervisor' }).first().click()
  await page.getByText('Tap your badge to sign in').waitFor()
}

async function enterPin({ page }: Kiosk): Promise<void> {
  await page.getByRole('textbox', { name: 'PIN' }).fill('1234')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('.console').waitFor()
}

browserTest('a tap at either window shows in both, counts once, and is taken back in both from either', async () => {
  const left = await openKiosk(station.url)
  const right = await openKiosk(station.url)
  await left.tapBadge('wei')
  assert.equal(await textOf(right.result('in')), await textOf(left.result('in')))
  await right.page.getByRole('button', { name: 'Undo' }).click()
  await Promise.all([left.result('undone').waitFor(), right.result('undone').waitFor()])
  assert.deepEqual(eventsOf('E1017'), ['in', 'undo'])

  // From Ready: the window that offers it need not be the one that saw the tap, nor the one that the badge is shown to.
  await right.typeBadge('0009828657')
  await Promise.all([left.result('in').waitFor(), right.result('in').waitFor()])
  await left.ready.waitFor()
  await left.page.getByRole('button', { name: 'Undo the last one' }).click()
  await left.page.getByText('Tap the same badge again').waitFor()
  await right.typeBadge('0009828657')
  for (const { result } of [left, right]) assert.match(await textOf(result('undone')), /^Taken back Aisha Rahmani/)
  assert.deepEqual([...left.complaints, ...right.complaints], [])
})

browserTest('a supervisor is signed in at one window alone, and the other goes on as a kiosk', async () => {
  const left = await openKiosk(station.url)
  const right = await openKiosk(station.url)
  await beginSignIn(left)
  // Whichever window the badge is shown to, it is for who waits for one.
  await right.tapBadge('amara')
  await left.page.getByRole('textbox', { name: 'PIN' }).waitFor()
  assert.equal(await right.ready.isVisible(), true)
  await enterPin(left)
  assert.equal(await right.page.locator('.console').count(), 0)
  assert.deepEqual(eventsOf('E1001'), [], 'to sign in is not to clock in')

  // A tap shows where people are looking: a result at the door, a line in the console.
  await right.tapBadge('jonas')
  await right.result('in').waitFor()
  await left.page.locator('.tap-banner', { hasText: 'Jonas Lindqvist' }).waitFor()
  assert.deepEqual(eventsOf('E1002'), ['in'])
  await left.page.locator('.console').waitFor()
  assert.deepEqual([...left.complaints, ...right.complaints], [])
  assert.deepEqual(await watched(right.page, 'violations'), [])
})

browserTest('a session ends in its own window: by signing out, and with the window', async () => {
  const left = await openKiosk(station.url)
  const right = await openKiosk(station.url)
  for (const each of [left, right]) {
    await beginSignIn(each)
    await each.tapBadge('amara').catch(() => {})
    await enterPin(each)
  }
  await right.page.getByRole('button', { name: 'Sign out' }).click()
  await right.ready.waitFor()
  const clockIn = left.page.getByRole('button', { name: 'Clock somebody in' })
  await clockIn.waitFor()
  await left.page.getByRole('tab', { name: 'People' }).click()
  await left.page.getByText(/^\d+ people$/).waitFor()
  // A page that is loaded anew is a new caller: nobody is signed in there.
  await left.page.reload()
  await left.ready.waitFor()
  assert.equal(await left.page.locator('.console').count(), 0)
})

browserTest(
  'where two windows wait for a supervisor, each gets its own badge, and no badge clocks anybody',
  async () => {
    const left = await openKiosk(station.url)
    const right = await openKiosk(station.url)
    await beginSignIn(left)
    await beginSignIn(right)
    await left.typeBadge('0012345678')
    await right.page.getByRole('textbox', { name: 'PIN' }).waitFor()
    assert.equal(await left.page.getByRole('textbox', { name: 'PIN' }).count(), 0)
    await enterPin(right)
    assert.equal(await left.page.locator('.console').count(), 0)
    await right.typeBadge('0022242705')
    await left.page.getByRole('alert').getByText('Nobody was clocked in or out').waitFor()
    assert.deepEqual(eventsOf('E1017'), ['in', 'undo'], 'as it was before')
  },
)
