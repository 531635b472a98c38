import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { browserTest, openKiosk, textOf, watched } from './kiosk-page.ts'
import { type RunningStation, runStation } from './run-station.ts'

let demo: RunningStation
const running: RunningStation[] = []

before(async () => {
  demo = await runStation(null)
  running.push(demo)
})
after(async () => {
  for (const station of running) await station.close()
})

async function run(settings: Record<string, unknown>): Promise<string> {
  const station = await runStation({ station: { id: 'door', zone: 'Europe/Berlin' }, ...settings })
  running.push(station)
  return station.url
}

/** Where it is now that hour of the day (`Etc` counts the other way round). */
function zoneAtHour(hour: number): string {
  const ahead = (hour - new Date().getUTCHours() + 24) % 24
  if (ahead === 0) return 'Etc/GMT'
  return ahead <= 12 ? `Etc/GMT-${ahead}` : `Etc/GMT+${24 - ahead}`
}

browserTest('a wrong direction is put right at once, and back again', async () => {
  const { page, tapBadge, result, complaints } = await openKiosk(demo.url)
  await tapBadge('amara')
  await result('in').waitFor()
  await page.getByRole('button', { name: 'I meant to clock out' }).click()
  assert.match(await textOf(result('out')), /^Out Goodbye, Amara Okafor You were not clocked in before\./)
  await page.getByRole('button', { name: 'I meant to clock in' }).click()
  assert.match(await textOf(result('in')), /^In Welcome, Amara Okafor/)
  await tapBadge('amara')
  assert.match(await textOf(result('repeat')), /In since/)
  assert.deepEqual(complaints, [])
})

browserTest('an out that was meant as an in: the period goes on, and there is nothing to put right', async () => {
  // No guard: somebody comes and goes within a moment.
  const { page, typeBadge, result, ready, complaints } = await openKiosk(
    await run({ rules: { repeatGuardSeconds: 0 } }),
  )
  await typeBadge('0012345678')
  await result('in').waitFor()
  await typeBadge('0012345678')
  await result('out').waitFor()
  await page.getByRole('button', { name: 'I meant to clock in' }).click()
  assert.match(
    await textOf(result('in')),
    /^In Welcome, Amara Okafor In since \d\d:\d\d Time \d\d:\d\d Today 0 h \d\d min This week 0 h \d\d min$/,
  )
  await ready.waitFor()
  assert.equal(await page.getByRole('button', { name: /undo/i }).count(), 0, 'nothing is left to undo')
  assert.deepEqual(complaints, [])
})

browserTest('whoever badged looks at their own times by keyboard, and the next card takes the screen', async () => {
  const { page, tapBadge, result, who, ready, complaints } = await openKiosk(demo.url)
  await tapBadge('jonas')
  await result('in').waitFor()
  await page.getByRole('button', { name: 'My times' }).press('Enter')
  const times = page.locator('.times')
  assert.match(await textOf(times), /^My times This week 0 h 00 min Today since \d\d:\d\d 0 h 00 min/)
  assert.equal(await page.evaluate('document.activeElement.innerText'), 'My times')
  assert.doesNotMatch(await textOf(times), /Jonas/)
  await tapBadge('wei')
  await who('Welcome').waitFor()
  assert.equal(await times.count(), 0)
  await page.getByRole('button', { name: 'My times' }).click()
  await times.waitFor()
  await page.getByRole('button', { name: 'Close' }).click()
  await ready.waitFor()
  assert.deepEqual(complaints, [])
})

browserTest(
  'where hours are hidden nobody is offered their times, and nothing is said aloud that is hidden',
  async () => {
    const url = await run({ screen: { hideNames: true, hideHours: true, isSpoken: true } })
    const { page, typeBadge, result } = await openKiosk(url)
    await typeBadge('0012345678')
    assert.match(await textOf(result('in')), /^In Welcome Time \d\d:\d\d Undo I meant to clock out$/)
    assert.match((await watched<string>(page, 'spoken')).join('\n'), /^en-GB: In\. Welcome\. \d\d:\d\d$/)
  },
)

browserTest('a result is read aloud where the setting says so, in a language that has a voice', async () => {
  const { page, typeBadge, result } = await openKiosk(await run({ screen: { isSpoken: true } }))
  await typeBadge('0012345678')
  await result('in').waitFor()
  assert.match(
    (await watched<string>(page, 'spoken')).join('\n'),
    /^en-GB: In\. Welcome, Amara Okafor\. \d\d:\d\d\. Today 0/,
  )

  const german = await openKiosk(
    await run({ station: { id: 'tor', zone: 'Europe/Berlin', languages: ['de'] }, screen: { isSpoken: true } }),
  )
  await german.typeBadge('0012345678')
  await german.result('in').waitFor()
  assert.deepEqual(await watched(german.page, 'spoken'), [], 'an English voice does not read German')

  const silent = await openKiosk(demo.url)
  await silent.tapBadge('lan')
  await silent.result('in').waitFor()
  assert.deepEqual(await watched(silent.page, 'spoken'), [])
})

browserTest(
  'by night it is dark at the station, whatever the system wants; by day as the system wants it',
  async () => {
    const ground = 'getComputedStyle(document.body).backgroundColor'
    const [light, dark] = ['rgb(233, 238, 235)', 'rgb(13, 20, 18)']
    const look = async (url: string, colorScheme: 'light' | 'dark') =>
      (await openKiosk(url, { colorScheme })).page.evaluate(ground)
    const night = await run({ station: { id: 'night', zone: zoneAtHour(23) } })
    assert.deepEqual([await look(night, 'light'), await look(night, 'dark')], [dark, dark])
    const day = await run({ station: { id: 'day', zone: zoneAtHour(11) } })
    assert.deepEqual([await look(day, 'light'), await look(day, 'dark')], [light, dark])
    const always = await run({ station: { id: 'always', zone: zoneAtHour(23) }, screen: { theme: 'light' } })
    assert.equal(await look(always, 'dark'), light)
  },
)

browserTest('Ready moves by a pixel a minute and nothing else, and asks for no animation to do so', async () => {
  const { page, ready } = await openKiosk(demo.url, { reducedMotion: 'reduce' }, (page) => page.clock.install())
  const place = async () => {
    const box = await ready.boundingBox()
    return [box?.x, box?.y]
  }
  assert.deepEqual(await place(), [0, 0])
  await page.clock.fastForward(60_000)
  assert.deepEqual(await place(), [1, 1])
  await page.clock.fastForward(60_000)
  assert.deepEqual(await place(), [2, 2])
  assert.equal(await page.evaluate('document.getAnimations().length'), 0)
})
