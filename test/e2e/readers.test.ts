import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { browserTest, openKiosk, textOf, watched } from './kiosk-page.ts'
import { runScriptedStation, type ScriptedStation, scriptedDevice } from './run-scripted-station.ts'

const people = 200
const numberOf = (index: number) => String(index + 1).padStart(3, '0')
const badgeOf = (index: number) => `${String(7_000_000 + index).padStart(10, '0')}\n`

let station: ScriptedStation
const root = mkdtempSync(join(tmpdir(), 'foyer-readers-'))

before(async () => {
  const roster = join(root, 'roster.csv')
  const lines = Array.from(
    { length: people },
    (_, index) => `N${numberOf(index)},Person ${numberOf(index)},${badgeOf(index).trim()},em4100`,
  )
  writeFileSync(roster, `employeeNumber,displayName,cardNumber,cardFormat\n${lines.join('\n')}\n`)
  station = await runScriptedStation({
    settings: {
      station: { id: 'front-door', zone: 'Europe/Berlin', languages: ['en'] },
      readers: [
        { id: 'left', name: 'Left reader', use: 'in', device: { ...scriptedDevice, port: '1-1' } },
        { id: 'right', name: 'Right reader', use: 'in', device: { ...scriptedDevice, port: '1-2' } },
      ],
    },
    roster,
    ports: ['1-1', '1-2'],
  })
})
after(async () => {
  await station.close()
  rmSync(root, { recursive: true, force: true })
})

browserTest(
  'of two hundred badges at two readers, one pair after the other, each is on screen, and each is counted once',
  async (t) => {
    const { page, complaints } = await openKiosk(station.url)
    await page.locator('.strip').getByText('2 readers ready').waitFor()
    const startedMs = performance.now()
    for (let index = 0; index < people; index += 2) {
      station.order({ type: 'send-together', texts: [badgeOf(index), badgeOf(index + 1)] })
      // The pace of the badges, many times what is asked for; nothing waits for the screen.
      await sleep(50)
    }
    // The page's policy lets no condition be handed over as text.
    await page.evaluate(`new Promise((done) => {
    const look = () => (watched.announcements.length >= ${people} ? done() : requestAnimationFrame(look))
    look()
  })`)
    t.diagnostic(`${people} badges in ${((performance.now() - startedMs) / 1000).toFixed(1)} s (goal: 60 s)`)
    const announced = await watched<string>(page, 'announcements')
    assert.equal(announced.length, people)
    const names = announced.map((text) => /^In\. Welcome, (Person \d+)\./.exec(text)?.[1])
    assert.deepEqual(
      names.toSorted(),
      Array.from({ length: people }, (_, index) => `Person ${numberOf(index)}`),
    )
    // Either reader's in its own order.
    for (const side of [0, 1]) {
      const own = names.filter((name) => (Number(name?.slice(-3)) - 1) % 2 === side)
      assert.deepEqual(own, own.toSorted())
    }
    const counted = station.readRows<{ reader: string; kind: string; n: number; people: number }>(
      `SELECT reader, kind, count(*) AS n, count(DISTINCT person_id) AS people FROM event GROUP BY reader, kind ORDER BY reader`,
    )
    assert.deepEqual(counted, [
      { reader: 'left', kind: 'in', n: people / 2, people: people / 2 },
      { reader: 'right', kind: 'in', n: people / 2, people: people / 2 },
    ])
    assert.deepEqual(complaints, [])
    assert.deepEqual(await watched(page, 'shifts'), [])
  },
)

browserTest('a reader that is pulled out is named on screen, and one that is back reads the next badge', async (t) => {
  const { page, result, complaints } = await openKiosk(station.url)
  const strip = page.locator('.strip')
  await strip.getByText('2 readers ready').waitFor()
  await page.evaluate(watchStrip)
  const pulledMs = Date.now()
  station.order({ type: 'unplug', device: 0 })
  const warning = strip.locator('li.is-warning', { hasText: 'Left reader is unplugged' })
  await warning.waitFor()
  assert.equal(await warning.locator('svg').count(), 1, 'an icon as well')
  const saidMs = (await page.evaluate<number>('absentAtMs')) - pulledMs
  t.diagnostic(`named ${saidMs} ms after it was pulled out (goal: 1000 ms)`)
  await strip.getByText('Reader ready').waitFor()

  // The other one goes on, and what is held to the one that is out is nobody's.
  station.order({ type: 'send', text: badgeOf(0), device: 0 })
  station.order({ type: 'send', text: badgeOf(1), device: 1 })
  assert.match(await textOf(result('repeat')), /^Already counted Person 002/)

  station.order({ type: 'plug', device: 0 })
  await strip.getByText('2 readers ready').waitFor()
  await warning.waitFor({ state: 'detached' })
  station.order({ type: 'send', text: badgeOf(2), device: 0 })
  await page.locator('.result-who', { hasText: 'Person 003' }).waitFor()
  assert.deepEqual(complaints, [])
})

/** Of the machine's clock, as the test's: from the pull until the words are in the page. */
const watchStrip = `{
  globalThis.absentAtMs = null
  new MutationObserver(() => {
    if (absentAtMs === null && /is unplugged/.test(document.querySelector('.strip')?.textContent)) absentAtMs = Date.now()
  }).observe(document.body, { childList: true, subtree: true, characterData: true })
}`
