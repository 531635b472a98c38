/**
 * The connector for clocking in and out (Sonoran CMS, “Clock In Out”). The vendor's call is a toggle without a time and
 * without a key, so it must never be repeated blindly: the connector knows the state it wants and reads every answer
 * against it. Dialect `reference` (ours) adds `occurredAt` and the header `Idempotency-Key`, with which a repeat is safe.
 */
import { say } from '../contract/sentences.ts'
import { type ClockIdentifier, type ClockSettings, clockIdentifiers } from '../contract/settings.ts'
import type { ClockPayload, ClockWish } from '../outbox/tell.ts'
import type { ClockIdentity } from '../people/person.ts'
import { shorten } from './answer-body.ts'
import { isBusy, isMisdirected, isSuccess, sayStatus } from './answer-status.ts'
import { type BatchItem, type ClockAnswer, readClockAnswer, readClockBatch, type Stand } from './clock-answer.ts'
import type {
  AttemptOutcome,
  BatchOutcome,
  Connector,
  SendRow,
  Settlement,
  WireAnswer,
  WireRequest,
} from './connector.ts'
import { listSecrets } from './list-secrets.ts'

/** What one row says: a wish, when it became so, and who. */
export type ClockFact = ClockPayload & {
  identity: ClockIdentity
  /** Which event of which station it is, and what happened there: the reference service toggles nothing then (ours). */
  told?: { stationId: string; sequence: number; punch: ClockWish }
}

/** One key per object in one header: more would pass the 16 KiB of headers that servers commonly take. */
const mostKeysPerRequest = 250
/** A correction that shows the opposite again is not repeated for ever: somebody else is toggling. */
const mostCorrections = 2

type ClockRow = SendRow<ClockFact>
/** How the wish is put: `toggle` is the call without a flag. */
type Way = 'toggle' | 'force-in'

