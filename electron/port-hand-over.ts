/**
 * Gives the screens their port to the station: a new pair after every load of the page, after every start of the station,
 * and after a page has given its port up because the station did not answer for too long.
 */
import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron'
import type { StationKeeper } from '../core/station/station-keeper.ts'
import { isScreensAddress } from './app-address.ts'
import { portMessage } from './port-message.ts'

export type HandOver = {
  /** To be called whenever a station has become ready. */
  onReady: () => void
  /** To be called whenever a station says that a door is closed. */
  onDoorClosed: (door: number) => void
}

/** Watches the page. One that still loads would lose a port, so it gets its port when it is done. */
export function handOverPorts(contents: WebContents, station: () => StationKeeper<MessagePortMain>): HandOver {
  let isListening = false
  let currentDoor: number | null = null
  const handOver = (): void => {
    if (!isListening || station().state().type !== 'ready') return
    const { port1, port2 } = new MessageChannelMain()
    currentDoor = station().openDoor(port2)
    if (currentDoor !== null) contents.postMessage(portMessage, null, [port1])
  }
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) isListening = false
  })
  contents.on('render-process-gone', () => {
    isListening = false
  })
  contents.on('did-finish-load', () => {
    isListening = isScreensAddress(contents.getURL())
    handOver()
  })
  return {
    onReady: handOver,
    onDoorClosed: (door) => {
      if (door === currentDoor) handOver()
    },
  }
}
