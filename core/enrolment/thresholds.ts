/**
 * How much of a batch may be new, changed or wrong before the whole of it is cancelled. The sentences are those of
 * Paperless Employee, “Stage Authentication Data”, with the bracket that its second one lacks. Ours: a threshold is a
 * share of `totalRecords` in per cent, off unless it is set, and tripped by strictly more.
 */
import { say } from '../contract/sentences.ts'
import type { StationSettings } from '../contract/settings.ts'
import type { BatchTotals } from './batch-totals.ts'

export type Thresholds = {
  addedPercent?: number | undefined
  updatedPercent?: number | undefined
  errorPercent?: number | undefined
}

/** Those that stand at the upstream `authData` win, one by one, over those of the station. */
export function thresholdsOf({ enrolment, upstreams }: Pick<StationSettings, 'enrolment' | 'upstreams'>): Thresholds {
  const { added, updated, errors } = upstreams.authData?.thresholds ?? {}
  const { addedPercent, updatedPercent, errorPercent } = enrolment.thresholds
  return {
    addedPercent: added ?? addedPercent,
    updatedPercent: updated ?? updatedPercent,
    errorPercent: errors ?? errorPercent,
  }
}

/** A sentence for each threshold that is exceeded, in the page's order. */
export function findExceeded(totals: BatchTotals, thresholds: Thresholds): string[] {
  const { totalRecords, totalNew, totalUpdates, totalErrors } = totals
  const { addedPercent, updatedPercent, errorPercent } = thresholds
  const sentences: string[] = []
  if (isExceeded(totalNew, totalRecords, addedPercent)) {
    sentences.push(say('too-many-added', { percent: addedPercent ?? 0 }))
  }
  if (isExceeded(totalUpdates, totalRecords, updatedPercent)) {
    sentences.push(say('too-many-updated', { percent: updatedPercent ?? 0 }))
  }
  if (isExceeded(totalErrors, totalRecords, errorPercent)) {
    sentences.push(say('too-many-errors', { percent: errorPercent ?? 0 }))
  }
  return sentences
}

/** In thousandths of a per cent, so that a share that is exactly the threshold does not trip it by a rounding. */
function isExceeded(count: number, total: number, percent: number | undefined): boolean {
  return percent !== undefined && count * 100_000 > Math.round(percent * 1000) * total
}
