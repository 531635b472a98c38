/** The body of a call (Paperless Employee, “Stage Authentication Data”). */
import { z } from 'zod'

export type StageRequest = {
  /** Lower case; null: a new batch. */
  fileLogId: string | null
  validate: boolean
  allowNoAuth: boolean
  commit: boolean
  /** As submitted, not scrubbed. */
  employee: readonly unknown[]
}

export type StageReading =
  | { type: 'read'; request: StageRequest }
  /** `message` names the fault without quoting what was sent, which may be an authentication value. */
  | { type: 'malformed'; message: string }
  /** `fileLogId` is no GUID, so no batch has it. */
  | { type: 'unknown-batch' }

/** What a call answers that staged nothing. */
export const noFileLogId = '00000000-0000-0000-0000-000000000000'

/**
 * The page's fields and nothing else: a misspelt `commit` must not stage what was to be tried (ours). What is absent is as
 * in the page's example (ours).
 */
export const stageRequest = z.strictObject({
  fileLogId: z.string().nullish(),
  validate: z.boolean().default(true),
  allowNoAuth: z.boolean().default(false),
  commit: z.boolean().default(true),
  employee: z.array(z.unknown(), 'the list of records is missing, or is no list'),
})

export function readStageRequest(given: unknown): StageReading {
  const parsed = stageRequest.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const place = issue?.path.join('.') || 'the body'
    return { type: 'malformed', message: `${place}: ${issue?.message ?? 'not what was expected'}` }
  }
  const fileLogId = readFileLogId(parsed.data.fileLogId)
  return fileLogId === 'malformed'
    ? { type: 'unknown-batch' }
    : { type: 'read', request: { ...parsed.data, fileLogId } }
}

/** Null where none is meant: absent, blank or all zeros (ours). A GUID may be written in either case. */
export function readFileLogId(given: string | null | undefined): string | null | 'malformed' {
  const text = (given ?? '').trim().toLowerCase()
  if (text === '' || text === noFileLogId) return null
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : 'malformed'
}
