/**
 * What the five connectors have in common. A connector is pure: it turns rows into a request, an answer into one outcome
 * per row, and says how a row is settled whose answer was lost. Sending, waiting and remembering are not its business.
 */

export const upstreams = ['presence', 'clock', 'authData', 'timeProfiles', 'cards'] as const
export type Upstream = (typeof upstreams)[number]

/** One fact on its way. */
export type SendRow<Fact> = {
  rowId: number
  /** Idempotency key: the id of the event that the fact is about. */
  key: string
  enqueuedAtMs: number
  fact: Fact
}

export type WireRequest = {
  method: 'GET' | 'POST' | 'DELETE'
  /** Path and query below the upstream's URL, beginning with a slash. */
  path: string
  headers: Record<string, string>
  body: string | null
}

export type WireAnswer = {
  status: number
  /** Lower-case names. */
  headers: Record<string, string>
  body: string
}

/** How an attempt at one row came out. `unknown`: it was sent and nobody knows; settle it before anything else of its fence. */
export type AttemptOutcome =
  | {
      type: 'delivered'
      answer: string /** Set when the answer showed the opposite and was put right. */
      correction?: string
    }
  | { type: 'retry'; why: string /** Not before; absent: by the back-off. */; afterMs?: number }
  | { type: 'refused'; reason: string /** The server's own words. */; answer: string | null }
  | { type: 'unknown'; why: string }
  /** The answer shows that the other side now stands opposite to what was wanted: send this at once. */
  | { type: 'correct'; why: string; request: WireRequest; decode: (answer: WireAnswer) => AttemptOutcome }

/** How a row whose outcome is unknown is settled before anything else of its fence goes out. */
export type Settlement =
  /** Sending it again does no harm: the other side knows the key, or the request says the wanted state outright. */
  | { type: 'send-again' }
  /** Ask how things stand first. The answer is delivered, or says what to send instead. */
  | {
      type: 'read-back'
      request: WireRequest
      decode: (
        answer: WireAnswer,
      ) => AttemptOutcome | { type: 'send'; request: WireRequest; decode: (answer: WireAnswer) => AttemptOutcome }
    }

export type Connector<Fact> = {
  upstream: Upstream
  baseUrl: string
  /** A batch holds at most so many rows and bytes, and never two rows of one fence. */
  limits: { rows: number; bytes: number }
  /** Requests per second that the other side bears; null: no limit. */
  perSecond: number | null
  /** What is refused before it is sent, because it could only be recorded wrongly. Null: it may go. */
  refuseUnsent: (row: SendRow<Fact>, nowMs: number) => { reason: string } | null
  encode: (rows: readonly SendRow<Fact>[]) => WireRequest
  /** One outcome per row, in the order of the rows. An answer that does not fit is `unknown` for all of them. */
  decode: (answer: WireAnswer, rows: readonly SendRow<Fact>[]) => AttemptOutcome[]
  settle: (row: SendRow<Fact>) => Settlement
}
