/**
 * The connector for authentication data (Paperless Employee, “Stage Authentication Data”): a batch is staged, its answer
 * read, and then it is processed. Appending to a batch makes a repeat harmful, so each attempt stages a batch of its own;
 * one whose answer was lost is abandoned and never processed. Sending a record again is safe, because what is there
 * already is answered “No Change”.
 */
import type { AuthDataSettings } from '../contract/settings.ts'
import type { AuthValues } from '../enrolment/roster-entry.ts'
import type { AuthDataPayload } from '../outbox/tell-auth-data.ts'
import { shorten } from './answer-body.ts'
import { isBusy, isSuccess, sayStatus } from './answer-status.ts'
import { type RecordWord, readProcessAnswer, readStageAnswer } from './auth-data-answer.ts'
import { createAuthDataLogin, subscriptionHeader } from './auth-data-login.ts'
import type { Attempt, AttemptOutcome, BatchOutcome, Connector, SendRow, WireAnswer, WireRequest } from './connector.ts'
import { listSecrets } from './list-secrets.ts'

/** `sealed`: there are values, and nobody has opened them; so in a dry run. */
export type AuthDataFact = Omit<AuthDataPayload, 'sealed'> & { authValues: AuthValues | 'sealed' }

type AuthRow = SendRow<AuthDataFact>

/**
 * Where no setting says how many (ours). The reference service writes a batch in several transactions, each of which waits
 * for the disk; what a vendor bears is not known.
 */
const usualRows = { reference: 1000, vendor: 500 } as const

/** @param settings with the secrets themselves, not `env:NAME`. */
export function createAuthDataConnector(settings: AuthDataSettings): Connector<AuthDataFact> {
  const headersOf = ({ token }: Attempt): Record<string, string> => ({
    authorization: `bearer ${settings.token ?? token}`,
    ...subscriptionHeader(settings),
  })

  const stageRequest = (rows: readonly AuthRow[], attempt: Attempt): WireRequest => ({
    method: 'POST',
    path: '/api/admin/authdata/stage',
    headers: { 'content-type': 'application/json', ...headersOf(attempt) },
    body: JSON.stringify({
      fileLogId: attempt.attemptId,
      validate: settings.validate,
      allowNoAuth: settings.allowNoAuth,
      commit: true,
      employee: rows.map(toRecord),
    }),
  })

  const processRequest = (attempt: Attempt): WireRequest => ({
    method: settings.processMethod,
    path: `/api/admin/authdata/${attempt.attemptId}`,
    headers: headersOf(attempt),
    body: null,
  })

  const decodeStaged = (answer: WireAnswer, rows: readonly AuthRow[], attempt: Attempt): BatchOutcome => {
    const whole = judgeWhole(answer, rows)
    if (whole) return whole
    const read = readStageAnswer(
      answer.body,
      rows.map(({ fact }) => fact.employeeId),
    )
    const batchId = attempt.attemptId
    if (read === null || read.answer.fileLogId !== batchId) {
      const why = `the answer to staging does not fit: ${withoutValues(answer.body, rows)}`
      return each(rows, () => ({ type: 'unknown', why }))
    }
    const words = read.words
    const outcomes = rows.map((row, index) => outcomeOf(words[index], row, rows.length))
    const stopped = read.answer.thresholdExceptions.map((sentence) => withoutValues(sentence, rows))
    // Nothing of it would be applied, so there is nothing to process.
    if (!words.some(({ type }) => type === 'to-process')) return { type: 'each', outcomes }
    if (stopped.length === 0) {
      return {
        type: 'then',
        request: processRequest(attempt),
        decode: (processed) => decodeProcessed(processed, { rows, outcomes, batchId, settings }),
      }
    }
    const hasErrors = words.some(({ type }) => type === 'error')
    if (!hasErrors || !stopped.every(isAboutErrors)) return refuseTripped(outcomes, words, stopped)
    // Only the errors are too many: they are refused by themselves, and the others make a batch without any.
    return { type: 'without', outcomes: outcomes.map((outcome) => (outcome.type === 'refused' ? outcome : null)) }
  }

  return {
    upstream: 'authData',
    baseUrl: settings.url,
    secrets: listSecrets(settings),
    limits: { rows: settings.batchRows ?? usualRows[settings.dialect], bytes: settings.batchBytes ?? 1_048_576 },
    perSecond: null,
    login: settings.token === undefined ? createAuthDataLogin(settings) : null,
    refuseUnsent: () => null,
    encode: (rows, attempt) => stageRequest(rows, attempt),
    decode: (answer, rows, attempt = noAttempt) => decodeStaged(answer, rows, attempt),
    // The batch that it was in is abandoned; if that was processed after all, the record comes out as “No Change”.
    settle: () => ({ type: 'send-again' }),
    describe: ({ fact: { authValues, ...fact } }) => ({
      ...fact,
      authValues: authValues === 'sealed' ? '(sealed)' : authValues.map((value) => value && '(set)'),
    }),
  }
}

const noAttempt: Attempt = { token: '', attemptId: '' }

function toRecord({ fact: { employeeId, employeeStatus, authValues } }: AuthRow) {
  if (authValues === 'sealed') throw new Error('values that nobody has opened cannot be sent')
  const [authValue1, authValue2, authValue3] = authValues
  return { employeeId, employeeStatus, authValue1, authValue2, authValue3 }
}

