/** The desktop shell, as a list of what it is made of. Each entry is one file with one concern. */
import { app } from 'electron'
import { keepStation, type StationState, type Surroundings } from '../core/station/station-keeper.ts'
import { openKioskWindow } from './kiosk-window.ts'
import { restartAfterBug } from './last-resort.ts'
import { hardenChromium, lockDown } from './lockdown.ts'
import { makeOwnFolder } from './own-folder.ts'
import { handOverPorts } from './port-hand-over.ts'
import { printSilently } from './print-silently.ts'
import { quitProperly } from './quit.ts'
import { chooseScreen } from './screen-choice.ts'
import { recoverScreen } from './screen-recovery.ts'
import { registerScreensScheme, serveScreens } from './screens-protocol.ts'
import { makeShellLog } from './shell-log.ts'
import { readShellOptions } from './shell-options.ts'
import { becomeOnlyInstance } from './single-instance.ts'
import { stationStarter } from './station-process.ts'
import { tellReady } from './tell-ready.ts'

const log = makeShellLog(Date.now)
const options = readShellOptions(process.argv, {
  here: import.meta.dirname,
  isBundle: !import.meta.filename.endsWith('.ts'),
  isPackaged: app.isPackaged,
  userDataDir: app.getPath('userData'),
})
const surroundings: Surroundings = {
  now: Date.now,
  wait: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

if (becomeOnlyInstance()) {
  restartAfterBug(process.argv, options.isWindowed, log)
  hardenChromium()
  registerScreensScheme()
  void app.whenReady().then(open)
} else {
  log('already-running')
  app.quit()
}

function open(): void {
  lockDown(log, options.isWindowed, () => {
    const state = station.state()
    return state.type === 'ready' && state.usesCamera
  })
  serveScreens(options.places)
  makeOwnFolder(options.station, app.getPath('userData'), log)
  const window = openKioskWindow(options)
  const contents = window.webContents
  const screen = chooseScreen(contents, log)
  const handOver = handOverPorts(contents, () => station)
  const onState = (state: StationState): void => {
    log('station', state)
    screen.follow(state)
    tellReady(state)
    if (state.type === 'ready') handOver.onReady()
  }
  const station = keepStation(stationStarter(options), surroundings, onState, handOver.onDoorClosed)
  printSilently(contents, log)
  recoverScreen(contents, surroundings, log, screen.showAgain)
  quitProperly(station.close)
}
