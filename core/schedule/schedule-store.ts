/** Time profiles as stored, and whose they are. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import { type BadgeTime, createBadgeHours } from './badge-hours.ts'
import { deleteTimeProfiles, type ItemResult, putTimeProfiles } from './change-time-profiles.ts'
import type { TimeProfileItem } from './time-profile.ts'

/** A profile with the number of people whom it is linked to. */
export type StoredProfile = { item: TimeProfileItem; changedAtMs: number; people: number }

/** Puts all of them, in order; one result each. */
export function putProfiles(db: WritableDb, items: readonly TimeProfileItem[], atMs: number): ItemResult[] {
  return putTimeProfiles({ put: (item) => putItem(db, item, atMs) }, items)
}

/**
 * Deletes them, in order; one result each. People keep their link: a profile that comes back under its link id applies
 * to them again, and until then it counts as none.
 */
export function deleteProfiles(db: WritableDb, linkIds: readonly string[]): ItemResult[] {
  return deleteTimeProfiles({ remove: (linkId) => removeItem(db, linkId) }, linkIds)
}

/** How many active people are linked to one of these and to no profile that is known: they may badge at any time. */
export function countUnbound(db: ReadableDb, linkIds: readonly string[]): number {
  const row = db
    .prepare<{ n: number }>(
      `SELECT count(DISTINCT person.id) AS n FROM person JOIN person_time_profile AS link ON link.person_id = person.id
       WHERE is_active = 1 AND link.link_id IN (SELECT value FROM json_each(@linkIds))
         AND NOT EXISTS (SELECT 1 FROM person_time_profile AS other JOIN time_profile USING (link_id)
           WHERE other.person_id = person.id)`,
    )
    .get({ linkIds: JSON.stringify(linkIds) })
  return row?.n ?? 0
}

/** Every profile, by name. */
export function listProfiles(db: ReadableDb): StoredProfile[] {
  const rows = db
    .prepare<{ item: string; changedAtMs: number; people: number }>(
      `SELECT item, changed_at_ms AS changedAtMs,
         (SELECT count(*) FROM person_time_profile WHERE person_time_profile.link_id = time_profile.link_id) AS people
       FROM time_profile ORDER BY name, link_id`,
    )
    .all()
  return rows.map(({ item, ...row }) => ({ ...row, item: parseItem(item) }))
}

/** Null: there is no such profile. */
export function readProfile(db: ReadableDb, linkId: string): TimeProfileItem | null {
  const row = db.prepare<{ item: string }>('SELECT item FROM time_profile WHERE link_id = @linkId').get({ linkId })
  return row ? parseItem(row.item) : null
}

/** How many people are linked to a profile, whether it is there or not. */
export function countLinked(db: ReadableDb, linkId: string): number {
  const sql = 'SELECT count(*) AS n FROM person_time_profile WHERE link_id = @linkId'
  return db.prepare<{ n: number }>(sql).get({ linkId })?.n ?? 0
}

/** Some of these people, by name. */
export function listProfilePeople(
  db: ReadableDb,
  linkId: string,
  { offset, limit }: { offset: number; limit: number },
): { employeeNumber: string; displayName: string; isActive: boolean }[] {
  return db
    .prepare<{ employeeNumber: string; displayName: string; isActive: 0 | 1 }>(
      `SELECT employee_number AS employeeNumber, display_name AS displayName, is_active AS isActive
       FROM person_time_profile JOIN person ON person.id = person_id WHERE link_id = @linkId
       ORDER BY display_name, employee_number LIMIT @limit OFFSET @offset`,
    )
    .all({ linkId, offset, limit })
    .map((row) => ({ ...row, isActive: row.isActive === 1 }))
}

/** Link ids of a person for which there is no profile (yet), by link id: they neither allow nor refuse anything. */
export function listMissingLinks(db: ReadableDb, personId: number): string[] {
  const rows = db
    .prepare<{ linkId: string }>(
      `SELECT link_id AS linkId FROM person_time_profile
       WHERE person_id = @personId AND link_id NOT IN (SELECT link_id FROM time_profile) ORDER BY link_id`,
    )
    .all({ personId })
  return rows.map(({ linkId }) => linkId)
}

/** Who may badge when, by person. */
export type PersonSchedules = {
  /** The person's profiles by link id; the same objects as long as nothing was changed. */
  profilesOf: (db: ReadableDb, personId: number) => readonly TimeProfileItem[]
  /** What a tap asks. */
  isAllowed: (db: ReadableDb, personId: number, atMs: number) => boolean
  /** What a refused tap and a look at a person's schedule ask. */
  judge: (db: ReadableDb, personId: number, atMs: number) => BadgeTime
}

/** More profiles than any site has; beyond it all are compiled anew. */
const rememberedItems = 1000

/**
 * One for as long as the station runs: it remembers compiled profiles. They are remembered by their stored text, so
 * that a change is seen at once whoever made it, and a change that was rolled back leaves nothing behind.
 *
 * @param zone The station's, an IANA name.
 */
export function createPersonSchedules(zone: string): PersonSchedules {
  const hours = createBadgeHours(zone)
  const itemsByText = new Map<string, TimeProfileItem>()
  const profilesOf: PersonSchedules['profilesOf'] = (db, personId) => {
    const rows = db
      .prepare<{ item: string }>(
        `SELECT item FROM person_time_profile JOIN time_profile USING (link_id)
         WHERE person_id = @personId ORDER BY link_id`,
      )
      .all({ personId })
    return rows.map(({ item: text }) => {
      const known = itemsByText.get(text)
      if (known) return known
      if (itemsByText.size >= rememberedItems) itemsByText.clear()
      const item = parseItem(text)
      itemsByText.set(text, item)
      return item
    })
  }
  return {
    profilesOf,
    isAllowed: (db, personId, atMs) => hours.isAllowed(profilesOf(db, personId), atMs),
    judge: (db, personId, atMs) => hours.judge(profilesOf(db, personId), atMs),
  }
}

function putItem(db: WritableDb, item: TimeProfileItem, atMs: number): 'created' | 'updated' {
  const row = { linkId: item.link_id, name: item.name, item: JSON.stringify(item), atMs }
  const { changes } = db
    .prepare('UPDATE time_profile SET name = @name, item = @item, changed_at_ms = @atMs WHERE link_id = @linkId')
    .run(row)
  if (changes > 0) return 'updated'
  db.prepare('INSERT INTO time_profile (link_id, name, item, changed_at_ms) VALUES (@linkId, @name, @item, @atMs)').run(
    row,
  )
  return 'created'
}

function removeItem(db: WritableDb, linkId: string): boolean {
  return db.prepare('DELETE FROM time_profile WHERE link_id = @linkId').run({ linkId }).changes > 0
}

/** Only what `readTimeProfileItems` has read is ever stored. */
function parseItem(text: string): TimeProfileItem {
  return JSON.parse(text)
}
