/**
 * Which records of a batch are skipped as duplicates. “For duplicate records, only the last record that has the most data
 * is processed” (Paperless Employee, “Stage Authentication Data”). Ours: records are duplicates when they share the
 * employee id or the whole non-empty tuple of authentication values, and this chains; "most data" is most non-empty
 * fields; of records with as much, the last.
 */

export type DuplicateKeys = {
  /** Null: shares no id with anybody. */
  employeeId: string | null
  /** `authKey` of the values; null where there are none. */
  authKey: string | null
  filled: number
}

export type Duplicates = {
  /** By the record's place, from 0. False for a record that is an error. */
  isSkipped: (place: number) => boolean
  /** Whether a record that is processed has this employee id. */
  isNamed: (employeeId: string) => boolean
}

export const noDuplicates: Duplicates = { isSkipped: () => false, isNamed: () => false }

/** @param records In their order; null for one that is an error, which goes no further and is in nobody's way. */
export function findDuplicates(records: Iterable<DuplicateKeys | null>): Duplicates {
  // Places point to an earlier one of their set, the first to itself.
  const earlier: number[] = []
  const filled: number[] = []
  const ids: (string | null)[] = []
  const firstById = new Map<string, number>()
  const firstByAuthKey = new Map<string, number>()

  const findFirst = (place: number): number => {
    let first = place
    for (let next = earlier[first] ?? first; next !== first; next = earlier[first] ?? first) first = next
    // Whoever asks next finds it in one step.
    for (let at = place; at !== first; ) {
      const next = earlier[at] ?? first
      earlier[at] = first
      at = next
    }
    return first
  }
  const join = (firsts: Map<string, number>, key: string | null, place: number): void => {
    if (key === null) return
    const other = firsts.get(key)
    if (other === undefined) {
      firsts.set(key, place)
      return
    }
    const [left, right] = [findFirst(other), findFirst(place)]
    earlier[Math.max(left, right)] = Math.min(left, right)
  }

  for (const keys of records) {
    const place = earlier.length
    earlier.push(place)
    filled.push(keys?.filled ?? -1)
    ids.push(keys?.employeeId ?? null)
    join(firstById, keys?.employeeId ?? null, place)
    join(firstByAuthKey, keys?.authKey ?? null, place)
  }

  // By the first of each set.
  const kept: number[] = []
  for (const place of earlier.keys()) {
    const first = findFirst(place)
    const best = kept[first]
    if (best === undefined || (filled[place] ?? 0) >= (filled[best] ?? 0)) kept[first] = place
  }
  const keptOf = (place: number): number => kept[findFirst(place)] ?? place

  return {
    isSkipped: (place) => keptOf(place) !== place,
    isNamed: (employeeId) => {
      const place = firstById.get(employeeId)
      return place !== undefined && ids[keptOf(place)] === employeeId
    },
  }
}
