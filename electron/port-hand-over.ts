/** Gives the screens their port to the station: a new pair after every load of the page and every start of the station. */
import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron'
import type { StationKeeper } from '../core/station/station-keeper.ts'
import { isScreensAddress } from './app-address.ts'
import { portMessage } from './port-message.ts'

/**
 * Watches the page; the answer is to be called whenever a station has become ready. A page that still loads would lose
 * the port, so it gets one when it is done: each page gets exactly one per station.
 */
export function handOverPorts(contents: WebContents, station: () => StationKeeper<MessagePortMain>): () => void {
  let isListening = false
  const handOver = (): void => {
    if (!isListening || station().state().type !== 'ready') return
    const { port1, port2 } = new MessageChannelMain()
    if (station().openDoor(port2)) contents.postMessage(portMessage, null, [port1])
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
  return handOver
}
