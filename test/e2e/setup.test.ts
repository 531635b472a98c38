/** A new station, from an empty folder to the first tap of its first supervisor. */
import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { startCentral } from '../../core/central/central.ts'
import { handOver } from '../../core/door/hand-over.ts'
import { createLog } from '../../core/station/station-log.ts'
import { browserTest, type Kiosk, openScreen, textOf, watched } from './kiosk-page.ts'
import { type RunningStation, runStation } from './run-station.ts'
import { currentStep, fillSupervisor, firstSupervisor, goOn, reachStep, setupSteps, walkSetup } from './setup-steps.ts'

const running: RunningStation[] = []
after(async () => {
  for (const station of running) await station.close()
})

async function openSetup(options: BrowserContextOptions = {}): Promise<Kiosk & { station: RunningStation }> {
  const station = await runStation('fresh')
  running.push(station)
  const kiosk = await openScreen(station.url, options)
  await reachStep(kiosk.page, 'language')
  return { ...kiosk, station }
}

function readStationJson({ dataDir }: RunningStation): Record<string, Record<string, unknown>> {
  return JSON.parse(readFileSync(join(dataDir, 'station.json'), 'utf8'))
}

const faultOf = (page: Page, name: string) => page.locator('.field', { hasText: name }).locator('.setup-fault')

browserTest('a new station is set up step by step, and its supervisor taps and signs in', async () => {
  const kiosk = await openSetup()
  const { page, station, ready, result, typeBadge, complaints } = kiosk
  await walkSetup(page, () => typeBadge(firstSupervisor.card))
  const summary = await textOf(page.locator('.setup-summary'))
  for (const part of [
    'Bäckerei Süd',
    'Halle 2',
    'Europe/Berlin',
    'backerei-sud',
    'Deutsch',
    'Ada Byron',
    '0012345678',
  ]) {
    assert.ok(summary.includes(part), summary)
  }
  assert.ok(!summary.includes(firstSupervisor.pin))
  await page.getByRole('button', { name: 'Finish' }).click()
  await ready.waitFor()
  assert.match(await textOf(page.locator('.ready-place')), /Bäckerei Süd Halle 2/)
  assert.deepEqual(readStationJson(station), {
    station: {
      id: 'backerei-sud',
      name: 'Bäckerei Süd',
      location: 'Halle 2',
      zone: 'Europe/Berlin',
      languages: ['en', 'de'],
    },
    readers: [{ id: 'keyboard', use: 'toggle' }],
  })
  if (process.platform !== 'win32') assert.equal(statSync(join(station.dataDir, 'station.json')).mode & 0o777, 0o600)

  await typeBadge(firstSupervisor.card)
  await result('in').waitFor()
  await ready.waitFor()
  await page.getByRole('button', { name: 'Supervisor' }).first().click()
  await page.getByText('Tap your badge to sign in').waitFor()
  await typeBadge(firstSupervisor.card)
  await page.getByRole('textbox', { name: 'PIN' }).fill(firstSupervisor.pin)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'On site' }).waitFor()
  await page.getByRole('tab', { name: 'Activity' }).click()
  await page.getByText('Set up the station').waitFor()
  assert.deepEqual(complaints, [])
  assert.deepEqual(await watched(page, 'violations'), [])
})

