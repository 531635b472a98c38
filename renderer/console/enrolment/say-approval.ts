/** What approving a batch does, and what it did. */
import type { TFunction } from 'i18next'

type Totals = {
  totalNew: number
  totalUpdates: number
  totalErrors: number
  totalDuplicates: number
  totalNoChange: number
}

/** On the button: with errors it says what is applied and what is left out. */
export function sayApprove({ totalNew, totalUpdates, totalErrors }: Totals, t: TFunction): string {
  if (totalErrors === 0) return t('console.enrolment.approve')
  return t('console.enrolment.approveWithout', { applied: totalNew + totalUpdates, errors: totalErrors })
}

/** Afterwards: that it is applied, how many of what, and what was left out. */
export function sayApplied(totals: Totals, t: TFunction): string[] {
  const { totalNew, totalUpdates, totalErrors, totalDuplicates, totalNoChange } = totals
  const left = [
    { words: 'leftErrors', records: totalErrors },
    { words: 'leftDuplicates', records: totalDuplicates },
    { words: 'leftSame', records: totalNoChange },
  ] as const
  return [
    t('console.enrolment.approved'),
    t('console.enrolment.appliedNow', { added: totalNew, changed: totalUpdates }),
    ...left
      .filter(({ records }) => records > 0)
      .map(({ words, records }) => t(`console.enrolment.${words}`, { records })),
  ]
}
