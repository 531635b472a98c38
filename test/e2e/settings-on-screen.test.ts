import assert from 'node:assert/strict'
import { after } from 'node:test'
import { browserTest, openKiosk, textOf } from './kiosk-page.ts'
import { type RunningStation, runStation } from './run-station.ts'

const running: RunningStation[] = []
after(async () => {
  for (const station of running) await station.close()
})

async function run(settings: Record<string, unknown>): Promise<RunningStation> {
  const station = await runStation(settings)
  running.push(station)
  return station
}

browserTest('a station in German speaks German in every word, and shows its own zone', async () => {
  const { url } = await run({
    station: { id: 'tor', name: 'Haupttor', location: 'Werk 2', zone: 'Pacific/Auckland', languages: ['de'] },
  })
  const { page, ready, typeBadge, result } = await openKiosk(url, { timezoneId: 'America/Lima', locale: 'en-US' })
  const time = () =>
    new Intl.DateTimeFormat('de', { timeZone: 'Pacific/Auckland', hour: '2-digit', minute: '2-digit' }).format()
  const before = time()
  const shown = await page.locator('.ready .clock-time').innerText()
  assert.ok([before, time()].includes(shown), shown)
  assert.match(await textOf(ready), /^Haupttor Werk 2 .* Ausweis vorhalten .*Personen/)
  assert.equal(await page.getByRole('radio').count(), 0, 'one language needs no switch')
  assert.equal(await page.locator('.tray').count(), 0, 'a real station has no tray')

  await typeBadge('0012345678')
  assert.match(
    await textOf(result('in')),
    /^Kommen Willkommen, Amara Okafor Uhrzeit \d\d:\d\d Heute 0 h 00 min Diese Woche 0 h 00 min Zurücknehmen Ich wollte gehen Meine Zeiten$/,
  )
  await typeBadge('0041999999')
  assert.match(await textOf(result('refused')), /^Unbekannter Ausweis /)
})

browserTest('on a screen that strangers see there is neither name nor hours', async () => {
  const { url } = await run({
    station: { id: 'street', zone: 'Europe/Berlin' },
    screen: { hideNames: true, hideHours: true },
  })
  const { page, typeBadge, result } = await openKiosk(url)
  await typeBadge('0012345678')
  assert.match(await textOf(result('in')), /^In Welcome Time \d\d:\d\d Undo I meant to clock out$/)
  await page.getByRole('button', { name: 'Undo' }).click()
  assert.equal(await textOf(result('undone')), 'Taken back This tap no longer counts.')
  assert.doesNotMatch((await page.locator('body').textContent()) ?? '', /Amara/)
})

browserTest('where a result stays for a moment only, Ready is back as soon', async () => {
  const { url } = await run({
    station: { id: 'quick', zone: 'Europe/Berlin' },
    rules: { resultSeconds: 1, undoSeconds: 0 },
  })
  const { page, typeBadge, result, ready } = await openKiosk(url)
  await typeBadge('0012345678')
  await result('in').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0)
  await ready.waitFor({ timeout: 3000 })
})
