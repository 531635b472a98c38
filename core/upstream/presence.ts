/**
 * The connector for presence entries (Maptician, “Set Multiple Maptician Presence Entries (date only)”). The interface has
 * no key, and a repeat meets its own entries as conflicts; so a row in doubt that comes back as a conflict was taken the
 * first time. An entry that is at fault is told apart by the answer where it names it, else by halving the batch.
 */
import type { PresenceSettings } from '../contract/settings.ts'
import type { PresencePayload } from '../outbox/tell.ts'
import { type DateFormat, printDate } from '../presence/presence-dates.ts'
import { shorten } from './answer-body.ts'
import { isBusy, isMisdirected, sayStatus } from './answer-status.ts'
import type { AttemptOutcome, BatchOutcome, Connector, SendRow, WireAnswer } from './connector.ts'
import { listSecrets } from './list-secrets.ts'
import { type PresenceItem, readPresenceAnswer } from './presence-answer.ts'

export type PresenceFact = PresencePayload & {
  /** The person, by the identifier that the settings match by. */
  identifier: string
  /**
   * The person was told of for that date before, at another location. The service keeps one entry for each date, so a
   * conflict may be with that one, and proves nothing.
   */
  hasEarlier: boolean
}

type PresenceRow = SendRow<PresenceFact>

const pageDefaults = {
  onInvalid: 'cancel',
  onConflict: 'cancel',
  onNoMatch: 'cancel',
  matchBy: 'email',
  dateFormat: 'iso',
} as const

/**
 * @param settings with the token itself, not `env:NAME`.
 * @param zone the station's, IANA.
 */
