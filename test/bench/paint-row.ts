import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { WebSocketServer } from 'ws'
import { findChromium, launchChromium } from '../e2e/chromium.ts'
import { runStation } from '../e2e/run-station.ts'
import { atMost, type BenchRow, exactly } from './bench-row.ts'
import { zone } from './fill-station.ts'
import { percentile } from './statistics.ts'

const warmUps = 10
const taps = 200
const slowTaps = 8
const frameMs = 1000 / 60
/** The length of a result's own animation, and some more. */
const watchedMs = 600
/** Of active people of the sample roster. */
const badges = ['0012345678', '0002453340', '0002533285', '0009828657', '0005831719', '0030537459', '0005390538']

/** A tap and a bare message in turns, in one page. */
export const paintRow: BenchRow = {
  name: 'paint',
  work: 'last key of a badge → decision durable → result painted, in a real browser',
  against: 'a message to a bare WebSocket server and back that sets a text, painted',
  run: async () => {
    const executablePath = findChromium()
    if (executablePath === null) throw new Error('no Chromium is installed; set FOYER_CHROMIUM to where one is')
    const rules = { repeatGuardSeconds: 0, undoSeconds: 0, resultSeconds: 4 }
    const station = await runStation({ station: { id: 'paint', zone }, rules })
    const echo = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    echo.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))))
    await once(echo, 'listening')
    const echoUrl = `ws://127.0.0.1:${(echo.address() as AddressInfo).port}`
    const browser = await launchChromium(executablePath)
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
      await page.addInitScript({ path: join(import.meta.dirname, 'paint-page.js') })
      await page.goto(station.url)
      await page.locator('.ready').waitFor()
      const { tapMs, messageMs } = await timeBoth(page, echoUrl)
      const shifts = Number(await page.evaluate('paint.shifts'))
      const gaps = await watchSlowFrames(page)
      const behind = (percentile(tapMs, 0.99) - percentile(messageMs, 0.99)) / frameMs
      const slow = gaps.filter((gap) => gap > 1.5 * frameMs).length / gaps.length
      return {
        checks: [
          atMost('p99 beyond the message', behind, 2, ' frames'),
          exactly('layout shifts', shifts, 0),
          atMost('share of late frames on Result, CPU slowed 4×', slow, 0.05, ''),
        ],
        details: {
          tapP50Ms: percentile(tapMs, 0.5),
          tapP99Ms: percentile(tapMs, 0.99),
          messageP50Ms: percentile(messageMs, 0.5),
          messageP99Ms: percentile(messageMs, 0.99),
          slowFrameP50Ms: percentile(gaps, 0.5),
          slowFrameP99Ms: percentile(gaps, 0.99),
        },
      }
    } finally {
      await browser.close()
      echo.close()
      await station.close()
    }
  },
}

async function timeBoth(page: Page, echoUrl: string): Promise<{ tapMs: number[]; messageMs: number[] }> {
  const [tapMs, messageMs]: [number[], number[]] = [[], []]
  for (let index = -warmUps; index < taps; index += 1) {
    const tap = await timeTap(page, index + warmUps)
    const message: number = await page.evaluate(`paint.timeMessage('${echoUrl}')`)
    if (index < 0) continue
    tapMs.push(tap)
    messageMs.push(message)
  }
  return { tapMs, messageMs }
}

/** As a reader types it. */
async function timeTap(page: Page, index: number): Promise<number> {
  const timed = page.evaluate<number>('paint.timeTap()')
  await page.keyboard.type(badges[index % badges.length] ?? '', { delay: 4 })
  await page.keyboard.press('Enter')
  return timed
}

/** The gaps between frames while results appear on a computer a quarter as fast. */
async function watchSlowFrames(page: Page): Promise<number[]> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const gaps: number[] = []
  for (let index = 0; index < slowTaps; index += 1) {
    await timeTap(page, index)
    gaps.push(...(await page.evaluate<number[]>(`paint.countFrames(${watchedMs})`)))
  }
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  return gaps
}
