/**
 * What a put and a delete in bulk do, and in which words each item is answered (BAS-IP, “Create/Update multiple Time
 * Profile items by link_id”). The station and the reference service share it, each with a shelf of its own.
 */
import type { TimeProfileItem } from './time-profile.ts'

/** The page's words. The five that speak of identifiers cannot arise from time profiles. */
export const entityStates = [
  'created',
  'updated',
  'deleted',
  'entity_not_found',
  'number_taken_by_another_identifier',
  'bound_time_profile_doesnt_exist',
  'face_id_not_supported',
  'number_of_face_identifiers_exceeded',
  'number_of_identifiers_exceeded',
] as const

export type EntityState = (typeof entityStates)[number]

/** One item of the answer's `result`. */
export type ItemResult = { link_id: string; success: boolean; extended_info: EntityState }

/** Where profiles are kept. Whoever makes one sees to the transaction. */
export type ProfileShelf = {
  /** Keeps the item in place of the one with its link id; says whether there was one. */
  put: (item: TimeProfileItem) => 'created' | 'updated'
  /** Says whether there was one. */
  remove: (linkId: string) => boolean
}

/** One result per item, in order. Of several items with one link id the last wins, and each is answered (ours). */
export function putTimeProfiles(shelf: Pick<ProfileShelf, 'put'>, items: readonly TimeProfileItem[]): ItemResult[] {
  return items.map((item) => ({ link_id: item.link_id, success: true, extended_info: shelf.put(item) }))
}

/** One result per id, in order: an id that is named twice is not found the second time (ours). */
export function deleteTimeProfiles(shelf: Pick<ProfileShelf, 'remove'>, linkIds: readonly string[]): ItemResult[] {
  return linkIds.map((linkId) => {
    const success = shelf.remove(linkId)
    return { link_id: linkId, success, extended_info: success ? 'deleted' : 'entity_not_found' }
  })
}