export function createPresenceConnector(settings: PresenceSettings, zone: string): Connector<PresenceFact> {
  const { names, matchBy, dateFormat } = settings
  const policy = settings.dialect === 'vendor' ? 'cancel' : 'skip'
  const parameters = {
    onInvalid: settings.onInvalid ?? policy,
    onConflict: settings.onConflict ?? policy,
    onNoMatch: settings.onNoMatch ?? policy,
    matchBy,
    dateFormat,
  }
  /** The page shows no success. Where nothing may be skipped, one means that every entry was created. */
  const isVendorsAllOrNothing =
    settings.dialect === 'vendor' &&
    [parameters.onInvalid, parameters.onConflict, parameters.onNoMatch].every((each) => each === 'cancel')

  const entryOf = ({ fact }: PresenceRow): Record<string, string | number> => ({
    [matchBy]: fact.identifier,
    [names.date]: writeDate(fact.localDate, dateFormat, zone),
    [names.state]: fact.state,
    [names.location]: fact.location,
  })

  /** An entry that was not created. */
  const judgeItem = ({ reason, message }: PresenceItem, row: PresenceRow): AttemptOutcome => {
    const answer = shorten(message)
    if (reason === names.conflict && row.isUnknown && !row.fact.hasEarlier) {
      return { type: 'delivered', answer: `taken before: ${answer}` }
    }
    return { type: 'refused', reason: answer, answer }
  }

  const judgeItems = (items: readonly PresenceItem[], rows: readonly PresenceRow[]): (AttemptOutcome | null)[] => {
    const outcomes: (AttemptOutcome | null)[] = rows.map(() => null)
    for (const item of items) {
      const row = rows[item.index]
      if (row) outcomes[item.index] = judgeItem(item, row)
    }
    return outcomes
  }

  const decodeSuccess = (answer: WireAnswer, rows: readonly PresenceRow[]): BatchOutcome => {
    const read = readPresenceAnswer(answer.body, rows.length, names)
    const words = shorten(answer.body)
    const delivered: AttemptOutcome = { type: 'delivered', answer: 'created' }
    switch (read.type) {
      case 'created':
        return { type: 'each', outcomes: judgeItems(read.skipped, rows).map((outcome) => outcome ?? delivered) }
      case 'cancelled':
        return { type: 'without', outcomes: judgeItems(read.errors, rows) }
      case 'unlisted':
        if (isVendorsAllOrNothing && (read.created ?? rows.length) === rows.length) return allDelivered(rows, words)
        return allUnknown(rows, words)
      case 'other':
        if (answer.status === 204 && isVendorsAllOrNothing) return allDelivered(rows, 'status 204')
        return allUnknown(rows, words)
    }
  }

  /** The request was refused whole. */
  const decodeRefusal = (answer: WireAnswer, rows: readonly PresenceRow[]): BatchOutcome => {
    const read = readPresenceAnswer(answer.body, rows.length, names)
    const words = shorten(answer.body)
    if (read.type === 'cancelled') return { type: 'without', outcomes: judgeItems(read.errors, rows) }
    if ((read.created ?? 0) > 0) return allUnknown(rows, words)
    const reason = `status ${answer.status}: ${words}`
    if (rows.length === 1 && rows[0]?.isUnknown) {
      const doubt = 'sent before without an answer, so it may have been taken then'
      return {
        type: 'each',
        outcomes: [{ type: 'refused', reason: `${reason} (${doubt})`, answer: words, isUndocumented: true }],
      }
    }
    // A proxy's words, or the service's about a single entry: only what becomes of other rows tells the two apart.
    return { type: 'halve', reason, answer: words, isUndocumented: true }
  }

  return {
    upstream: 'presence',
    baseUrl: settings.url,
    secrets: listSecrets(settings),
    limits: { rows: settings.batchRows ?? 1000, bytes: settings.batchBytes ?? 1_048_576 },
    perSecond: null,
    login: null,
    refuseUnsent: () => null,
    encode: (rows) => ({
      method: 'POST',
      path: names.path,
      headers: { 'content-type': 'application/json', authorization: settings.token },
      body: JSON.stringify({ ...nameParameters(parameters, names), data: rows.map(entryOf) }),
    }),
    decode: (answer, rows) => {
      const { status } = answer
      if (status >= 200 && status < 300) return decodeSuccess(answer, rows)
      const said = `${sayStatus(answer)}: ${shorten(answer.body)}`
      if (isBusy(status)) return { type: 'hold', cause: 'busy', why: said }
      // The page's one failure; it may come after the deed.
      if (status >= 500) return { type: 'hold', cause: 'lost', why: said }
      if (isMisdirected(status)) return { type: 'hold', cause: 'configuration', why: said }
      return decodeRefusal(answer, rows)
    },
    settle: () => ({ type: 'send-again' }),
    describe: entryOf,
  }
}

/** What is the page's default is left out, because what these parameters are called is not on the page. */
function nameParameters(
  parameters: Record<keyof typeof pageDefaults, string>,
  names: PresenceSettings['names'],
): Record<string, string> {
  const told: Record<string, string> = {}
  for (const name of Object.keys(pageDefaults) as (keyof typeof pageDefaults)[]) {
    if (parameters[name] !== pageDefaults[name]) told[names[name]] = parameters[name]
  }
  return told
}

/** `localDate` is a date. Noon is the same date also to a service whose zone is some hours away. */
function writeDate(localDate: string, dateFormat: DateFormat, zone: string): string | number {
  switch (dateFormat) {
    case 'unixS':
    case 'unixMS': {
      const noon = Temporal.PlainDate.from(localDate).toZonedDateTime({ timeZone: zone, plainTime: '12:00' })
      return dateFormat === 'unixS' ? noon.epochMilliseconds / 1000 : noon.epochMilliseconds
    }
    case 'iso':
    case 'us':
    case 'international':
    case 'longForm':
      return printDate(localDate, dateFormat, zone) ?? localDate
  }
}

function allDelivered(rows: readonly PresenceRow[], answer: string): BatchOutcome {
  return { type: 'each', outcomes: rows.map(() => ({ type: 'delivered', answer })) }
}

function allUnknown(rows: readonly PresenceRow[], words: string): BatchOutcome {
  const why = `the answer to ${rows.length} entries does not fit: ${words}`
  return { type: 'each', outcomes: rows.map(() => ({ type: 'unknown', why })) }
}
