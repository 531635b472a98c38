/**
 * All that a page gets from outside its sandbox: the port to the station, and a print when it asks for one. Nothing is
 * exposed, nothing can be called.
 */
import { ipcRenderer } from 'electron'
import { portMessage, printMessage } from './port-message.ts'

/** The little of the DOM that is used here, so that this file needs no compiler settings of its own. */
declare const window: {
  readonly location: { readonly origin: string }
  postMessage(message: string, targetOrigin: string, transfer: readonly unknown[]): void
  addEventListener(
    type: 'message',
    listener: (event: { readonly data: unknown; readonly origin: string }) => void,
  ): void
}

ipcRenderer.on(portMessage, (event) => {
  window.postMessage(portMessage, window.location.origin, event.ports)
})

window.addEventListener('message', ({ data, origin }) => {
  if (data === printMessage && origin === window.location.origin) ipcRenderer.send(printMessage)
})