browserTest('the whole of it goes by keyboard alone', async () => {
  const { page, station, ready, typeBadge } = await openSetup()
  const { keyboard } = page
  const press = async (...keys: string[]) => {
    for (const key of keys) await keyboard.press(key)
  }
  // A person's pace: what is as fast as a reader's keys is one's.
  const type = (text: string) => keyboard.type(text, { delay: 150 })
  const focused = () =>
    page.evaluate<string>(
      'document.activeElement.getAttribute("aria-labelledby") ? document.activeElement.labels?.[0]?.textContent ?? "" : document.activeElement.textContent',
    )
  const tabTo = async (name: string) => {
    for (let count = 0; count < 40; count += 1) {
      // A person's pace here too: a Tab that comes as fast as a reader's belongs to a badge.
      await page.waitForTimeout(150)
      await press('Tab')
      if ((await focused()).includes(name)) return
    }
    assert.fail(`${name} is not reached by Tab`)
  }
  const enterStep = async (step: (typeof setupSteps)[number]) => {
    await tabTo('Next')
    await press('Enter')
    await reachStep(page, step)
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1', 'the step is read out')
  }
  await enterStep('place')
  await tabTo('Name of the station')
  await type('Door')
  await tabTo('Time zone')
  await press('Control+A')
  await type('tokyo')
  await page.getByRole('option', { name: 'Asia/Tokyo' }).waitFor()
  await press('ArrowDown', 'Enter')
  await enterStep('languages')
  await enterStep('readers')
  await enterStep('upstreams')
  await enterStep('supervisor')
  await tabTo('Name')
  await type('Ada')
  await press('Tab')
  await type('E7')
  await typeBadge(firstSupervisor.card)
  await page.getByText('The badge was read.').waitFor()
  await tabTo('PIN')
  await type('4829')
  await press('Tab')
  await type('4829')
  await enterStep('summary')
  await tabTo('Finish')
  await press('Enter')
  await ready.waitFor()
  assert.equal(readStationJson(station).station?.zone, 'Asia/Tokyo')
})

browserTest(
  'Enter goes on from the title of a step and from its fields, and a card that is tried does not',
  async () => {
    const { page, station, ready, typeBadge } = await openSetup()
    const { keyboard } = page
    // A person's pace: an Enter that comes as fast as a reader's belongs to a badge.
    const pressEnter = async () => {
      await page.waitForTimeout(400)
      await keyboard.press('Enter')
    }
    const enter = async (step: (typeof setupSteps)[number]) => {
      await pressEnter()
      await reachStep(page, step)
    }
    await enter('place')
    await keyboard.press('Enter')
    assert.equal(await textOf(faultOf(page, 'Name of the station')), 'Please fill this in.')
    await page.locator('input:focus').waitFor()
    await keyboard.type('Door', { delay: 150 })
    await enter('languages')
    await enter('readers')
    await typeBadge(firstSupervisor.card)
    await page.getByText('Read at').waitFor()
    assert.equal(await currentStep(page), 'readers')
    await page.getByRole('checkbox', { name: 'A reader that types' }).focus()
    await enter('upstreams')
    await enter('supervisor')
    await fillSupervisor(page, () => typeBadge(firstSupervisor.card))
    await enter('summary')
    await pressEnter()
    await ready.waitFor()
    assert.equal(readStationJson(station).station?.name, 'Door')

    const other = await openSetup()
    await other.page.getByRole('radio', { name: 'Deutsch' }).focus()
    await other.page.keyboard.press('Enter')
    await reachStep(other.page, 'place')
  },
)

