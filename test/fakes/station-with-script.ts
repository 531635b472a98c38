/**
 * The station's process with devices by script, for tests of what becomes of readers when it dies. Arguments: the data folder and
 * the folder of screens. It says what a station says, and takes `{ type: 'send', text }` to have the reader type.
 */
import { textToReports } from '../../core/badge/keyboard-report.ts'
import { runStation } from '../../core/station/run-station.ts'
import { startTimer } from '../../core/station/start-timer.ts'
import { createScriptedHid } from './scripted-hid.ts'

const [, , dataDir = '', screensDir = ''] = process.argv
const hid = createScriptedHid({ setTimer: startTimer })
const device = hid.plug()
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
process.on('message', async (message: { type: string; text?: string }) => {
  if (message.type === 'send') for (const report of textToReports(message.text ?? '')) device.send(report)
  if (message.type !== 'close') return
  await outcome.station.close()
  process.exit(hid.openCount() === 0 ? 0 : 3)
})
process.send?.({ type: 'ready', url: outcome.station.url })