/** @param settings with the key itself, not `env:NAME`. */
export function createClockConnector(settings: ClockSettings): Connector<ClockFact> {
  const isReference = settings.dialect === 'reference'

  const requestFor = (rows: readonly ClockRow[], wayOf: (row: ClockRow) => Way, keySuffix: string): WireRequest => ({
    method: 'POST',
    path: '/general/clock_in_out',
    headers: {
      'content-type': 'application/json',
      ...(isReference && { 'idempotency-key': rows.map((row) => row.key + keySuffix).join(',') }),
    },
    body: JSON.stringify({
      id: settings.communityId,
      key: settings.key,
      type: 'CLOCK_IN_OUT',
      data: rows.map((row) => ({
        ...identifierOf(row.fact.identity, settings.identifyBy),
        ...(wayOf(row) === 'force-in' && { forceClockIn: true }),
        ...(isReference && { occurredAt: new Date(row.fact.occurredAtMs).toISOString(), ...row.fact.told }),
      })),
    }),
  })

  /** One object's answer against what its row wanted. */
  const judge = (status: number, answer: ClockAnswer, row: ClockRow, corrections: number): AttemptOutcome => {
    if (isSuccess(status)) {
      if (answer.type !== 'stands') return { type: 'unknown', why: `the answer does not fit: ${answer.words}` }
      if (answer.stand === wantedStand(row.fact)) return { type: 'delivered', answer: answer.words }
      if (corrections === mostCorrections) return { type: 'unknown', why: `answered ${answer.words} again and again` }
      return correct(row, answer.words, corrections + 1)
    }
    if (answer.type === 'configuration') return { type: 'retry', why: answer.words, cause: 'configuration' }
    if (isBusy(status)) return { type: 'retry', why: `status ${status}: ${answer.words}` }
    if (status >= 500) return { type: 'unknown', why: `status ${status}: ${answer.words}` }
    const reason = answer.words || `status ${status}`
    return {
      type: 'refused',
      reason,
      answer: answer.words,
      ...(answer.type === 'other' && { isUndocumented: true as const }),
    }
  }

  const correct = (row: ClockRow, words: string, corrections: number): AttemptOutcome => {
    const why = `answered ${words} where ${row.fact.want} was wanted`
    return {
      type: 'correct',
      why,
      // A clock-in is forced, which cannot toggle once more; for a clock-out there is only the toggle.
      request: requestFor([row], () => (row.fact.want === 'out' ? 'toggle' : 'force-in'), `.${corrections + 1}`),
      decode: (answer) => {
        const outcome = judge(answer.status, readClockAnswer(answer.body), row, corrections)
        switch (outcome.type) {
          case 'delivered':
            return { ...outcome, correction: `${why}; sent again` }
          case 'correct':
            return outcome
          case 'unknown':
            return outcome
          case 'retry':
          case 'refused':
            // The other side stands wrong and the correction was not taken: look again before anything else is said.
            return { type: 'unknown', why: `${why}; the correction came out as: ${whyOf(outcome)}` }
        }
      },
    }
  }

  /** What is said of a whole request rather than of a row. Null: read it row by row. */
  const judgeWhole = (answer: WireAnswer, rows: readonly ClockRow[]): BatchOutcome | null => {
    const words = readClockAnswer(answer.body)
    const { status } = answer
    if (isSuccess(status)) return null
    if (words.type === 'configuration') return { type: 'hold', cause: 'configuration', why: words.words }
    const said = `${sayStatus(answer)}: ${words.words}`
    if (isBusy(status)) return { type: 'hold', cause: 'busy', why: said }
    // A server error may come after the deed.
    if (status >= 500) return { type: 'hold', cause: 'lost', why: said }
    if (isMisdirected(status) && words.type !== 'not-linked') return { type: 'hold', cause: 'configuration', why: said }
    if (rows.length > 1) {
      const isUndocumented = words.type === 'other' && { isUndocumented: true as const }
      return { type: 'halve', reason: said, answer: words.words, ...isUndocumented }
    }
    return null
  }

  const decode = (answer: WireAnswer, rows: readonly ClockRow[]): BatchOutcome => {
    const items = rows.length > 1 ? readClockBatch(answer.body, rows.length) : null
    if (items && answer.status < 500) return judgeItems(items, rows)
    const whole = judgeWhole(answer, rows)
    if (whole) return whole
    const [only] = rows
    if (only && rows.length === 1) {
      return { type: 'each', outcomes: [judge(answer.status, readClockAnswer(answer.body), only, 0)] }
    }
    const why = `the answer to ${rows.length} rows does not fit: ${shorten(answer.body)}`
    return { type: 'each', outcomes: rows.map(() => ({ type: 'unknown', why })) }
  }

  const judgeItems = (items: readonly BatchItem[], rows: readonly ClockRow[]): BatchOutcome => {
    const answers = items.map((item) => readClockAnswer(item.result))
    const [first] = answers
    if (first && answers.every((answer) => answer.type === 'configuration')) {
      return { type: 'hold', cause: 'configuration', why: first.words }
    }
    return {
      type: 'each',
      outcomes: rows.map((row, index): AttemptOutcome => {
        const item = items[index]
        const answer = answers[index]
        if (!item || !answer) return { type: 'unknown', why: 'no answer for this row' }
        const outcome = judge(item.status, answer, row, 0)
        if (outcome.type !== 'refused') return outcome
        // In the form that is documented for several objects: the service itself speaks, whatever its words.
        return { type: 'refused', reason: outcome.reason, answer: outcome.answer }
      }),
    }
  }

  /** Sonoran CMS, “Get Current Clock In”: one object, no array. A server without it is told the state outright. */
  const readBack = (row: ClockRow): Settlement => ({
    type: 'read-back',
    request: {
      method: 'POST',
      path: '/general/get_current_clock_in',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        id: settings.communityId,
        key: settings.key,
        type: 'GET_CURRENT_CLOCK_IN',
        data: identifierOf(row.fact.identity, settings.identifyBy),
      }),
    },
    decode: ({ status, body }) => {
      const answer = readClockAnswer(body)
      const send = (way: Way) => ({
        type: 'send' as const,
        request: requestFor([row], () => way, ''),
        decode: (sent: WireAnswer) => judge(sent.status, readClockAnswer(sent.body), row, 0),
      })
      if (answer.type === 'configuration') return { type: 'retry', why: answer.words, cause: 'configuration' }
      if (answer.type === 'not-linked') return { type: 'refused', reason: answer.words, answer: answer.words }
      if (answer.type === 'stands' && (isSuccess(status) || answer.words.toUpperCase() === 'NOT CLOCKED IN')) {
        if (isAsWanted(answer, row.fact)) {
          return { type: 'delivered', answer: `read back: ${answer.words}` }
        }
        return send(row.fact.want === 'force-in' ? 'force-in' : 'toggle')
      }
      if (isNotOffered(status)) return send(row.fact.want === 'out' ? 'toggle' : 'force-in')
      if (isBusy(status) || status >= 500) return { type: 'retry', why: `read back: status ${status}: ${answer.words}` }
      return { type: 'unknown', why: `the answer to the read-back does not fit: ${answer.words}` }
    },
  })

  return {
    upstream: 'clock',
    baseUrl: settings.url,
    secrets: listSecrets(settings),
    limits: {
      // Every known client of the vendor sends one object per call.
      rows: isReference ? Math.min(settings.batchRows ?? mostKeysPerRequest, mostKeysPerRequest) : 1,
      bytes: settings.batchBytes ?? 1_048_576,
    },
    perSecond: isReference ? null : settings.perSecond,
    login: null,
    refuseUnsent: (row, nowMs) => {
      const awayMs = Math.abs(nowMs - row.fact.occurredAtMs)
      if (isReference || awayMs <= settings.lateAfterSeconds * 1000) return null
      const at = new Date(row.fact.occurredAtMs).toISOString()
      return { reason: say('row-too-late', { time: at }) }
    },
    encode: (rows) => requestFor(rows, (row) => (row.fact.want === 'force-in' ? 'force-in' : 'toggle'), ''),
    decode,
    settle: (row) => (isReference ? { type: 'send-again' } : readBack(row)),
    describe: ({ fact }) => ({
      ...identifierOf(fact.identity, settings.identifyBy),
      want: fact.want,
      occurredAt: new Date(fact.occurredAtMs).toISOString(),
    }),
  }
}

