/** Puts and deletes time profiles at the central service. */
import type { ItemResult } from '../schedule/change-time-profiles.ts'
import { deleteProfiles, putProfiles } from '../schedule/schedule-store.ts'
import type { TimeProfileItem } from '../schedule/time-profile.ts'
import type { WritableDb } from '../store/database.ts'
import type { CommitTogether } from './group-commit-store.ts'

export type TimeProfilesStore = {
  /**
   * Creates or updates by link id, in order and in one transaction that is durable when this resolves; one result each. Of
   * several items with one link id the last wins (ours).
   */
  putTimeProfiles: (items: readonly TimeProfileItem[], atMs: number) => Promise<ItemResult[]>
  /** Likewise; an id that is not there, or not any more, is answered `entity_not_found`. */
  deleteTimeProfiles: (linkIds: readonly string[]) => Promise<ItemResult[]>
}

/** @param commitTogether Requests of several stations share a wait for the disk. */
export function createTimeProfilesStore(commitTogether: CommitTogether): TimeProfilesStore {
  const change = async (work: (db: WritableDb) => ItemResult[]): Promise<ItemResult[]> => {
    const outcome = await commitTogether<ItemResult[], never>((db) => ({ ok: true, value: work(db) }))
    return outcome.ok ? outcome.value : outcome.refusal
  }
  return {
    putTimeProfiles: async (items, atMs) => change((db) => putProfiles(db, items, atMs)),
    deleteTimeProfiles: async (linkIds) => change((db) => deleteProfiles(db, linkIds)),
  }
}