browserTest('what is wrong is said at its field, and nobody gets on before it is right', async () => {
  const { page, typeBadge } = await openSetup()
  await goOn(page)
  await page.getByRole('button', { name: 'Next' }).click()
  assert.equal(await textOf(faultOf(page, 'Name of the station')), 'Please fill this in.')
  assert.equal(await page.evaluate('document.activeElement.labels[0].textContent'), 'Name of the station')
  await page.getByRole('textbox', { name: 'Name of the station' }).fill('Door')
  assert.equal(await faultOf(page, 'Name of the station').count(), 0)
  await page.getByRole('textbox', { name: 'Short name' }).fill('a b')
  assert.match(await textOf(faultOf(page, 'Short name')), /letters, digits/)
  await page.getByRole('textbox', { name: 'Short name' }).fill('door-7')
  await goOn(page)
  await goOn(page)
  await page.locator('.tick', { hasText: 'A reader that types' }).click()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('Please choose at least one reader.').waitFor()
  await page.locator('.tick', { hasText: 'A reader that types' }).click()
  await goOn(page)
  await page.locator('.tick', { hasText: 'Time clock' }).click()
  await page.getByRole('textbox', { name: 'Address' }).fill('clock.example')
  await page.getByRole('button', { name: 'Next' }).click()
  assert.match(await textOf(faultOf(page, 'Address of the service')), /begins with http/)
  await page.getByRole('textbox', { name: 'Address' }).fill('https://clock.example')
  await page.getByRole('textbox', { name: 'Community ID' }).fill('c')
  const key = page.getByRole('textbox', { name: 'Key' })
  assert.equal(await key.getAttribute('type'), 'password')
  await key.fill('env:FOYER_TEST_NOT_SET')
  await goOn(page)
  await fillSupervisor(page, () => typeBadge(firstSupervisor.card))
  await page.getByRole('textbox', { name: 'The same PIN again' }).fill('1111')
  await page.getByRole('button', { name: 'Next' }).click()
  assert.equal(await textOf(faultOf(page, 'The same PIN again')), 'The two PINs are not the same.')
  await page.getByRole('textbox', { name: 'The same PIN again' }).fill(firstSupervisor.pin)
  await goOn(page)
  // Only the station knows its environment.
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByRole('alert').filter({ hasText: 'FOYER_TEST_NOT_SET' }).waitFor()
  await page.getByRole('button', { name: 'Change: Other systems' }).click()
  assert.match(await textOf(faultOf(page, 'Key')), /FOYER_TEST_NOT_SET/)
})

browserTest('a time zone that is typed is the one that is meant, or is said to be none', async () => {
  const { page } = await openSetup({ timezoneId: 'UTC' })
  const zone = page.getByRole('combobox', { name: 'Time zone' })
  // Not by its role: what is beside an open list is hidden from a screen reader.
  const next = page.locator('.setup-foot .is-filled')
  await goOn(page)
  await page.getByRole('textbox', { name: 'Name of the station' }).fill('Door')
  await zone.fill('new york')
  await page.getByText('America/New York · It is').waitFor()
  await zone.press('Tab')
  assert.equal(await zone.inputValue(), 'America/New York')
  await zone.fill('europe/berlin')
  await next.click()
  await reachStep(page, 'languages')
  await page.getByRole('button', { name: 'Back' }).click()
  assert.equal(await zone.inputValue(), 'Europe/Berlin')

  for (const wrong of ['america', '']) {
    await zone.fill(wrong)
    await zone.press('Tab')
    assert.equal(await zone.inputValue(), wrong, 'what was typed stands there')
    await next.click()
    assert.equal(await textOf(faultOf(page, 'Time zone')), 'Please choose a time zone from the list.')
    assert.equal(await zone.getAttribute('aria-invalid'), 'true')
  }
  await zone.fill('tokyo')
  assert.equal(await faultOf(page, 'Time zone').count(), 0)
  // The first closes the list, the second goes on.
  await zone.press('Enter')
  await page.getByRole('listbox').waitFor({ state: 'detached' })
  await zone.press('Enter')
  await reachStep(page, 'languages')
  await page.getByRole('button', { name: 'Back' }).click()
  assert.equal(await zone.inputValue(), 'Asia/Tokyo')
})

browserTest('an address is tried, and what comes of it is said in words', async () => {
  const { page, station } = await openSetup()
  const central = await startCentral({
    dataDir: station.dataDir.replace(/data$/, ''),
    port: 0,
    secret: 'a secret of the tests',
    zone: 'Europe/Berlin',
    locations: [],
    people: [],
    log: createLog('test'),
  })
  try {
    await goOn(page)
    await page.getByRole('textbox', { name: 'Name of the station' }).fill('Door')
    for (const _step of ['languages', 'readers', 'upstreams']) await goOn(page)
    await page.locator('.tick', { hasText: 'Presence' }).click()
    const attempt = page.getByRole('button', { name: 'Try the address' })
    assert.equal(await attempt.isDisabled(), true)
    await page.getByRole('textbox', { name: 'Address' }).fill(central.url)
    await attempt.click()
    await page.getByText('A Foyer central service answers.').waitFor()
    await page.getByRole('textbox', { name: 'Address' }).fill('http://127.0.0.1:1')
    await attempt.click()
    await page.getByText('Nobody answers there').waitFor()
  } finally {
    await central.close()
  }
})