/** What is said of a whole request rather than of a record. Null: it was taken. */
function judgeWhole({ status, headers, body }: WireAnswer, rows: readonly AuthRow[]): BatchOutcome | null {
  if (isSuccess(status)) return null
  const words = withoutValues(body, rows)
  const said = `${sayStatus({ status, headers })}: ${words}`
  if (status === 401) return { type: 'log-in', why: said }
  if (isBusy(status)) return { type: 'hold', cause: 'busy', why: said }
  if (status >= 500) return { type: 'hold', cause: 'lost', why: said }
  if ([400, 409, 413, 422].includes(status)) return { type: 'halve', reason: said, answer: words }
  // Moved, no access, or nothing at this address: no record is at fault.
  return { type: 'hold', cause: 'configuration', why: said }
}

/** How a record stands once its batch is through. */
function outcomeOf(word: RecordWord | undefined, row: AuthRow, rows: number): AttemptOutcome {
  switch (word?.type) {
    case 'to-process':
    case 'no-change':
      return { type: 'delivered', answer: word.word }
    case 'error': {
      const words = withoutValues(word.words, [row])
      return { type: 'refused', reason: words, answer: words }
    }
    case 'duplicate':
      if (rows === 1) return { type: 'unknown', why: 'skipped as a duplicate in a batch of its own' }
      return { type: 'retry', why: 'skipped as a duplicate of another record of its batch; it goes by itself' }
    case undefined:
      return { type: 'unknown', why: 'no word about this record' }
  }
}

type Staged = {
  rows: readonly AuthRow[]
  /** If it is processed. */
  outcomes: AttemptOutcome[]
  batchId: string
  settings: AuthDataSettings
}

/**
 * The page does not show what processing answers (ours: `reason` and `message`). Words that were staged stand only if the
 * batch was processed; an error or “No Change” stands in any case, and is found again where the rest has to be sent again.
 */
function decodeProcessed(answer: WireAnswer, { rows, outcomes, batchId, settings }: Staged): BatchOutcome {
  const read = readProcessAnswer(answer.body)
  const words = withoutValues(read?.words ?? answer.body, rows)
  if (answer.status === 409 || (answer.status < 300 && read?.reason === 'threshold')) {
    switch (read?.reason) {
      case 'threshold':
        return { type: 'each', outcomes: outcomes.map((outcome) => refuseUnlessSettled(outcome, words)) }
      case 'stale':
        // Another batch came in between, and nothing was applied.
        return each(rows, () => ({ type: 'retry', why: words }))
      case 'settled':
        // Whoever sits between has repeated the request.
        return each(rows, () => ({ type: 'unknown', why: words }))
      default:
        return { type: 'halve', reason: `status ${answer.status}: ${words}`, answer: words }
    }
  }
  const whole = judgeWhole(answer, rows)
  if (whole) return whole
  const isOther = settings.dialect === 'reference' && read?.fileLogId !== batchId
  if (read === null || isOther) {
    return each(rows, () => ({ type: 'unknown', why: `the answer to processing does not fit: ${words}` }))
  }
  return { type: 'each', outcomes }
}

/**
 * Processing would cancel the whole batch, and a person has to see why. It is not sent in smaller pieces: a threshold is
 * there to stop what looks wrong as a whole, and a batch of one is always 100 % of something.
 */
function refuseTripped(
  outcomes: readonly AttemptOutcome[],
  words: readonly RecordWord[],
  stopped: readonly string[],
): BatchOutcome {
  const sentence = stopped.join(' ')
  return {
    type: 'each',
    outcomes: outcomes.map((outcome, index) =>
      words[index]?.type === 'no-change' ? outcome : refuseUnlessSettled(outcome, sentence),
    ),
  }
}

function refuseUnlessSettled(outcome: AttemptOutcome, sentence: string): AttemptOutcome {
  const isSettled = outcome.type === 'refused' || (outcome.type === 'delivered' && outcome.answer === 'No Change')
  return isSettled ? outcome : { type: 'refused', reason: sentence, answer: sentence }
}

/** “Number of records with errors exceeds threshold: …”, the third of the page's sentences. */
function isAboutErrors(sentence: string): boolean {
  return /records with errors/i.test(sentence)
}

function each(rows: readonly AuthRow[], toOutcome: () => AttemptOutcome): BatchOutcome {
  return { type: 'each', outcomes: rows.map(toOutcome) }
}

/** More than this is no sentence, and is not looked through for values. */
const mostWords = 8000

/** The page's sentences hold no value, and a percentage may look like one. */
const pageSentences =
  /^(Number of (added employees|employees with updates|records with errors) exceeds threshold: [\d.]+%?\. Processing has stopped\. ?)+$/

/** The server's words are kept and logged, and a server may quote what was sent. */
function withoutValues(words: string, rows: readonly AuthRow[]): string {
  if (words.length > mostWords) return `(an answer of ${words.length} characters)`
  if (pageSentences.test(words)) return words
  let text = words
  for (const { fact } of rows) {
    if (fact.authValues === 'sealed') continue
    for (const value of fact.authValues) {
      if (value === null) continue
      for (const written of listWritten(value)) text = text.replaceAll(written, '…')
    }
  }
  return shorten(text)
}

/** As it is, as JSON, as JSON within JSON, and as part of an address: a batch may have thousands of values, so no more than that. */
function listWritten(value: string): Set<string> {
  const json = JSON.stringify(value).slice(1, -1)
  return new Set([value, json, JSON.stringify(json).slice(1, -1), encodeURIComponent(value.toWellFormed())])
}
