/** The station as a utility process: a process of its own, so that a native crash in a reader leaves the screen alive. */
import { type MessagePortMain, utilityProcess } from 'electron'
import { stationArguments } from '../core/station/process-protocol.ts'
import type { StationStarter } from '../core/station/station-keeper.ts'
import type { ShellOptions } from './shell-options.ts'

/** How a station's process is started under Electron. What it prints goes where the shell's own output goes. */
export function stationStarter(options: ShellOptions): StationStarter<MessagePortMain> {
  return ({ onWord, onExit }) => {
    const port = options.port === null ? [] : ['--port', options.port]
    const child = utilityProcess.fork(options.places.stationEntry, [...stationArguments(options.station), ...port], {
      serviceName: 'Foyer station',
      stdio: 'inherit',
    })
    child.on('message', onWord)
    child.on('exit', onExit)
    return {
      send: (order, ports) => child.postMessage(order, ports),
      kill: () => {
        child.kill()
      },
    }
  }
}
