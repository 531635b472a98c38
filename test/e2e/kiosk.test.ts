import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { browserTest, openKiosk, textOf, watched } from './kiosk-page.ts'
import { type RunningStation, runStation } from './run-station.ts'

let station: RunningStation

before(async () => {
  station = await runStation(null)
})
after(() => station.close())

browserTest(
  'a tap says who came in and when, and the next tap of the badge says that it is counted already',
  async () => {
    const { page, tapBadge, result, ready, complaints } = await openKiosk(station.url)
    await tapBadge('amara')
    const said = await textOf(result('in'))
    assert.match(
      said,
      /^In Welcome, Amara Okafor Time \d\d:\d\d Today 0 h 00 min This week 0 h 00 min Undo I meant to clock out My times$/,
    )
    assert.match(
      (await page.getByRole('alert').textContent()) ?? '',
      /^In\. Welcome, Amara Okafor\. \d\d:\d\d\. Today 0 hours/,
    )

    // The next badge replaces the result at once.
    await tapBadge('amara')
    assert.match(await textOf(result('repeat')), /^Already counted Amara Okafor In since \d\d:\d\d/)
    await ready.waitFor()
    assert.deepEqual(complaints, [])
    assert.deepEqual(await watched(page, 'violations'), [])
  },
)

browserTest('somebody without a tray types the number on the card, or lets a reader type it', async () => {
  const { typeBadge, result, page, who } = await openKiosk(station.url)
  await typeBadge('0009828657')
  assert.match(await textOf(result('in')), /Welcome, Aisha Rahmani/)
  await page.keyboard.type('0005831719', { delay: 1 })
  await page.keyboard.press('NumpadEnter')
  await who('Welcome, Łukasz Brzoza').waitFor()
})

browserTest('two badges typed without a pause are two people', async () => {
  const { page, typeBadge, who } = await openKiosk(station.url)
  await typeBadge('0030537459', '0005390538')
  await who('Welcome, Tomasz Wieczorek').waitFor()
  assert.match(
    (await watched<string>(page, 'announcements')).join('\n'),
    /^In\. Welcome, Chiara Bellandi.*\nIn\. Welcome, Tomasz Wieczorek.*$/,
  )
})

browserTest('an unknown card is refused in words and shows its number', async () => {
  const { tapBadge, result } = await openKiosk(station.url)
  await tapBadge('stranger')
  const said = await textOf(result('refused'))
  assert.match(said, /^Unknown card .*show this number to your supervisor\. 0041999999$/)
})

browserTest(
  'a refusal says which it is: withdrawn card, somebody who is not active, digits that are no number',
  async () => {
    const { tapBadge, typeBadge, result, page } = await openKiosk(station.url)
    await tapBadge('bjorn')
    assert.match(await textOf(result('refused')), /^Card withdrawn Björn Eklöf/)
    await tapBadge('ingrid')
    await page.getByRole('heading', { name: 'Not active' }).waitFor()
    await typeBadge('12345')
    await page.getByRole('heading', { name: 'Not read' }).waitFor()
  },
)

browserTest('a tap is taken back while its result is on screen, and then counts anew', async () => {
  const { page, tapBadge, result } = await openKiosk(station.url)
  await tapBadge('jonas')
  await result('in').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  assert.match(await textOf(result('undone')), /^Taken back Jonas Lindqvist/)
  await tapBadge('jonas')
  assert.match(await textOf(result('in')), /Welcome, Jonas Lindqvist/)
})

browserTest('from Ready the last tap is taken back with the same badge', async () => {
  const { page, tapBadge, result, ready } = await openKiosk(station.url)
  await tapBadge('siobhan')
  await result('in').waitFor()
  await ready.waitFor()
  await page.getByRole('button', { name: 'Undo the last one' }).click()
  await page.getByText('Tap the same badge again').waitFor()
  await tapBadge('siobhan')
  assert.match(await textOf(result('undone')), /^Taken back Siobhán Kinsella/)
})

browserTest('what Ready offers to take back is gone when its time is over', async () => {
  const { page, tapBadge, ready, result } = await openKiosk(station.url)
  await tapBadge('lan')
  await result('in').waitFor()
  await ready.waitFor()
  const offer = page.getByRole('button', { name: 'Undo the last one' })
  await offer.waitFor()
  await offer.waitFor({ state: 'detached', timeout: 12_000 })
})

browserTest('either card of a person is that person', async () => {
  const { tapBadge, result } = await openKiosk(station.url)
  await tapBadge('yusuf')
  await result('in').waitFor()
  await tapBadge('yusuf-spare')
  assert.match(await textOf(result('out')), /Goodbye, Yusuf Demirel/)
})

browserTest('the Enter of a reader presses no button, the Enter of a person does', async () => {
  const { page, typeBadge, result } = await openKiosk(station.url)
  const german = page.getByRole('radio', { name: 'Deutsch' })
  await german.focus()
  await typeBadge('0041600204')
  assert.match(await textOf(result('in')), /^In Welcome, Kenji Morisaki/)
  await page.locator('.ready').waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')

  await german.focus()
  await page.keyboard.press('Enter')
  await page.getByText('Ausweis vorhalten').waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'de')
})

browserTest('each outcome has a sound of its own', async () => {
  const { page, tapBadge, result } = await openKiosk(station.url)
  const takePlayed = async () => (await watched<number>(page, 'tones')).join(' ')
  await tapBadge('stranger')
  await result('refused').waitFor()
  const refused = await takePlayed()
  await tapBadge('maria')
  await result('in').waitFor()
  const cameIn = await takePlayed()
  await tapBadge('maria')
  await result('repeat').waitFor()
  const repeated = await takePlayed()
  assert.equal(new Set([refused, cameIn, repeated, '']).size, 4)
})

browserTest('the page works by the other name of this machine as well', async () => {
  const { ready, complaints, page } = await openKiosk(station.url.replace('127.0.0.1', 'localhost'))
  await ready.waitFor()
  assert.deepEqual(await watched(page, 'violations'), [])
  assert.deepEqual(complaints, [])
})

browserTest('a page that was given no token is told so, and does not pretend that the station is away', async () => {
  const { outOfOrder, page } = await openKiosk(station.url)
  await page.goto('about:blank')
  await page.goto(station.url.replace(/#.*/, '#0000'))
  await outOfOrder.getByText('This page is out of date').waitFor()
})
