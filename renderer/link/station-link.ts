/** Text to and from a station, in order. */
export type Channel = {
  post: (text: string) => void
  /** Hears every message from now on. */
  listen: (listener: (text: string) => void) => void
}

/** What a link tells whoever uses it. */
export type LinkEvents = {
  /** A station is there; every channel is a new conversation. */
  onOpen: (channel: Channel) => void
  /** The channel is dead. `retryAtMs`: when the next attempt is made; null where the shell brings the next channel. */
  onLost: (retryAtMs: number | null) => void
  /** The station runs, but does not let this page in: it was started anew, with another token. */
  onNotLetIn: () => void
}

/** Keeps a way to the station open, over and over. */
export type StationLink = {
  start: (events: LinkEvents) => void
  /** The station has not answered for too long: give this channel up. */
  giveUp: () => void
}
