/**
 * The totals of a batch (Paperless Employee, “Stage Authentication Data”): every record is exactly one of five, so these
 * five always add up to all; the three cross-checks may overlap, as they do in the page's own sample.
 */

export const verdicts = ['new', 'update', 'error', 'no-change', 'duplicate'] as const
/** What a record comes to. */
export type Verdict = (typeof verdicts)[number]

/** What of an update is new; false in all three for anything else. */
export type CrossChecks = {
  /** The same authentication values, and a new employee id. */
  isEmpIdUpdate: boolean
  /** The same employee id, and new authentication values. */
  isAuthValueChange: boolean
  isStatusChange: boolean
  /** Of a roster: an active person is inactive afterwards. Absent: no. */
  isBecomingInactive?: boolean
  /** Of a roster: somebody new or changed who was not active is not active afterwards. Absent: no. */
  isStayingInactive?: boolean
  /** Of a roster: somebody has no time profiles any more. Absent: no. */
  isLosingProfiles?: boolean
}

export const noCrossChecks: CrossChecks = { isEmpIdUpdate: false, isAuthValueChange: false, isStatusChange: false }

const totalNames = {
  new: 'totalNew',
  update: 'totalUpdates',
  error: 'totalErrors',
  'no-change': 'totalNoChange',
  duplicate: 'totalDuplicates',
} as const satisfies Record<Verdict, string>

/** With the page's names. */
export type BatchTotals = Record<
  'totalRecords' | (typeof totalNames)[Verdict] | 'totalEmpIdUpdate' | 'totalAuthValueChange' | 'totalStatusChange',
  number
>

export function startTotals(): BatchTotals {
  return {
    totalRecords: 0,
    totalNew: 0,
    totalUpdates: 0,
    totalErrors: 0,
    totalNoChange: 0,
    totalDuplicates: 0,
    totalEmpIdUpdate: 0,
    totalAuthValueChange: 0,
    totalStatusChange: 0,
  }
}

/** Counts records that came out the same into `totals`. */
export function countRecords(totals: BatchTotals, verdict: Verdict, checks: CrossChecks, count = 1): void {
  totals.totalRecords += count
  totals[totalNames[verdict]] += count
  if (checks.isEmpIdUpdate) totals.totalEmpIdUpdate += count
  if (checks.isAuthValueChange) totals.totalAuthValueChange += count
  if (checks.isStatusChange) totals.totalStatusChange += count
}
