/** Puts a file of time profiles into the station's store, and deletes them by link id: all of a request or nothing. */
import { readFile } from 'node:fs/promises'
import type { Actor, AuditContent } from '../audit/audit-chain.ts'
import { appendAudit } from '../audit/audit-store.ts'
import type { Refused } from '../contract/refused.ts'
import { say } from '../contract/sentences.ts'
import { explainDisk } from '../files/text-file.ts'
import { enqueue } from '../outbox/outbox-store.ts'
import { type ProfileTelling, tellProfilesDeleted, tellProfilesPut } from '../outbox/tell-profiles.ts'
import type { ItemResult } from '../schedule/change-time-profiles.ts'
import { countUnbound, deleteProfiles, putProfiles } from '../schedule/schedule-store.ts'
import { locateItemFault, readLinkIds, readTimeProfileItems, type TimeProfileItem } from '../schedule/time-profile.ts'
import type { Store, WritableDb } from '../store/database.ts'
import { refuse, refuseInWords } from './refuse.ts'
import type { TapContext } from './tap-context.ts'

export type ProfilesChanged =
  /** `freed`: so many people are left without any time profile by a delete; absent: nobody. */
  | { type: 'changed'; result: ItemResult[]; freed?: number }
  /** `error` is one of the documented sentences; nothing was applied. */
  | { type: 'not-understood'; error: string; where?: string }
  /** The file could not be had. */
  | Refused

const owner: Actor = { type: 'owner' }

type Changing = { actor: Actor; atMs: number }

/** As much as a request of the vendor's interface ever holds, and more. */
const longestFileBytes = 64 * 1024 * 1024

export type ProfileContext = Pick<TapContext, 'store' | 'settings' | 'newEventId'>

/** @param file Path of the vendor's body, `{"list_items": […]}`. */
export async function putProfileFile(
  context: ProfileContext,
  file: string,
  atMs: number,
  actor: Actor = owner,
): Promise<ProfilesChanged> {
  const read = await readBody(file)
  if (read.type === 'refused') return read
  const reading = readTimeProfileItems(read.body)
  if (reading.type === 'refused') {
    const where = read.body === null ? say('file-no-json') : locateItemFault(read.body)
    return { type: 'not-understood', error: reading.error, where }
  }
  return change(context.store, (db) => {
    const result = putAndTell(db, reading.items, atMs, tellingOf(context, atMs))
    noteChange(db, 'profile.put', { items: reading.items, result }, { actor, atMs })
    return result
  })
}

export function deleteProfilesByLink(
  context: ProfileContext,
  linkIds: readonly string[],
  atMs: number,
  actor: Actor = owner,
): ProfilesChanged {
  const reading = readLinkIds({ link_ids: linkIds })
  if (reading.type === 'refused') return { type: 'not-understood', error: reading.error }
  let freed = 0
  const changed = change(context.store, (db) => {
    const result = deleteAndTell(db, reading.linkIds, tellingOf(context, atMs))
    const deleted = result.flatMap(({ link_id: linkId, success }) => (success ? [linkId] : []))
    if (deleted.length > 0) noteChange(db, 'profile.delete', { result }, { actor, atMs })
    freed = countUnbound(db, deleted)
    return result
  })
  return changed.type === 'changed' && freed > 0 ? { ...changed, freed } : changed
}

/**
 * Puts them, and tells of it in the same transaction.
 *
 * @param telling Null: nobody is told. What was pulled from a service is put that way, because it is never echoed.
 */
export function putAndTell(
  db: WritableDb,
  items: readonly TimeProfileItem[],
  atMs: number,
  telling: ProfileTelling | null,
): ItemResult[] {
  const result = putProfiles(db, items, atMs)
  if (telling) enqueue(db, tellProfilesPut(items, telling))
  return result
}

/** Deletes them, and tells in the same transaction of those that were there. `telling` as for `putAndTell`. */
export function deleteAndTell(
  db: WritableDb,
  linkIds: readonly string[],
  telling: ProfileTelling | null,
): ItemResult[] {
  const result = deleteProfiles(db, linkIds)
  const deleted = result.flatMap(({ link_id: linkId, success }) => (success ? [linkId] : []))
  if (telling) enqueue(db, tellProfilesDeleted(deleted, telling))
  return result
}

/** How a change that was made at this station is told. Null: no upstream takes time profiles. */
function tellingOf({ settings, newEventId }: ProfileContext, atMs: number): ProfileTelling | null {
  return settings.upstreams.timeProfiles ? { atMs, newKey: () => newEventId(atMs) } : null
}

function change(store: Pick<Store, 'transact'>, apply: (db: WritableDb) => ItemResult[]): ProfilesChanged {
  const outcome = store.transact<ItemResult[], never>((db) => ({ ok: true, value: apply(db) }))
  return outcome.ok ? { type: 'changed', result: outcome.value } : outcome.refusal
}

function noteChange(
  db: WritableDb,
  action: 'profile.put' | 'profile.delete',
  content: AuditContent,
  { actor, atMs }: Changing,
): void {
  appendAudit(db, { atMs, actor, action, subject: null, content })
}

/** A file that is no JSON is a body that no sentence but the last speaks of: null stands for it. */
async function readBody(file: string): Promise<{ type: 'read'; body: unknown } | Refused> {
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (error) {
    const message = explainDisk(error, 'file')
    if (message === null) throw error
    return refuseInWords(message)
  }
  if (bytes.length > longestFileBytes) return refuse('file-too-large')
  try {
    return { type: 'read', body: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    return { type: 'read', body: null }
  }
}
