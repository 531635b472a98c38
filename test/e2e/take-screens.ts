/**
 * `npm run screens`: takes pictures of every screen of the demonstration, by day and by night, in four sizes, for whoever
 * looks after their beauty. Into `screens/`, or into the folder that is named.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { findChromium, launchChromium } from './chromium.ts'
import { type RunningStation, runStation } from './run-station.ts'
import { openPhotoScreens } from './take-photo-screens.ts'

const sizes = {
  tablet: { width: 800, height: 1280 },
  small: { width: 1024, height: 600 },
  hd: { width: 1920, height: 1080 },
  uhd: { width: 3840, height: 2160 },
}
const themes = { day: 'light', night: 'dark' } as const

/** Badge of the tray, or what else brings the screen about, by the name of its picture. Repeats come after their tap. */
const badgesByPicture = {
  in: 'amara',
  repeat: 'amara',
  'in-long-name': 'maria',
  unknown: 'stranger',
  revoked: 'bjorn',
  inactive: 'ingrid',
  'first-card': 'yusuf',
  out: 'yusuf-spare',
}

const executablePath = findChromium()
if (executablePath === null) {
  process.stderr.write('No Chromium is installed; set FOYER_CHROMIUM to where one is.\n')
  process.exit(1)
}
const folder = resolve(process.argv[2] ?? 'screens')
mkdirSync(folder, { recursive: true })
const browser = await launchChromium(executablePath)
const photoScreens = await openPhotoScreens(browser, folder)
for (const size of Object.keys(sizes) as (keyof typeof sizes)[]) {
  for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
    // Anew for each, because a badge counts only once in half a minute.
    const station = await runStation(null)
    await takeAll(browser, station, size, theme)
    await station.close()
    const looks = { viewport: sizes[size], colorScheme: themes[theme], reducedMotion: 'reduce' } as const
    await photoScreens.take(`${size}-${theme}`, looks)
  }
}
await photoScreens.close()
await browser.close()
process.stdout.write(`${folder}\n`)

async function takeAll(
  window: Browser,
  station: RunningStation,
  size: keyof typeof sizes,
  theme: keyof typeof themes,
): Promise<void> {
  const page = await window.newPage({ viewport: sizes[size], colorScheme: themes[theme], reducedMotion: 'reduce' })
  await page.goto(station.url)
  const take = (name: string) => page.screenshot({ path: join(folder, `${size}-${theme}-${name}.png`) })
  const ready = page.locator('.ready')
  await ready.waitFor()
  // By night the station would make its own theme of the day.
  await page.evaluate(`document.documentElement.dataset.theme = '${themes[theme]}'`)
  await take('ready')
  await page.getByRole('radio', { name: 'Deutsch' }).click()
  await page.getByText('Ausweis vorhalten').waitFor()
  await take('ready-german')
  await page.getByRole('radio', { name: 'English' }).click()

  let last = ''
  for (const [name, badge] of Object.entries(badgesByPicture)) {
    await page.locator(`[data-badge="${badge}"]`).click()
    const ears = page.locator('.for-ears p')
    const said = last === '' ? ears : ears.filter({ hasNotText: last })
    await said.waitFor({ state: 'attached' })
    last = (await ears.textContent()) ?? ''
    await take(name)
  }
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.locator('[data-tone="undone"]').waitFor()
  await take('undone')
  await page.locator('[data-badge="wei"]').click()
  await page.locator('[data-tone="in"]').waitFor()
  await ready.waitFor()
  const offer = page.getByRole('button', { name: 'Undo the last one' })
  await offer.waitFor()
  await take('ready-undo-last')
  await offer.click()
  await page.getByText('Tap the same badge again').waitFor()
  await take('ready-armed')
  station.signalStation('SIGKILL')
  await page.locator('.out-of-order').waitFor()
  await take('out-of-order')
  await page.close()
}
