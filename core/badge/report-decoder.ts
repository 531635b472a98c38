import type { Presented } from './presented.ts'

/** Input reports of one reader → what was presented. Holds what is half sent; never throws, whatever the bytes. */
export type ReportDecoder = {
  /** Silence after which `giveUp` is due, unless the decoder is at rest. */
  idleMs: number
  /** One input report as node-hid gives it: the report's id is byte 0 where the device numbers its reports. */
  feed: (report: Uint8Array) => Presented[]
  /** The reader has been silent for `idleMs`: ends what is half sent. Null: nothing was, or nothing worth a message. */
  giveUp: () => Presented | null
  /** Whether nothing is half sent, so that forgetting the decoder would change nothing. */
  isAtRest: () => boolean
}
