/** What a fact that waits to be told is, from its being written down to the end of an attempt at it. */
import type { Upstream } from '../upstream/connector.ts'

export type NewOutboxRow = {
  upstream: Upstream
  fence: string
  /** Idempotency key: the id of the event that the fact is about. One row per upstream and key, else it throws. */
  key: string
  /** Key of an earlier row of this upstream and fence without which this one makes no sense: it is refused with it. */
  follows?: string
  personId: number | null
  /** A JSON value. */
  payload: unknown
  enqueuedAtMs: number
  dueAtMs: number
  /** Refused at once, never sent: it waits for a person. */
  refusedBecause?: string
}

export type OutboxRow = {
  id: number
  fence: string
  key: string
  personId: number | null
  payload: unknown
  /** How often it was sent, this time included; what never reached the other side does not count. */
  attempts: number
  /** It was sent before, and nobody knows how that came out. */
  isUnknown: boolean
  enqueuedAtMs: number
}

/** How an attempt at a row ended. A row that is retried keeps its doubt, if there was one from an earlier attempt. */
export type RowOutcome =
  | { type: 'delivered'; answer: string; correction?: string }
  /** `isUntouched`: the other side never got to it, so it counts as not sent. */
  | { type: 'retry'; why: string; dueAtMs: number; isUntouched?: true }
  | { type: 'unknown'; why: string; dueAtMs: number }
  | { type: 'refused'; reason: string; answer: string | null }

export type Settled = { rowId: number; outcome: RowOutcome }

/** `set-aside`: refused, and somebody has dealt with it. */
export type OutboxState = 'waiting' | 'in-flight' | 'delivered' | 'refused' | 'set-aside' | 'withdrawn'
