import { useTranslation } from 'react-i18next'

export function Starting({ isWordless = false }: { isWordless?: boolean }) {
  const { t } = useTranslation()
  return (
    <main className="starting" aria-busy="true">
      <svg className="starting-door" viewBox="0 0 64 64" aria-hidden="true">
        <path d="M17 60 V30 a15 15 0 0 1 30 0 V60 Z" />
      </svg>
      {/* A name is a word of no language. */}
      {isWordless ? (
        <h1 className="for-ears">Foyer</h1>
      ) : (
        <div role="status">
          <h1>{t('starting.title')}</h1>
          <p>{t('starting.text')}</p>
        </div>
      )}
    </main>
  )
}
