import type { TFunction } from 'i18next'
import { saySentence } from '../refusal.ts'

/** Why a file of time profiles was not taken: the interface's documented sentence as it stands, and where the fault lies. */
export function sayProfileFault({ error, where }: { error: string; where?: string | undefined }, t: TFunction): string {
  return where
    ? t('console.schedules.faultAt', { error, where: saySentence(where, t) })
    : t('console.schedules.fault', { error })
}
