/** The browser shell's way to the station: a WebSocket to where the page came from, opened again whenever it closes. */
import type { LinkEvents, StationLink } from './station-link.ts'

/** Of `core/door/browser-door.ts`, which the screens do not import. */
const doorProtocol = 'foyer.1'
const tokenPrefix = 'token.'

/** Short at first, because a restarted station is back within a second; never so long that somebody stands and waits. */
const retryDelaysMs = [400, 1000, 2000, 3000, 5000]

/** `origin` is the page's own, such as `http://127.0.0.1:7300`. */
export function createSocketLink(origin: string, token: string): StationLink {
  const address = `${origin.replace(/^http/, 'ws')}/`
  let socket: WebSocket | null = null
  let events: LinkEvents | null = null
  let failures = 0
  let refusals = 0

  function connect(): void {
    const opening = new WebSocket(address, [doorProtocol, tokenPrefix + token])
    socket = opening
    opening.addEventListener('open', () => {
      failures = 0
      refusals = 0
      events?.onOpen({
        post: (text) => {
          if (opening.readyState === WebSocket.OPEN) opening.send(text)
        },
        listen: (listener) => {
          opening.addEventListener('message', ({ data }) => {
            if (typeof data === 'string') listener(data)
          })
        },
      })
    })
    opening.addEventListener('close', () => {
      if (socket === opening) onClosed()
    })
  }

  async function onClosed(): Promise<void> {
    socket = null
    // A refused handshake looks to a page like a dead station; only fetching the page again tells the two apart. Twice,
    // because a station that is just coming back may serve the one and have missed the other.
    refusals = (await isPageServed(origin)) ? refusals + 1 : 0
    const delayMs = retryDelaysMs[Math.min(failures, retryDelaysMs.length - 1)] ?? 0
    failures++
    if (refusals > 1) events?.onNotLetIn()
    else events?.onLost(Date.now() + delayMs)
    setTimeout(connect, delayMs)
  }

  return {
    start: (given) => {
      events = given
      connect()
    },
    giveUp: () => {
      const dead = socket
      if (dead === null) return
      // A socket whose other end is frozen may take a minute to close; nobody waits for that.
      void onClosed()
      dead.close()
    },
  }
}

async function isPageServed(origin: string): Promise<boolean> {
  try {
    const answer = await fetch(`${origin}/`, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(2000) })
    return answer.ok
  } catch {
    return false
  }
}
