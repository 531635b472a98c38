/** What stations pull, in the order of change: SQL of the pull interface (ours). */
import type { TimeProfileItem } from '../schedule/time-profile.ts'
import type { ReadableDb, Store } from '../store/database.ts'

export type PulledCard = {
  systemId: string | null
  facilityCode: number | null
  internalNumber: number | null
  externalNumber: string | null
  format: string | null
  cardType: number | null
  state: 'active' | 'lost' | 'revoked'
}

export type PulledPerson =
  | { employeeNumber: string; isGone: true }
  | {
      employeeNumber: string
      isGone: false
      displayName: string
      email: string | null
      userId: string | null
      apiId: string | null
      username: string | null
      accId: string | null
      discord: string | null
      uniqueId: number | null
      isActive: boolean
      occupancySystemId: string | null
      timeProfiles: string[]
      cards: PulledCard[]
    }

export type PulledTimeProfile =
  | { linkId: string; isGone: true }
  | { linkId: string; isGone: false; item: TimeProfileItem }

export type PulledPunch = {
  /** The idempotency key, where there was one. */
  eventId: string
  /** Empty: no station said it. */
  stationId: string
  sequence: number
  employeeNumber: string
  kind: 'in' | 'out' | 'force-in'
  occurredAtMs: number
}

/** `until`: the number of the last item, or `after` where there is none. */
export type PulledPage<Item> = { items: Item[]; until: number; newest: number }

export type PullStore = {
  /** Which count the numbers belong to; another one after the service lost its file. */
  readPullEpoch: () => Promise<string>
  /** What has changed since the number `after`, oldest change first, each with its present state. */
  readChangedPeople: (after: number, limit: number) => Promise<PulledPage<PulledPerson>>
  readChangedTimeProfiles: (after: number, limit: number) => Promise<PulledPage<PulledTimeProfile>>
  readSharedPunches: (after: number, limit: number) => Promise<PulledPage<PulledPunch>>
}

type Sequenced = { sequence: number }

export function createPullStore(store: Store): PullStore {
  const db = store.read
  return {
    readPullEpoch: async () => {
      const row = db.prepare<{ value: string }>(`SELECT value FROM station_fact WHERE name = 'pull_epoch'`).get()
      if (!row) throw new Error('the service has an epoch since its file was made')
      return row.value
    },
    readChangedPeople: async (after, limit) => readPeople(db, after, limit),
    readChangedTimeProfiles: async (after, limit) => {
      const rows = db
        .prepare<Sequenced & { linkId: string; item: string | null }>(
          `SELECT change.sequence, change.link_id AS linkId, item FROM time_profile_change AS change
           LEFT JOIN time_profile USING (link_id) WHERE change.sequence > @after ORDER BY change.sequence LIMIT @limit`,
        )
        .all({ after, limit })
      const items = rows.map(
        ({ linkId, item }): PulledTimeProfile =>
          item === null ? { linkId, isGone: true } : { linkId, isGone: false, item: JSON.parse(item) },
      )
      return { items, until: rows.at(-1)?.sequence ?? after, newest: newestOf(db, 'time_profile_change') }
    },
    readSharedPunches: async (after, limit) => {
      const rows = db
        .prepare<Sequenced & PulledPunch & { change: number }>(
          `SELECT punch.sequence AS change, event_id AS eventId, station_id AS stationId, station_sequence AS sequence,
             employee_number AS employeeNumber, kind, occurred_at_ms AS occurredAtMs
           FROM clock_punch AS punch JOIN person ON person.id = person_id
           WHERE punch.sequence > @after ORDER BY punch.sequence LIMIT @limit`,
        )
        .all({ after, limit })
      const items = rows.map(({ change, ...punch }) => punch)
      return { items, until: rows.at(-1)?.change ?? after, newest: newestOf(db, 'clock_punch') }
    },
  }
}

type PersonColumns = Omit<Extract<PulledPerson, { isGone: false }>, 'isGone' | 'isActive' | 'timeProfiles' | 'cards'>
type PersonRow = { [Column in keyof PersonColumns]: PersonColumns[Column] } & {
  sequence: number
  knownNumber: string
  personId: number | null
  isActive: 0 | 1
  timeProfiles: string
  cards: string
}

function readPeople(db: ReadableDb, after: number, limit: number): PulledPage<PulledPerson> {
  const rows = db
    .prepare<PersonRow>(
      `SELECT change.sequence, change.employee_number AS knownNumber, person.id AS personId,
         person.employee_number AS employeeNumber, display_name AS displayName, email, user_id AS userId, api_id AS apiId,
         username, acc_id AS accId, discord, unique_id AS uniqueId, is_active AS isActive,
         occupancy_system_id AS occupancySystemId,
         (SELECT json_group_array(link_id ORDER BY link_id) FROM person_time_profile WHERE person_id = person.id)
           AS timeProfiles,
         (SELECT json_group_array(json_object('systemId', system_id, 'facilityCode', facility_code, 'internalNumber',
            internal_number, 'externalNumber', external_number, 'format', format, 'cardType', card_type, 'state', state)
            ORDER BY card.id)
          FROM card_holding JOIN card ON card.id = card_id WHERE person_id = person.id AND until_ms IS NULL) AS cards
       FROM person_change AS change LEFT JOIN person ON person.id = change.person_id
       WHERE change.sequence > @after ORDER BY change.sequence LIMIT @limit`,
    )
    .all({ after, limit })
  const items = rows.map(
    ({ sequence, knownNumber, personId, isActive, timeProfiles, cards, ...person }): PulledPerson => {
      if (personId === null) return { employeeNumber: knownNumber, isGone: true }
      return {
        ...person,
        isGone: false,
        isActive: isActive === 1,
        timeProfiles: JSON.parse(timeProfiles),
        cards: JSON.parse(cards),
      }
    },
  )
  return { items, until: rows.at(-1)?.sequence ?? after, newest: newestOf(db, 'person_change') }
}

function newestOf(db: ReadableDb, table: 'person_change' | 'time_profile_change' | 'clock_punch'): number {
  return db.prepare<{ newest: number | null }>(`SELECT max(sequence) AS newest FROM ${table}`).get()?.newest ?? 0
}
