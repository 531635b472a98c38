import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { WebSocketServer } from 'ws'
import { findChromium, launchChromium } from '../e2e/chromium.ts'
import { type Expect, importLargeRoster, largeRoster } from '../e2e/large-roster.ts'
import { runStation } from '../e2e/run-station.ts'
import { atMost, type BenchRow } from './bench-row.ts'
import { zone } from './fill-station.ts'
import { percentile } from './statistics.ts'

const frameMs = 1000 / 60
const warmUps = 20
const keystrokes = 200

/** A letter of a search and a bare message in turns, in one page. */
export const searchRow: BenchRow = {
  name: 'search',
  work: 'a letter typed into the search of 50,000 people → found at the station → list painted, in a real browser',
  against: 'a message to a bare WebSocket server and back that sets a text, painted',
  run: async ({ folder }) => {
    const executablePath = findChromium()
    if (executablePath === null) throw new Error('no Chromium is installed; set FOYER_CHROMIUM to where one is')
    await using opened = new AsyncDisposableStack()
    const station = opened.adopt(await runStation({ station: { id: 'search', zone, languages: ['en'] } }), (it) =>
      it.close(),
    )
    const echo = opened.adopt(new WebSocketServer({ host: '127.0.0.1', port: 0 }), (it) => void it.close())
    echo.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))))
    await once(echo, 'listening')
    const echoUrl = `ws://127.0.0.1:${(echo.address() as AddressInfo).port}`
    const browser = opened.adopt(await launchChromium(executablePath), (it) => it.close())
    mkdirSync(folder, { recursive: true })
    const searches = listSearches(importLargeRoster(station, folder), warmUps + keystrokes)
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.addInitScript({ path: join(import.meta.dirname, 'paint-page.js') })
    await page.goto(station.url)
    await openPeople(page)
    const searchMs: number[] = []
    const foundMs: number[] = []
    const messageMs: number[] = []
    for (const [index, { query, count, first }] of searches.entries()) {
      const search = await page.evaluate<{ foundMs: number; paintedMs: number }>(
        `paint.timeSearch(${JSON.stringify(query)}, ${JSON.stringify(count)}, ${JSON.stringify(first)})`,
      )
      const message: number = await page.evaluate(`paint.timeMessage('${echoUrl}')`)
      if (index < warmUps) continue
      searchMs.push(search.paintedMs)
      foundMs.push(search.foundMs)
      messageMs.push(message)
    }
    const behind = (percentile(searchMs, 0.99) - percentile(messageMs, 0.99)) / frameMs
    return {
      checks: [atMost('p99 beyond the message', behind, 1, ' frames')],
      details: {
        searchP50Ms: percentile(searchMs, 0.5),
        searchP99Ms: percentile(searchMs, 0.99),
        inThePageP50Ms: percentile(foundMs, 0.5),
        inThePageP99Ms: percentile(foundMs, 0.99),
        messageP50Ms: percentile(messageMs, 0.5),
        messageP99Ms: percentile(messageMs, 0.99),
      },
    }
  },
}

async function openPeople(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Supervisor' }).first().click()
  await page.getByText('Tap your badge to sign in').waitFor()
  await page.keyboard.type('0012345678\n')
  await page.getByRole('textbox', { name: 'PIN' }).fill('1234')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('tab', { name: 'People' }).click()
  await page.locator('.rows [role=row]').first().waitFor()
}

/** Somebody's number and first name, a letter after the other, and taken back in the same way; with what each finds. */
function listSearches(expect: Expect, length: number): { query: string; count: string; first: string }[] {
  const searches: { query: string; count: string; first: string }[] = []
  let before = ''
  for (let person = 31_415; searches.length < length; person = (person * 7 + 1013) % largeRoster.length) {
    const { employeeNumber, displayName } = largeRoster[person] ?? { employeeNumber: '', displayName: '' }
    const typed = [`${employeeNumber} `, `${displayName.split(' ')[1]} ${employeeNumber.slice(1, 5)}`]
    for (const text of typed) {
      for (let end = 2; end <= text.length; end += 1) {
        const query = text.slice(0, end)
        const found = expect(query)
        const first = found[0]?.employeeNumber
        // Where nothing changes on screen there is nothing to wait for.
        if (first === undefined || `${found.length} ${first}` === before) continue
        before = `${found.length} ${first}`
        searches.push({ query, count: found.length === 1 ? '1 person' : `${found.length} people`, first })
      }
    }
  }
  return searches.slice(0, length)
}
