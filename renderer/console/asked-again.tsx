import { useTranslation } from 'react-i18next'
import type { CallName } from '../../core/contract/contract.ts'
import { FailedNote } from './failed-note.tsx'
import type { Asked } from './use-call.ts'

/** In place of what is not there yet, or did not come. */
export function AskedAgain<N extends CallName>({ asked, again }: { asked: Asked<N>; again: () => void }) {
  const { t } = useTranslation()
  if (asked.type !== 'failed') return <p className="console-note">{t('console.loading')}</p>
  return <FailedNote again={again} />
}