browserTest('a station that is killed while it is set up goes on where it was, and is set up once', async () => {
  const { page, station, ready, typeBadge, outOfOrder } = await openSetup()
  await walkSetup(page, () => typeBadge(firstSupervisor.card))
  station.signalStation('SIGKILL')
  await outOfOrder.waitFor()
  await page.locator('.setup').waitFor({ timeout: 60_000 })
  assert.match(await textOf(page.locator('.setup-summary')), /Bäckerei Süd/)
  await page.getByRole('button', { name: 'Finish' }).click()
  await ready.waitFor()
  station.signalStation('SIGKILL')
  await outOfOrder.waitFor()
  await ready.waitFor({ timeout: 60_000 })
})

browserTest('of two windows that set it up one is first, and the other finds a station', async () => {
  const { page, station, ready, typeBadge } = await openSetup()
  const other = await openScreen(station.url)
  await reachStep(other.page, 'language')
  await walkSetup(page, () => typeBadge(firstSupervisor.card))
  await page.getByRole('button', { name: 'Finish' }).click()
  await ready.waitFor()
  await other.ready.waitFor()
})

browserTest('a page that was there for the setup may use the camera if the station takes photos', async () => {
  const { page, station, ready } = await openSetup()
  const mayUseCamera = () => page.evaluate<boolean>('document.featurePolicy.allowsFeature("camera")')
  assert.equal(await mayUseCamera(), false)
  const reloaded = page.waitForEvent('load')
  const badge = { format: 'em4100' as const, facilityCode: null, cardNumber: 12_345_678, serial: null }
  const answer = await handOver(station.dataDir, 'finishSetup', {
    settings: { station: { id: 'door', zone: 'Europe/Berlin' }, photo: { on: true } },
    supervisor: { displayName: 'Ada', employeeNumber: 'E7', badge, pin: firstSupervisor.pin },
  })
  assert.equal(answer.type, 'finished')
  await reloaded
  await ready.waitFor()
  assert.equal(await mayUseCamera(), true)
})

for (const language of ['de', 'es', 'fr', 'ar', 'zh']) {
  browserTest(`each step speaks ${language}, and fits on a tablet`, async () => {
    const { page } = await openSetup({ viewport: { width: 800, height: 1280 } })
    await page.locator(`.setup-languages .choice:has([lang="${language}"])`).click()
    await page.locator(`html[lang="${language}"]`).waitFor()
    assert.equal(await page.evaluate('document.documentElement.dir'), language === 'ar' ? 'rtl' : 'ltr')
    const next = page.locator('.setup-foot .is-filled')
    for (const step of setupSteps) {
      await reachStep(page, step)
      const words = await textOf(page.locator('.setup'))
      assert.doesNotMatch(words, /setup\.|\{\{/, step)
      const tooWide = await page.evaluate(
        'document.querySelector(".setup-main").scrollWidth > document.querySelector(".setup-main").clientWidth',
      )
      assert.equal(tooWide, false, step)
      if (step === 'place') await page.locator('.setup-main input').first().fill('Door')
      if (step === 'supervisor') {
        const [name, number, badge, pin, again] = await page.locator('.setup-main input').all()
        await name?.fill('Ada')
        await number?.fill('E7')
        await badge?.fill(firstSupervisor.card)
        await pin?.fill('4829')
        await again?.fill('4829')
      }
      await next.click()
    }
    await page.locator('.ready').waitFor()
    assert.equal(await page.evaluate('document.documentElement.lang'), language)
  })
}
