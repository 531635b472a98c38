/** How time profiles are put and deleted by link id (BAS-IP, “Create/Update multiple Time Profile items by link_id”). */
import { createHash, randomUUID } from 'node:crypto'
import { type Answer, contentOf, member, type Service } from './service.ts'

export const linkPage = { vendor: 'BAS-IP', page: 'Create/Update multiple Time Profile items by link_id' }
export const deletePage = { vendor: 'BAS-IP', page: 'Delete multiple Time Profile items by link_id' }
export const itemPage = { vendor: 'BAS-IP', page: 'Create Time Profile Entity' }
export const loginPage = { vendor: 'BAS-IP', page: 'GET /api/v1/login' }

export const linkPath = '/api/v1/access/timeprofile/items/link'
export const deletePath = '/access/timeprofile/link/delete'

export type Item = Record<string, unknown>

export function newLinkId(): string {
  return randomUUID()
}

/** A Monday from 08:00 to 16:00 UTC that does not repeat; `more` replaces parts of it. */
export function item(linkId: unknown, more: Item = {}): Item {
  return {
    link_id: linkId,
    name: 'Conformance',
    time_options: { is_all_day: false, date_from: 1_772_438_400, date_to: 1_772_467_200 },
    repeat_options: { repeat_enable: false },
    ...more,
  }
}

/** An item that repeats; `format` replaces parts of a daily one that never ends. */
export function repeating(linkId: unknown, format: Item): Item {
  const daily = { repeat_type: 'day', repeat_end: { format: 'never' } }
  return item(linkId, { repeat_options: { repeat_enable: true, repeat_format: { ...daily, ...format } } })
}

export function repeatingCustom(linkId: unknown, custom: Item): Item {
  return repeating(linkId, { repeat_type: 'custom', repeat_custom: { repeat_looper: 1, ...custom } })
}

export function logIn(service: Service, username: string, hash: string): Promise<Answer> {
  const query = new URLSearchParams({ username, password: hash })
  return service.ask(`/api/v1/login?${query}`, { method: 'GET' })
}

export function hashOf(password: string): string {
  return createHash('md5').update(password).digest('hex')
}

/** Logs in once per run. Rejects where no token is given. */
export function bearer(service: Service): Promise<Record<string, string>> {
  return service.once('login', async () => {
    const answer = await logIn(service, 'conformance', hashOf(service.secret))
    const token = member(answer.json, 'token')
    if (typeof token !== 'string') throw new Error(`the login was answered ${answer.status} without a token`)
    return { authorization: `Bearer ${token}` }
  })
}

export async function putItems(service: Service, items: unknown): Promise<Answer> {
  return service.ask(linkPath, { body: { list_items: items }, headers: await bearer(service) })
}

export async function deleteItems(
  service: Service,
  linkIds: readonly unknown[],
  path = deletePath,
  method: 'POST' | 'DELETE' = 'POST',
): Promise<Answer> {
  return service.ask(path, { method, body: { link_ids: linkIds }, headers: await bearer(service) })
}

/** `link_id success extended_info` of each result, in the answer's order; or the answer, if it is no such. */
export function resultsOf(answer: Answer): unknown {
  const results = member(answer.json, 'result')
  if (answer.status !== 200 || !Array.isArray(results)) return { status: answer.status, content: contentOf(answer) }
  return results.map((result) =>
    ['link_id', 'success', 'extended_info'].map((name) => String(member(result, name))).join(' '),
  )
}

/** The words of each result alone. */
export function wordsOf(answer: Answer): unknown {
  const results = resultsOf(answer)
  return Array.isArray(results) ? results.map((result: string) => result.split(' ').slice(1).join(' ')) : results
}

export function refused(error: string) {
  return { status: 400, content: { error } }
}
