/**
 * The bulk rules of presence entries (Maptician, “Set Multiple Maptician Presence Entries (date only)”), the same at the
 * station and in the reference service. Pure: three steps, between which the caller looks up many things at once, and
 * after which it writes. A store that answers at once runs them by `setPresence`; one on a database server awaits between
 * them.
 *
 *     readEntries ▸ (look up the keys) ▸ matchEntries ▸ (look up the dates) ▸ decideEntries ▸ (write)
 *
 * **What a conflict is.** The page: “usually the result of a specific Occupant already having a set presence status for a
 * period of time covered by a submitted record”. An entry covers its whole date within one window for everybody, so: the
 * same occupant and the same date, whatever state, location or window the other has (ours). An entry that a tap made counts
 * as well as one that was put. A second entry for the same occupant and date within one request is a conflict too (ours);
 * one that is itself invalid or unmatched stands in nobody's way.
 *
 * At the door it is otherwise: the first *in* of a date at each location makes an entry, so somebody who goes from one
 * place to another has two for one date, and what was put for that date before does not keep a tap from making its own.
 * Such entries come from `addFirstEntry` of the store and never pass here; what is put meets them as a conflict.
 */
import type { DayWindow } from './day-window.ts'
import { type CandidateEntry, quote, readEntry } from './presence-entry.ts'
import type { MatchMethod, PresencePolicy, PresenceRequest } from './presence-request.ts'

/** What the page leaves to the service's configuration. */
export type PresenceRules = {
  /** IANA; the calendar that a Unix timestamp is read by. */
  zone: string
  /** The page names `at_location` alone; further ones are a list of the service (ours). */
  states: readonly string[]
  /** Known names, matched exactly (ours). None: every name is known. */
  locations: readonly string[]
  /** Kept with each entry. */
  window: DayWindow
}

/** Ours, where nothing is configured. */
export const defaultStates = ['at_location', 'remote', 'away'] as const

/** In the order in which they are looked for (ours). */
export const presenceFaultReasons = ['invalid', 'no-match', 'conflict'] as const

export type PresenceFault = {
  /** The entry's place in the request, from 0. */
  index: number
  /** The first that applies. */
  reason: (typeof presenceFaultReasons)[number]
  /** For whoever sent it: what is wrong, in words. */
  message: string
}

export type OccupantDate<Id> = { occupantId: Id; localDate: string }

/** An entry as it is to be stored. */
export type PresenceEntry<Id> = OccupantDate<Id> & {
  state: string
  location: string | null
  window: DayWindow
}

/** What has to be looked up; each is asked once for a whole request, and not at all where there is nothing to ask. */
export type PresenceLookups<Id> = {
  /**
   * Who is known by each of these, by key; whoever is not known is left out. Emails come as `foldEmail` makes them and are
   * answered under the same text. Inactive people count (ours): somebody's last week may be told after they have left.
   */
  findOccupants: (matchBy: MatchMethod, matchKeys: readonly string[]) => ReadonlyMap<string, readonly Id[]>
  /** Which of these already have an entry. */
  findTaken: (wanted: readonly OccupantDate<Id>[]) => Iterable<OccupantDate<Id>>
}

export type PresenceVerdict<Id> =
  | { type: 'accepted'; entries: PresenceEntry<Id>[]; skipped: PresenceFault[] }
  /** `errors` holds every entry that cannot be taken, also those that would have been skipped. */
  | { type: 'cancelled'; errors: PresenceFault[] }

export type PresenceResult =
  | { type: 'created'; created: number; skipped: PresenceFault[] }
  | { type: 'cancelled'; errors: PresenceFault[] }

/** After the first step: `matchKeys`, each once, are to be looked up. */
export type EntriesRead = { candidates: CandidateEntry[]; matchKeys: string[]; faults: PresenceFault[] }

/** After the second step: whether the dates of `matched` are taken is to be looked up. */
export type EntriesMatched<Id> = { matched: (PresenceEntry<Id> & { index: number })[]; faults: PresenceFault[] }

/** Judges a request and writes what it creates; `add` is called once, or not at all where nothing is created. */
export function setPresence<Id extends string | number>(
  request: PresenceRequest,
  rules: PresenceRules,
  store: PresenceLookups<Id> & { add: (entries: readonly PresenceEntry<Id>[]) => void },
): PresenceResult {
  const verdict = judgePresence(request, rules, store)
  if (verdict.type === 'cancelled') return verdict
  const { entries, skipped } = verdict
  if (entries.length > 0) store.add(entries)
  return { type: 'created', created: entries.length, skipped }
}

