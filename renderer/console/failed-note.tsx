import { RotateCw } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'

/** Something did not come, and can be asked for again. */
export function FailedNote({ again }: { again: () => void }) {
  const { t } = useTranslation()
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
