/** Reading the answers of the time profiles' interface (BAS-IP, “Create/Update multiple Time Profile items by link_id”). */
import { z } from 'zod'
import { parseJson, shorten } from './answer-body.ts'

/** One item of `result`. Later firmware has more words than the page, so any word is read. */
const itemResult = z.object({
  /** The page: “By default return null value”. */
  link_id: z.string().nullable(),
  success: z.boolean(),
  extended_info: z.string(),
})
const resultBody = z.object({ result: z.array(itemResult) })

export type ItemAnswer = { success: boolean; word: string }

/**
 * One answer per link id, in the order of `linkIds`, whatever the order of the answer. Null when it does not fit: another
 * number of items, one that was not asked for, or one twice. An item without a link id can only be the one that was sent.
 */
export function readItemAnswers(body: string, linkIds: readonly string[]): ItemAnswer[] | null {
  const parsed = resultBody.safeParse(parseJson(body))
  if (!parsed.success || parsed.data.result.length !== linkIds.length) return null
  const only = linkIds.length === 1 ? linkIds[0] : undefined
  const answersByLink = new Map<string, ItemAnswer>()
  for (const { link_id: given, success, extended_info: word } of parsed.data.result) {
    const linkId = given?.toLowerCase() ?? only
    if (linkId === undefined || answersByLink.has(linkId)) return null
    answersByLink.set(linkId, { success, word: shorten(word) })
  }
  const answers = linkIds.flatMap((linkId) => answersByLink.get(linkId) ?? [])
  return answers.length === linkIds.length ? answers : null
}

/** The page has a sentence, and in the example of its schema `true`. */
const errorBody = z.object({ error: z.union([z.string(), z.boolean()]) })

/** The server's own words of a refusal; null when there are none in the documented place. */
export function readErrorSentence(body: string): string | null {
  const parsed = errorBody.safeParse(parseJson(body))
  return parsed.success ? shorten(String(parsed.data.error)) : null
}

const tokenBody = z.object({ token: z.string().min(1).max(8192) })

export function readToken(body: string): string | null {
  const parsed = tokenBody.safeParse(parseJson(body))
  // What becomes part of a header must be fit for one.
  return parsed.success && /^[\x21-\x7e]+$/.test(parsed.data.token) ? parsed.data.token : null
}
