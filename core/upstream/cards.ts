/**
 * The connector for card check-ins (BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”). The page takes one check-in a request,
 * as JSON, XML or a form, and no dialect adds anything. To repeat one does no harm: the card is theirs already then.
 */
import { z } from 'zod'
import type { CardsSettings } from '../contract/settings.ts'
import type { CardPayload } from '../outbox/tell-card.ts'
import { type CardIdentity, isGuid, type SP1CheckInRequest } from '../people/card-check-in.ts'
import { writeRequestXml } from '../people/card-check-in-xml.ts'
import { parseJson, shorten } from './answer-body.ts'
import { isBusy, isMisdirected, isSuccess, sayStatus } from './answer-status.ts'
import type { AttemptOutcome, BatchOutcome, Connector, SendRow, WireAnswer, WireRequest } from './connector.ts'
import { listSecrets } from './list-secrets.ts'

/** What one row says: the card, and to whom it was given. */
export type CardCheckInFact = CardPayload & { identity: CardIdentity }

type CardRow = SendRow<CardCheckInFact>

/** What is read of `SP1CheckInResult`; the rest only repeats what was asked. */
const result = z.object({ ResultCode: z.int(), Description: z.string().nullish() })

/**
 * Requests under way at once, where no setting says how many (ours). The reference service writes down together what comes
 * together, so it is asked for more; what a vendor bears is not known.
 */
const mostAtOnce = { reference: 256, vendor: 16 } as const

/** @param settings with the token itself, not `env:NAME`. */
export function createCardsConnector(settings: CardsSettings): Connector<CardCheckInFact> {
  const { matchBy, resultCodes, tokenScheme, token } = settings

  const encode = (rows: readonly CardRow[]): WireRequest => ({
    method: 'POST',
    path: '/api/v1/Users/SP1CheckIn',
    headers: {
      authorization: tokenScheme === '' ? token : `${tokenScheme} ${token}`,
      'content-type': contentTypes[settings.format],
      accept: 'application/json',
    },
    body: rows[0] ? write(requestOf(rows[0].fact, matchBy), settings.format) : null,
  })

  const judge = ({ status, body }: WireAnswer): AttemptOutcome => {
    if (!isSuccess(status)) {
      const words = `status ${status}: ${shorten(body.trim())}`
      return { type: 'refused', reason: words, answer: words, isUndocumented: true }
    }
    const said = result.safeParse(parseJson(body))
    if (!said.success) return { type: 'unknown', why: `the answer does not fit: ${shorten(body.trim())}` }
    const { ResultCode: code, Description: description } = said.data
    const words = shorten(`result ${code}${description ? `: ${description}` : ''}`)
    if (resultCodes.delivered.includes(code)) return { type: 'delivered', answer: words }
    if (!resultCodes.refused.includes(code)) return { type: 'unknown', why: `nobody knows what this means: ${words}` }
    return { type: 'refused', reason: shorten(description || words), answer: words }
  }

  const decode = (answer: WireAnswer, rows: readonly CardRow[]): BatchOutcome => {
    const { status } = answer
    const why = `${sayStatus(answer)}: ${shorten(answer.body.trim())}`
    if (isBusy(status)) return { type: 'hold', cause: 'busy', why }
    // A server error may come after the deed.
    if (status >= 500) return { type: 'hold', cause: 'lost', why }
    if (isMisdirected(status)) return { type: 'hold', cause: 'configuration', why }
    // `concurrency` says that a request holds one row.
    return { type: 'each', outcomes: rows.map(() => judge(answer)) }
  }

  return {
    upstream: 'cards',
    baseUrl: settings.url,
    secrets: listSecrets(settings),
    limits: { rows: settings.batchRows ?? 1000, bytes: settings.batchBytes ?? 1_048_576 },
    concurrency: settings.requestsAtOnce ?? mostAtOnce[settings.dialect],
    perSecond: null,
    login: null,
    refuseUnsent: ({ fact: { identity } }) => {
      const name = identity[matchBy]
      if (name === null || name.trim() === '') {
        return { reason: `the person has no ${matchWords[matchBy]}, by which this service is to find them` }
      }
      if (matchBy === 'userId' && settings.dialect === 'vendor' && !isGuid(name)) {
        return { reason: 'the user id of the person is no globally unique identifier, and the service takes no other' }
      }
      return null
    },
    encode,
    decode,
    settle: () => ({ type: 'send-again' }),
    describe: ({ fact }) => requestOf(fact, matchBy),
  }
}

const contentTypes: Record<CardsSettings['format'], string> = {
  json: 'application/json',
  xml: 'application/xml',
  form: 'application/x-www-form-urlencoded',
}

const matchWords: Record<CardsSettings['matchBy'], string> = {
  employeeNumber: 'employee number',
  userId: 'user id',
  email: 'email address',
}

/** What is not known of card or person is left out. */
function requestOf(fact: CardCheckInFact, matchBy: CardsSettings['matchBy']): SP1CheckInRequest {
  const { identity, ...card } = fact
  const request: SP1CheckInRequest = { ...nameOf(identity, matchBy), ...card }
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null))
}

/** Doubled as on the page: `MatchUserByByEmail`. */
function nameOf({ employeeNumber, userId, email }: CardIdentity, matchBy: CardsSettings['matchBy']): SP1CheckInRequest {
  switch (matchBy) {
    case 'employeeNumber':
      return { MatchUserByEmployeeNumber: employeeNumber }
    case 'userId':
      return { MatchUserByUserId: userId }
    case 'email':
      return { MatchUserByByEmail: email }
  }
}

function write(request: SP1CheckInRequest, format: CardsSettings['format']): string {
  switch (format) {
    case 'json':
      return JSON.stringify(request)
    case 'xml':
      return writeRequestXml(request)
    case 'form':
      return new URLSearchParams(
        Object.entries(request).map(([name, value]): [string, string] => [name, String(value)]),
      ).toString()
  }
}
