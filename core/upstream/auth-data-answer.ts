/** Reading what the authentication data interface answers (Paperless Employee, “Stage Authentication Data”). */
import { z } from 'zod'
import { parseJson } from './answer-body.ts'

const count = z.int().min(0)

const stageAnswer = z.object({
  fileLogId: z.guid().toLowerCase(),
  totalRecords: count,
  totalNew: count,
  totalUpdates: count,
  totalErrors: count,
  totalNoChange: count,
  totalDuplicates: count,
  duplicateAuthValues: z.array(z.unknown()),
  thresholdExceptions: z.array(z.string()),
  errorDetails: z.array(z.object({ line: z.int(), value: z.string() })),
  employeeDetails: z.array(z.object({ Key: z.string(), Value: z.string() })),
})
export type StageAnswer = z.output<typeof stageAnswer>

/** What became of one record of a batch. */
export type RecordWord =
  | { type: 'to-process' | 'no-change'; word: string }
  | { type: 'error'; words: string }
  | { type: 'duplicate' }

/** Records by their order. Null: the answer does not fit what was sent. */
export function readStageAnswer(
  body: string,
  employeeIds: readonly string[],
): { answer: StageAnswer; words: RecordWord[] } | null {
  const parsed = stageAnswer.safeParse(parseJson(body))
  if (!parsed.success) return null
  const answer = parsed.data
  const { totalNew, totalUpdates, totalErrors, totalNoChange, totalDuplicates } = answer
  const total = totalNew + totalUpdates + totalErrors + totalNoChange + totalDuplicates
  if (answer.totalRecords !== employeeIds.length || total !== employeeIds.length) return null
  if (answer.employeeDetails.length + totalDuplicates !== employeeIds.length) return null
  const wordsById = new Map(answer.employeeDetails.map(({ Key, Value }) => [Key, Value]))
  const errorsByLine = new Map<number, string[]>()
  for (const { line, value } of answer.errorDetails) {
    errorsByLine.set(line, [...(errorsByLine.get(line) ?? []), value])
  }
  // A batch names nobody twice, so whoever has no word was skipped.
  const words = employeeIds.map((employeeId, index) => {
    const errors = errorsByLine.get(index + 1)
    return readWord(wordsById.get(employeeId), errors?.join('; '))
  })
  if (words.filter((word) => word?.type === 'duplicate').length !== totalDuplicates) return null
  if (words.filter((word) => word?.type === 'error').length !== totalErrors) return null
  return { answer, words }
}

function readWord(word: string | undefined, errors: string | undefined): RecordWord {
  if (word === undefined) return { type: 'duplicate' }
  if (word === 'Error' || errors !== undefined) return { type: 'error', words: errors ?? 'Error' }
  return { type: word === 'No Change' ? 'no-change' : 'to-process', word }
}

/**
 * What processing says of itself, which the page does not show: an object with the batch's totals or what stopped it, or
 * nothing. Null: neither, such as the page of a network that wants a login.
 */
export function readProcessAnswer(body: string): { fileLogId: string | null; reason: string; words: string } | null {
  const value = body.trim() === '' ? {} : parseJson(body)
  const parsed = processAnswer.safeParse(value)
  if (!parsed.success) return null
  const { fileLogId, reason, message, thresholdExceptions } = parsed.data
  const isTripped = thresholdExceptions.length > 0
  return {
    fileLogId: fileLogId ?? null,
    reason: isTripped ? 'threshold' : (reason ?? ''),
    words: isTripped ? thresholdExceptions.join(' ') : (message ?? ''),
  }
}

const processAnswer = z.object({
  fileLogId: z.string().toLowerCase().nullish(),
  /** Ours. */
  reason: z.string().nullish(),
  message: z.string().nullish(),
  thresholdExceptions: z
    .array(z.string())
    .nullish()
    .transform((sentences) => sentences ?? []),
})

/**
 * The token (Paperless Employee, “Authorization”): a text. The page shows it in braces without a name, which is no JSON;
 * that is read as well, and an object with a `token` (ours).
 */
export function readToken(body: string): string | null {
  const value = parseJson(body.trim().replace(/^\{\s*("[^"\\]*")\s*\}$/, '$1'))
  const text = typeof value === 'string' ? value : z.object({ token: z.string() }).safeParse(value).data?.token
  const token = text?.trim()
  return token !== undefined && /^[\x21-\x7e]{1,8192}$/.test(token) ? token : null
}
