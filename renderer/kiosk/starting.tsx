import { useTranslation } from 'react-i18next'

export function Starting() {
  const { t } = useTranslation()
  return (
    <main className="starting" role="status">
      <h1>{t('starting.title')}</h1>
      <p>{t('starting.text')}</p>
    </main>
  )
}
