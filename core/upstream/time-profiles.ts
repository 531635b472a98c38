/**
 * The connector for time profiles (BAS-IP, “Create/Update multiple Time Profile items by link_id”). A put says the whole
 * item and a delete the link id, so either may be sent again; they are calls of their own and never share a request.
 * Login, two hours of a token and the bearer header are the vendor's public ones; both dialects say the same.
 */
import type { TimeProfileSettings } from '../contract/settings.ts'
import type { TimeProfilePayload } from '../outbox/tell-profiles.ts'
import { shorten } from './answer-body.ts'
import { isBusy, isMisdirected, isSuccess, sayStatus } from './answer-status.ts'
import type { AttemptOutcome, BatchOutcome, Connector, Login, SendRow, WireAnswer, WireRequest } from './connector.ts'
import { hashPassword, listSecrets } from './list-secrets.ts'
import { type ItemAnswer, readErrorSentence, readItemAnswers, readToken } from './time-profiles-answer.ts'

export type TimeProfileFact = TimeProfilePayload
type ProfileRow = SendRow<TimeProfileFact>

/** Two hours, less a little: what is asked for at the last moment arrives after it. */
const tokenGoodForMs = (2 * 60 - 1) * 60_000

/** Where no setting says how many (ours): a request is a wait for the disk at both ends; what a vendor bears is not known. */
const usualRows = { reference: 1000, vendor: 500 } as const

/** @param settings with the password itself, not `env:NAME`. */
export function createTimeProfilesConnector(settings: TimeProfileSettings): Connector<TimeProfileFact> {
  return {
    upstream: 'timeProfiles',
    baseUrl: settings.url,
    secrets: listSecrets(settings),
    limits: { rows: settings.batchRows ?? usualRows[settings.dialect], bytes: settings.batchBytes ?? 1_048_576 },
    perSecond: null,
    login: createLogin(settings),
    refuseUnsent: () => null,
    // Rows of one profile are never in one batch, so taking them apart changes no order that matters.
    split: (rows) => [
      rows.filter(({ fact }) => fact.type === 'put'),
      rows.filter(({ fact }) => fact.type === 'delete'),
    ],
    encode: (rows, { token }) => {
      const items = rows.flatMap(({ fact }) => (fact.type === 'put' ? [fact.item] : []))
      return items.length > 0
        ? requestOf(putCall, { list_items: items }, token)
        : requestOf(deleteCalls[settings.deleteBy], { link_ids: rows.map(linkIdOf) }, token)
    },
    decode: (answer, rows) => judgeWhole(answer, rows) ?? judgeItems(answer, rows),
    // An upsert says it all once more, and whoever deletes again is told that nothing is there.
    settle: () => ({ type: 'send-again' }),
    describe: ({ fact }) => (fact.type === 'put' ? { put: fact.item } : { delete: fact.linkId }),
  }
}

type Call = Pick<WireRequest, 'method' | 'path'>

const apiPath = '/api/v1'
const putCall: Call = { method: 'POST', path: `${apiPath}/access/timeprofile/items/link` }
const deleteCalls: Record<TimeProfileSettings['deleteBy'], Call> = {
  'link-delete': { method: 'POST', path: `${apiPath}/access/timeprofile/link/delete` },
  'items-link': { method: 'DELETE', path: `${apiPath}/access/timeprofile/items/link` },
}

function requestOf(call: Call, body: object, token: string): WireRequest {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  return { ...call, headers, body: JSON.stringify(body) }
}

function createLogin({ username, password }: TimeProfileSettings): Login {
  const query = new URLSearchParams({ username, password: hashPassword(password) })
  return {
    request: () => ({ method: 'GET', path: `${apiPath}/login?${query}`, headers: {}, body: null }),
    decode: ({ status, headers, body }) => {
      const token = isSuccess(status) ? readToken(body) : null
      if (token !== null) return { type: 'token', token, goodForMs: tokenGoodForMs }
      // An answer that should have held a token is not repeated to a log.
      if (isSuccess(status)) return { type: 'hold', cause: 'busy', why: 'the answer to the login does not fit' }
      const why = `login: ${sayStatus({ status, headers })}: ${readErrorSentence(body) ?? 'no documented words'}`
      return { type: 'hold', cause: isBusy(status) || status >= 500 ? 'busy' : 'configuration', why }
    },
  }
}

/** What is said of a whole request rather than of an item. Null: read it item by item. */
function judgeWhole({ status, headers, body }: WireAnswer, rows: readonly ProfileRow[]): BatchOutcome | null {
  if (isSuccess(status)) return null
  const sentence = readErrorSentence(body)
  const why = `${sayStatus({ status, headers })}: ${sentence ?? shorten(body)}`
  if (status === 401) return { type: 'log-in', why }
  if (isBusy(status)) return { type: 'hold', cause: 'busy', why }
  // A server error may come after the deed.
  if (status >= 500) return { type: 'hold', cause: 'lost', why }
  if (isMisdirected(status)) return { type: 'hold', cause: 'configuration', why }
  // Too large together; alone it is refused in whatever words there are.
  if (status === 413) return { type: 'halve', reason: why, answer: sentence ?? shorten(body) }
  if (sentence !== null) return { type: 'halve', reason: sentence, answer: sentence }
  // Not the interface's own words, so perhaps somebody's in between; sending it again does no harm.
  return { type: 'each', outcomes: rows.map(() => ({ type: 'unknown', why: `the answer does not fit: ${why}` })) }
}

function judgeItems({ body }: WireAnswer, rows: readonly ProfileRow[]): BatchOutcome {
  const answers = readItemAnswers(body, rows.map(linkIdOf))
  const unfit = `the answer to ${rows.length} items does not fit: ${shorten(body)}`
  return {
    type: 'each',
    outcomes: rows.map((row, index) => {
      const answer = answers?.[index]
      return answer ? judgeItem(answer, row) : { type: 'unknown', why: unfit }
    }),
  }
}

/** The page's words that speak of identifiers: whatever else is said beside them, the profile was not taken. */
const identifierWords = [
  'number_taken_by_another_identifier',
  'bound_time_profile_doesnt_exist',
  'face_id_not_supported',
  'number_of_face_identifiers_exceeded',
  'number_of_identifiers_exceeded',
]

function judgeItem({ success, word }: ItemAnswer, { fact, isUnknown }: ProfileRow): AttemptOutcome {
  const wanted = fact.type === 'put' ? ['created', 'updated'] : ['deleted']
  if (identifierWords.includes(word)) return { type: 'refused', reason: word, answer: word }
  if (success && wanted.includes(word)) return { type: 'delivered', answer: word }
  // The attempt that nobody knew about had deleted it.
  if (fact.type === 'delete' && word === 'entity_not_found' && !success && isUnknown) {
    return { type: 'delivered', answer: word }
  }
  if (!success && !isDone(word)) return { type: 'refused', reason: word, answer: word }
  return { type: 'unknown', why: `the answer contradicts itself: success ${success}, ${word}` }
}

function isDone(word: string): boolean {
  return word === 'created' || word === 'updated' || word === 'deleted'
}

function linkIdOf({ fact }: ProfileRow): string {
  return fact.type === 'put' ? fact.item.link_id : fact.linkId
}
