import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { after } from 'node:test'
import { languages } from '../../core/contract/languages.ts'
import { translateStrictly } from '../renderer/load-languages.ts'
import { browserTest, openKiosk, textOf, watched } from './kiosk-page.ts'
import { type RunningStation, runStation } from './run-station.ts'

const running: RunningStation[] = []
after(async () => {
  for (const station of running) await station.close()
})

async function run(settings: Record<string, unknown> | null): Promise<RunningStation> {
  const station = await runStation(settings)
  running.push(station)
  return station
}

function setLanguage({ dataDir }: RunningStation, language: string, employeeNumber = 'E1001'): void {
  const foyer = join(import.meta.dirname, '../../bin/foyer.mjs')
  const told = spawnSync(
    process.execPath,
    [foyer, 'person', 'set-language', employeeNumber, language, '--data', dataDir],
    {
      encoding: 'utf8',
    },
  )
  assert.equal(told.status, 0, told.stderr)
}

const viewports = { upright: { width: 800, height: 1280 }, small: { width: 1024, height: 600 } }

for (const [name, viewport] of Object.entries(viewports)) {
  browserTest(`each of six languages fits an ${name} screen, and reads in its own direction`, async () => {
    const { url } = await run(null)
    const { page, tapBadge, result, ready, complaints } = await openKiosk(url, { viewport })
    const isFit = async (what: string) => {
      assert.deepEqual(await page.evaluate('watched.findCutOff()'), [], what)
      assert.deepEqual(await page.evaluate('watched.findOverlaps()'), [], what)
    }
    for (const language of languages) {
      const t = await translateStrictly(language)
      await page.locator(`.language:has([lang="${language}"])`).click()
      await page.locator('.doorway-words', { hasText: t('ready.invite') }).waitFor()
      assert.equal(await page.evaluate('document.documentElement.lang'), language)
      assert.equal(await page.evaluate('document.documentElement.dir'), language === 'ar' ? 'rtl' : 'ltr')
      await isFit(`Ready in ${language}`)
      await tapBadge('stranger')
      await page.locator('.result-word', { hasText: t('word.refused.unknown-card') }).waitFor()
      const card = page.locator('.result-card bdi')
      assert.equal(await card.innerText(), '0041999999', 'card numbers are the same in every language')
      await isFit(`an unknown card in ${language}`)
      await tapBadge('bjorn')
      await page.locator('.result-word', { hasText: t('word.refused.revoked-card') }).waitFor()
      await isFit(`a withdrawn card in ${language}`)
      await ready.waitFor()
    }
    await tapBadge('wei')
    assert.match(await textOf(result('in')), /^签到 欢迎，Wei Changming 时间 \d\d:\d\d 今天 0 小时 00 分 /)
    assert.deepEqual(complaints, [])
    assert.deepEqual(await watched(page, 'violations'), [])
  })
}

browserTest('a German kiosk fetches no other language, and never shows a word of one', async () => {
  const { url } = await run({ station: { id: 'tor', zone: 'Europe/Berlin', languages: ['de'] } })
  const fetched: string[] = []
  const { page } = await openKiosk(url, { locale: 'fr-FR' }, async (opened) => {
    opened.on('request', (request) => fetched.push(new URL(request.url()).pathname))
  })
  const words = fetched.filter((path) => /\/(en|de|es|fr|ar|zh)-[^/]+\.js$/.test(path)).map((path) => path.slice(8, 10))
  assert.deepEqual(words, ['de'])
  const titles = await Promise.all(
    languages.map(async (each) => [each, (await translateStrictly(each))('starting.title')]),
  )
  const others = titles.flatMap(([each, title]) => (each === 'de' ? [] : title))
  const seen = (await watched<string>(page, 'texts')).join('\n')
  assert.match(seen, /Ausweis vorhalten/)
  for (const other of others) assert.ok(!seen.includes(`${other}`), `${other}`)
})

browserTest('a tap is answered in the person’s own language, also one that the screen does not offer', async () => {
  const station = await run({ station: { id: 'own', zone: 'Europe/Berlin', languages: ['en'] } })
  setLanguage(station, 'ar')
  const { page, typeBadge, result, ready } = await openKiosk(station.url)
  await typeBadge('0012345678')
  const shown = result('in')
  assert.match(await textOf(shown), /^دخول أهلاً، .*Amara Okafor.* الوقت \d\d:\d\d اليوم 0 س 00 د /)
  assert.deepEqual([await shown.getAttribute('lang'), await shown.getAttribute('dir')], ['ar', 'rtl'])
  assert.equal(await page.evaluate('document.documentElement.dir'), 'ltr', 'the screen stays as it was')
  const [said] = await watched<string>(page, 'announcements')
  assert.match(said ?? '', /^دخول\. /)
  await ready.waitFor()
  assert.match(await textOf(ready), /Tap your badge/)
})

browserTest(
  'six people with six languages tap one after the other: each is greeted, and hears it, in their own',
  async () => {
    const station = await run({ station: { id: 'six', zone: 'Europe/Berlin', languages: ['en'] } })
    const people = [
      { number: 'E1001', badge: '0012345678', name: 'Amara Okafor' },
      { number: 'E1002', badge: '0002453340', name: 'Jonas Lindqvist' },
      { number: 'E1003', badge: '0002533285', name: 'María Fernanda Ríos' },
      { number: 'E1008', badge: '0009828657', name: 'Aisha Rahmani' },
      { number: 'E1004', badge: '0040593548', name: 'Yusuf Demirel' },
      { number: 'E1017', badge: '0022242705', name: 'Wei Changming' },
    ]
    for (const [index, { number }] of people.entries()) setLanguage(station, languages[index] ?? '', number)
    const { page, typeBadge, result, complaints } = await openKiosk(station.url)
    for (const [index, { badge, name }] of people.entries()) {
      const language = languages[index] ?? ''
      const t = await translateStrictly(language)
      await typeBadge(badge)
      const shown = result('in').filter({ hasText: name })
      await shown.waitFor()
      const direction = language === 'ar' ? 'rtl' : 'ltr'
      assert.deepEqual([await shown.getAttribute('lang'), await shown.getAttribute('dir')], [language, direction])
      assert.equal(await shown.locator('.result-word').innerText(), t('word.in'))
      // It is said a moment after it is shown.
      const heard = page.locator(`.for-ears p[lang="${language}"]`, { hasText: name })
      await heard.waitFor({ state: 'attached' })
      const said = (await heard.textContent()) ?? ''
      assert.ok(said.startsWith(t('word.in')) && said.includes(name), `${language}: ${said}`)
    }
    assert.deepEqual(complaints, [])
  },
)
