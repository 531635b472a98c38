/**
 * The station's process with devices by script, for tests of what becomes of readers. Arguments: the data folder, the folder of
 * screens, and the ports of the devices that are plugged in at the start (one without a port unless given). It says what a
 * station says, and does what a `ScriptOrder` asks for.
 */
import { performance } from 'node:perf_hooks'
import { textToReports } from '../../core/badge/keyboard-report.ts'
import { runStation } from '../../core/station/run-station.ts'
import { startTimer } from '../../core/station/start-timer.ts'
import { createScriptedHid } from './scripted-hid.ts'

/** `device`: which of those given at the start; the first unless said. */
export type ScriptOrder =
  | { type: 'send'; text: string; device?: number }
  /** A report of each device in turns, as readers do that are used at the same instant. */
  | { type: 'send-together'; texts: string[] }
  | { type: 'unplug' | 'plug'; device: number }
  /** So much time goes by, on the wall and by the clock that nobody can set; timers know nothing of it. */
  | { type: 'pass'; ms: number }
  | { type: 'close' }

const [, , dataDir = '', screensDir = '', ...ports] = process.argv
const hid = createScriptedHid({ setTimer: startTimer })
const places = ports.length === 0 ? [{}] : ports.map((port) => ({ port }))
const devices = places.map((place) => hid.plug(place))
let passedMs = 0
const [wallMs, monotonicMs] = [Date.now.bind(Date), performance.now.bind(performance)]
Date.now = () => wallMs() + passedMs
performance.now = () => monotonicMs() + passedMs
// Chance decides how long a retry waits: here for the shorter, so that nobody waits a minute for it.
const random = Math.random.bind(Math)
Math.random = () => random() * 0.1

const outcome = await runStation({
  choice: { type: 'data', dataDir },
  port: 0,
  screensDir,
  resourcesDir: screensDir,
  screenToken: 'a'.repeat(32),
  ownerToken: 'b'.repeat(32),
  env: process.env,
  openHid: () => hid,
})
if (outcome.type === 'cannot-start') {
  process.send?.(outcome)
  process.exit(1)
}
const { station } = outcome

async function obey(order: ScriptOrder): Promise<void> {
  switch (order.type) {
    case 'send':
      for (const report of textToReports(order.text)) devices[order.device ?? 0]?.send(report)
      return
    case 'send-together': {
      const reports = order.texts.map((text) => textToReports(text))
      const longest = Math.max(...reports.map(({ length }) => length))
      for (let index = 0; index < longest; index += 1) {
        for (const [device, own] of reports.entries()) {
          const report = own[index]
          if (report) devices[device]?.send(report)
        }
      }
      return
    }
    case 'unplug':
      devices[order.device]?.unplug()
      return
    case 'plug':
      devices[order.device] = hid.plug(places[order.device])
      return
    case 'pass':
      passedMs += order.ms
      return
    case 'close':
      await station.close()
      process.exit(hid.openCount() === 0 && hid.misuse.length === 0 ? 0 : 3)
      return
    default:
      order satisfies never
  }
}

process.on('message', (order: ScriptOrder) => void obey(order))
process.on('disconnect', () => process.exit(0))
process.send?.({ type: 'ready', url: station.url })
