/** What a batch comes to, worked out the slow way from the page's sentences and ours, sharing no code with the rules. */
import type { AuthRecord } from '../../core/enrolment/auth-record.ts'
import type { KnownAuth } from '../../core/enrolment/judge-auth.ts'

export type ModelOutcome = { words: string[]; stored: KnownAuth[]; checks: [number, number, number] }

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right)
const isEmpty = (values: AuthRecord['authValues']): boolean => values.join('') === ''

/** Places that are skipped: every pair is looked at until no two sets have anything in common. */
export function modelSkipped(records: readonly AuthRecord[]): Set<number> {
  let sets: number[][] = []
  records.forEach((record, place) => {
    if (record.errors.length === 0) sets.push([place])
  })
  const touch = (left: number, right: number): boolean => {
    const [one, other] = [records[left], records[right]]
    if (!one || !other) return false
    return (
      (one.employeeId !== null && one.employeeId === other.employeeId) ||
      (!isEmpty(one.authValues) && same(one.authValues, other.authValues))
    )
  }
  for (let isMerged = true; isMerged; ) {
    isMerged = false
    for (const [index, set] of sets.entries()) {
      const other = sets.findIndex((of, at) => at > index && of.some((left) => set.some((right) => touch(left, right))))
      if (other < 0) continue
      set.push(...(sets[other] ?? []))
      sets = sets.filter((_, at) => at !== other)
      isMerged = true
      break
    }
  }
  const data = (place: number): number => {
    const record = records[place]
    return record ? [record.employeeId, record.employeeStatus, ...record.authValues].filter(Boolean).length : 0
  }
  const skipped = new Set<number>()
  for (const set of sets) {
    const most = Math.max(...set.map(data))
    const kept = Math.max(...set.filter((place) => data(place) === most))
    for (const place of set) if (place !== kept) skipped.add(place)
  }
  return skipped
}

/** Judges against what is stored, then applies one after the other. */
export function modelBatch(records: readonly AuthRecord[], before: readonly KnownAuth[]): ModelOutcome {
  const skipped = modelSkipped(records)
  const kept = records.filter((record, place) => record.errors.length === 0 && !skipped.has(place))
  const checks: [number, number, number] = [0, 0, 0]
  let stored = [...before]
  const words = records.map((record, place) => {
    if (record.errors.length > 0) return 'Error'
    if (skipped.has(place)) return 'Duplicate'
    const id = record.employeeId ?? ''
    const byId = before.find((known) => known.employeeId === id)
    const others = before.filter(
      (known) =>
        !isEmpty(record.authValues) &&
        same(known.authValues, record.authValues) &&
        !kept.some((of) => of.employeeId === known.employeeId),
    )
    const was = byId ?? (others.length === 1 ? others[0] : undefined)
    const status = record.employeeStatus ?? was?.employeeStatus ?? null
    stored = stored.filter((known) => known.employeeId !== id && known.employeeId !== was?.employeeId)
    stored.push({ employeeId: id, employeeStatus: status, authValues: record.authValues })
    if (!was) return 'New Record'
    const isId = was.employeeId !== id
    const isAuth = !same(was.authValues, record.authValues)
    const isStatus = was.employeeStatus !== status
    if (isId) checks[0] += 1
    if (isAuth) checks[1] += 1
    if (isStatus) checks[2] += 1
    return isId ? 'Employee Id Updated' : isAuth ? 'Auth Value Updated' : isStatus ? 'Status Updated' : 'No Change'
  })
  stored.sort((left, right) => (left.employeeId < right.employeeId ? -1 : 1))
  return { words, stored, checks }
}
