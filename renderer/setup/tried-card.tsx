import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatBadge } from '../../core/badge/read-badge.ts'
import { useKioskState } from '../kiosk/kiosk-context.ts'
import { BadgePicture } from '../parts/badge-picture.tsx'
import { useSetup } from './setup-context.ts'
import { windowReaderId } from './setup-draft.ts'

/** The last card that was tapped since this was opened. */
export function useTriedCard() {
  const last = useKioskState((state) => state.lastRead)
  const [first] = useState(last?.key ?? 0)
  return last !== null && last.key !== first ? last : null
}

/** Says what a tap reads, so that everybody knows at once whether a reader works. */
export function TriedCard() {
  const { t } = useTranslation()
  const { draft } = useSetup()
  const tried = useTriedCard()
  const candidate = tried?.read.candidates[0]
  const readers = draft.readers.filter(({ id }) => id === tried?.read.reader)
  const reader =
    readers[0]?.name.trim() || (tried?.read.reader === windowReaderId ? t('setup.readers.window') : tried?.read.reader)
  return (
    <div className="setup-try">
      <BadgePicture />
      <div role="status">
        {tried === null && <p>{t('setup.readers.try')}</p>}
        {tried !== null && candidate && (
          <p key={tried.key}>
            {t('setup.readers.read', { reader })} <strong dir="ltr">{formatBadge(candidate)}</strong>
          </p>
        )}
        {tried !== null && !candidate && (
          <p key={tried.key} className="setup-fault">
            {t('setup.readers.notRead')} {tried.read.why}
          </p>
        )}
      </div>
    </div>
  )
}
