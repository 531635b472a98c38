import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { browserTest, openKiosk, textOf } from './kiosk-page.ts'
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