/** Says what a request comes to, and writes nothing. */
export function judgePresence<Id extends string | number>(
  request: PresenceRequest,
  rules: PresenceRules,
  lookups: PresenceLookups<Id>,
): PresenceVerdict<Id> {
  const read = readEntries(request, rules)
  const occupants =
    read.matchKeys.length > 0 ? lookups.findOccupants(request.matchBy, read.matchKeys) : new Map<string, Id[]>()
  const matching = matchEntries(request, rules, read, occupants)
  const taken = matching.matched.length > 0 ? lookups.findTaken(matching.matched) : []
  return decideEntries(request, matching, taken)
}

/** First step: reads every entry by itself. */
export function readEntries(request: PresenceRequest, rules: PresenceRules): EntriesRead {
  const read: EntriesRead = { candidates: [], matchKeys: [], faults: [] }
  const dates = new Map<unknown, string | null>()
  const matchKeys = new Set<string>()
  request.data.forEach((given, index) => {
    const reading = readEntry(given, index, request, rules, dates)
    if (reading.type === 'invalid') {
      read.faults.push({ index, reason: 'invalid', message: reading.message })
      return
    }
    read.candidates.push(reading.entry)
    matchKeys.add(reading.entry.matchKey)
  })
  read.matchKeys = [...matchKeys]
  return read
}

/**
 * Second step: whom and which place each entry means. An identifier of several occupants means none of them (ours): an
 * entry for the wrong one is worse than none. A location that is named is looked for whatever the state (ours).
 */
export function matchEntries<Id>(
  request: Pick<PresenceRequest, 'matchBy'>,
  rules: PresenceRules,
  read: EntriesRead,
  occupantsByKey: ReadonlyMap<string, readonly Id[]>,
): EntriesMatched<Id> {
  const locations = rules.locations.length > 0 ? new Set(rules.locations) : null
  const matched: EntriesMatched<Id>['matched'] = []
  const faults = [...read.faults]
  for (const { index, localDate, state, location, identifier, matchKey } of read.candidates) {
    const [occupantId, ...others] = occupantsByKey.get(matchKey) ?? []
    const isLocationKnown = location === null || locations === null || locations.has(location)
    if (occupantId !== undefined && others.length === 0 && isLocationKnown) {
      matched.push({ index, occupantId, localDate, state, location, window: rules.window })
      continue
    }
    const messages: string[] = []
    if (occupantId === undefined) messages.push(`no occupant has the ${request.matchBy} ${quote(identifier)}`)
    else if (others.length > 0) messages.push(`several occupants have the ${request.matchBy} ${quote(identifier)}`)
    if (!isLocationKnown) messages.push(`no location is named ${quote(location)}`)
    faults.push({ index, reason: 'no-match', message: messages.join('; ') })
  }
  return { matched, faults }
}

/** Third step: who is in whose way, and what the policies make of it. `taken` may hold more than was asked for. */
export function decideEntries<Id>(
  request: Pick<PresenceRequest, 'onInvalid' | 'onConflict' | 'onNoMatch'>,
  matching: EntriesMatched<Id>,
  taken: Iterable<OccupantDate<Id>>,
): PresenceVerdict<Id> {
  const stored = groupByDate(taken)
  const submitted: Map<string, Set<Id>> = new Map()
  const entries: PresenceEntry<Id>[] = []
  const faults = [...matching.faults]
  for (const { index, occupantId, localDate, state, location, window } of matching.matched) {
    if (stored.get(localDate)?.has(occupantId)) {
      faults.push({ index, reason: 'conflict', message: `the occupant already has an entry for ${localDate}` })
    } else if (submitted.get(localDate)?.has(occupantId)) {
      const message = `an earlier entry of the request is for the same occupant and ${localDate}`
      faults.push({ index, reason: 'conflict', message })
    } else {
      const entry = { occupantId, localDate, state, location, window }
      addToGroup(submitted, entry)
      entries.push(entry)
    }
  }
  faults.sort((left, right) => left.index - right.index)
  const isCancelled = faults.some(({ reason }) => policyFor(request, reason) === 'cancel')
  return isCancelled ? { type: 'cancelled', errors: faults } : { type: 'accepted', entries, skipped: faults }
}

function policyFor(
  request: Pick<PresenceRequest, 'onInvalid' | 'onConflict' | 'onNoMatch'>,
  reason: PresenceFault['reason'],
): PresencePolicy {
  switch (reason) {
    case 'invalid':
      return request.onInvalid
    case 'no-match':
      return request.onNoMatch
    case 'conflict':
      return request.onConflict
  }
}

function groupByDate<Id>(occupantDates: Iterable<OccupantDate<Id>>): Map<string, Set<Id>> {
  const groups: Map<string, Set<Id>> = new Map()
  for (const occupantDate of occupantDates) addToGroup(groups, occupantDate)
  return groups
}

function addToGroup<Id>(groups: Map<string, Set<Id>>, { localDate, occupantId }: OccupantDate<Id>): void {
  const group = groups.get(localDate)
  if (group) group.add(occupantId)
  else groups.set(localDate, new Set([occupantId]))
}
