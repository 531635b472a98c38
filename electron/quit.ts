/** Leaves properly: the station lets go of its database and readers first. */
import { app } from 'electron'

/** How long a station may take to finish what it is writing (ours). */
const closeLimitMs = 5_000

/** Holds the first attempt to quit until `close` is done, then lets it through. */
export function quitProperly(close: (limitMs: number) => Promise<void>): void {
  let isClosed = false
  let isClosing = false
  app.on('will-quit', (event) => {
    if (isClosed) return
    event.preventDefault()
    if (isClosing) return
    isClosing = true
    void close(closeLimitMs).finally(() => {
      isClosed = true
      app.quit()
    })
  })
  app.on('window-all-closed', () => app.quit())
}
