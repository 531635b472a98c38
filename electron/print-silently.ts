/** Prints the screens on the computer's default printer when they ask for it, without a dialog that a kiosk has nobody for. */
import type { WebContents } from 'electron'
import { isScreensAddress } from './app-address.ts'
import { printMessage } from './port-message.ts'
import type { ShellLog } from './shell-log.ts'

export function printSilently(contents: WebContents, log: ShellLog): void {
  contents.ipc.on(printMessage, () => {
    if (!isScreensAddress(contents.getURL())) return
    contents.print({ silent: true, printBackground: false }, (isPrinted, why) => {
      log('print', isPrinted ? { isPrinted } : { isPrinted, why })
    })
  })
}