/**
 * The identifier that goes out: the one that the setting prefers if the person has it, else the first of accId, apiId,
 * uniqueId, discord, username; a person with none goes by the employee number as `username` (ours).
 */
export function identifierOf(
  identity: ClockIdentity,
  preferred: ClockIdentifier | undefined,
): Partial<Record<ClockIdentifier, string | number>> {
  for (const name of preferred ? [preferred, ...clockIdentifiers] : clockIdentifiers) {
    const value = identity[name]
    if (value !== null && value !== '') return { [name]: value }
  }
  return { username: identity.employeeNumber }
}

function wantedStand(fact: ClockFact): Stand {
  return fact.want === 'out' ? 'out' : 'in'
}

/**
 * Whether what was read back is what the row wanted. For a forced clock-in an open period may be the older one that it was
 * to replace, so it must have begun after the event; where that cannot be read, the older one is assumed, because forcing
 * twice moves a start by minutes and not forcing at all leaves one that is a day old.
 */
function isAsWanted(answer: Extract<ClockAnswer, { type: 'stands' }>, fact: ClockFact): boolean {
  if (answer.stand !== wantedStand(fact)) return false
  if (fact.want !== 'force-in') return true
  return answer.startedAtMs !== null && answer.startedAtMs >= fact.occurredAtMs
}

function whyOf(outcome: { type: 'retry'; why: string } | { type: 'refused'; reason: string }): string {
  return outcome.type === 'retry' ? outcome.why : outcome.reason
}

function isNotOffered(status: number): boolean {
  return status === 404 || status === 405 || status === 410 || status === 501
}
