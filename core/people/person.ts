/** Who somebody is and which cards exist, as a roster says it. */

/** Everything that a roster says of a person; null where it says nothing. */
export type PersonRecord = {
  /** Case-sensitive everywhere (Maptician, “Set Multiple Maptician Presence Entries (date only)”). */
  employeeNumber: string
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
  /** Link ids (UUIDs, lower case), sorted, each once. */
  timeProfiles: readonly string[]
  /** An ISO 639 code; null: that of the screen. Absent: nothing is said of it. */
  language?: string | null
}

/**
 * A card. It is identified by system + facility code + internal number (BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”), or, where it has no
 * internal number, by system + external number.
 */
export type CardRecord = {
  systemId: string | null
  facilityCode: number | null
  internalNumber: number | null
  /** The chip's serial or what is printed on the card. */
  externalNumber: string | null
  /** Null: nobody has said, so the card is met by whatever format reads its number. */
  format: string | null
  cardType: number | null
}

/** A card in somebody's hands. `hasDiedWithHolder`: it was revoked because its holder left. */
export type HeldCard = CardRecord & { hasDiedWithHolder?: boolean }

/** The five names by which the clock system may know a person (Sonoran CMS, “Clock In Out”). */
export type ClockIdentity = {
  employeeNumber: string
  apiId: string | null
  username: string | null
  accId: string | null
  discord: string | null
  uniqueId: number | null
}

/** The three identifiers by which presence entries find somebody (Maptician, “Set Multiple Maptician Presence Entries (date only)”). */
export type OccupantIdentity = { email: string | null; employeeID: string; userID: string | null }

/** A card's first holder has held it from here on: the earliest instant that a date can name. */
export const beginningOfTimeMs = -8_640_000_000_000_000

/** Names a card: two records with the same text are the same card. */
export function cardKey(
  card: Pick<CardRecord, 'systemId' | 'facilityCode' | 'internalNumber' | 'externalNumber'>,
): string {
  const { systemId, facilityCode, internalNumber, externalNumber } = card
  // Most cards are no more than numbers, and a roster has a hundred thousand of them.
  if (internalNumber !== null && systemId === null) return `${internalNumber} ${facilityCode}`
  return internalNumber === null
    ? JSON.stringify(['serial', systemId, externalNumber])
    : JSON.stringify(['number', systemId, facilityCode, internalNumber])
}
