/**
 * What the five connectors have in common. A connector is pure: it turns rows into a request, an answer into an outcome
 * per row, and says how a row is settled whose answer was lost. Sending, waiting, logging in and remembering are done for
 * all of them by `send-batch.ts`.
 */

export const upstreams = ['presence', 'clock', 'authData', 'timeProfiles', 'cards'] as const
export type Upstream = (typeof upstreams)[number]

/** One fact on its way. */
export type SendRow<Fact> = {
  rowId: number
  /** Idempotency key: the id of the event that the fact is about. */
  key: string
  enqueuedAtMs: number
  /** It was sent before, and nobody knows how that came out. */
  isUnknown: boolean
  /** It was sent before, whatever came of it. */
  wasSent?: boolean
  fact: Fact
}

export type WireRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
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

/** How an attempt at one row came out. */
export type AttemptOutcome =
  | {
      type: 'delivered'
      answer: string
      /** Set when the answer showed the opposite and was put right. */
      correction?: string
    }
  /** It was not taken; try again, by `Retry-After` or the back-off. */
  | {
      type: 'retry'
      why: string
      /** Set when the other side never got to it: that says nothing about the row, and the attempt does not count. */
      isUntouched?: true
      /** Set when an operator has to put something right first. */
      cause?: 'configuration'
    }
  | {
      type: 'refused'
      reason: string
      /** The server's own words. */
      answer: string | null
      /**
       * Set when the words are none that anybody documents: perhaps not the other side's at all, but those of a proxy in
       * between that says so to everybody. The row is refused only when others are answered properly meanwhile.
       */
      isUndocumented?: true
    }
  /** It was sent and nobody knows; settle it before anything else of its fence. */
  | { type: 'unknown'; why: string }
  /** The answer shows that the other side now stands opposite to what was wanted: send this at once. */
  | { type: 'correct'; why: string; request: WireRequest; decode: (answer: WireAnswer) => AttemptOutcome }

/** How an attempt at a row came out in the end. */
export type RowResult = Exclude<AttemptOutcome, { type: 'correct' }>

/** How an attempt at a batch came out. */
export type BatchOutcome =
  /** One outcome per row, in the order of the rows. */
  | { type: 'each'; outcomes: AttemptOutcome[] }
  /**
   * Other rows would fare no better now: all of them wait. `busy`: nothing was taken. `configuration`: nothing was taken,
   * and an operator has to put something right, such as a wrong key; nothing is lost meanwhile. `lost`: the other side
   * failed in a way that leaves every row in doubt, perhaps because of one of them; they go one by one next time.
   */
  | { type: 'hold'; cause: 'busy' | 'configuration' | 'lost'; why: string }
  /** The request was refused whole and nothing was taken, perhaps because of a single row: find it by sending halves. */
  | { type: 'halve'; reason: string; answer: string; isUndocumented?: true }
  /**
   * Nothing was taken, and the answer names rows that are the cause: those have their outcome, in the order of the rows,
   * and the others (`null`) go again at once without them. At least one has its outcome.
   */
  | { type: 'without'; outcomes: (AttemptOutcome | null)[] }
  /** The token is no longer good: log in once more, then send again. */
  | { type: 'log-in'; why: string }
  /** The batch takes a further request (staged, then processed). */
  | { type: 'then'; request: WireRequest; decode: (answer: WireAnswer) => BatchOutcome }

/** How a row whose outcome is unknown is settled before anything else of its fence goes out. */
export type Settlement =
  /** Sending it again does no harm: the other side knows the key, or the request says the wanted state outright. */
  | { type: 'send-again' }
  /** Ask how things stand first. The answer is an outcome, or says what to send instead. */
  | {
      type: 'read-back'
      request: WireRequest
      decode: (
        answer: WireAnswer,
      ) => AttemptOutcome | { type: 'send'; request: WireRequest; decode: (answer: WireAnswer) => AttemptOutcome }
    }

/** For an upstream whose requests need a token that is asked for first. */
export type Login = {
  request: () => WireRequest
  decode: (
    answer: WireAnswer,
  ) =>
    | { type: 'token'; token: string; goodForMs: number }
    | { type: 'hold'; cause: 'busy' | 'configuration'; why: string }
}

/** What an attempt has besides its rows. */
export type Attempt = {
  /** Empty where the connector has no login. */
  token: string
  /** New for each attempt: for an interface where a repeat needs an id of its own. A UUID. */
  attemptId: string
}

export type Connector<Fact> = {
  upstream: Upstream
  baseUrl: string
  /** What opens the upstream, and what is made of it: taken out of everything that the service says (`listSecrets`). */
  secrets: readonly string[]
  /** A batch holds at most so many rows and bytes, and never two rows of one fence. */
  limits: { rows: number; bytes: number }
  /**
   * Set where a request holds one row: so many requests of different rows of a batch are under way at once, and
   * `limits.rows` counts the rows that are taken together.
   */
  concurrency?: number
  /** Requests per second that the other side bears; null: no limit. */
  perSecond: number | null
  login: Login | null
  /** What is refused before it is sent, because it could only be recorded wrongly. Null: it may go. */
  refuseUnsent: (row: SendRow<Fact>, nowMs: number) => { reason: string } | null
  /**
   * Rows that need requests of different kinds, apart, in the order in which they are sent; every row in one of the parts.
   * `encode` and `decode` are given rows of one part. Absent: one request takes them all.
   */
  split?: (rows: readonly SendRow<Fact>[]) => SendRow<Fact>[][]
  encode: (rows: readonly SendRow<Fact>[], attempt: Attempt) => WireRequest
  /**
   * An answer that does not fit is `unknown` for all rows, never an exception. `attempt` is the one of
   * `encode`, for a batch that takes a further request; absent: nothing of it is known.
   */
  decode: (answer: WireAnswer, rows: readonly SendRow<Fact>[], attempt?: Attempt) => BatchOutcome
  settle: (row: SendRow<Fact>, attempt: Attempt) => Settlement
  /** What would be said about a row, without secrets: for a dry run. A JSON value. */
  describe: (row: SendRow<Fact>) => unknown
}
