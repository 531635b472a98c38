import { RotateCw } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { CallName } from '../../core/contract/contract.ts'
import type { Asked } from './use-call.ts'

/** In place of what is not there yet, or did not come. */
export function AskedAgain<N extends CallName>({ asked, again }: { asked: Asked<N>; again: () => void }) {
  const { t } = useTranslation()
  if (asked.type !== 'failed') return <p className="console-note">{t('console.loading')}</p>
  return (
    <div className="console-note" role="alert">
      <p>{t('console.failed')}</p>
      <Button className="button" onPress={again}>
        <RotateCw aria-hidden="true" />
        {t('console.retry')}
      </Button>
    </div>
  )
}
