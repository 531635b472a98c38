/** The desktop shell's way to the station: a MessagePort that the preload hands over, a new one for every new station. */
import type { LinkEvents, StationLink } from './station-link.ts'

/** Of `electron/port-message.ts`. */
const portMessage = 'foyer-port'

/** Listens from now on: the port comes once, when the page has loaded. */
export function createPortLink(page: Window): StationLink {
  let events: LinkEvents | null = null
  let current: MessagePort | null = null
  let early: MessagePort | null = null

  function take(port: MessagePort): void {
    current?.close()
    current = port
    port.addEventListener('close', () => {
      if (current === port) lose()
    })
    events?.onOpen({
      post: (text) => port.postMessage(text),
      listen: (listener) => {
        port.addEventListener('message', ({ data }) => {
          if (typeof data === 'string') listener(data)
        })
        port.start()
      },
    })
  }

  function lose(): void {
    current = null
    events?.onLost(null)
  }

  page.addEventListener('message', (event) => {
    // Only the preload shares the page's window; another frame cannot pass for it.
    if (event.source !== page || event.data !== portMessage) return
    const [port] = event.ports
    if (port === undefined) return
    if (events) take(port)
    else early = port
  })

  return {
    start: (given) => {
      events = given
      if (early) take(early)
      early = null
    },
    giveUp: () => {
      current?.close()
      lose()
    },
  }
}
