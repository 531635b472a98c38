import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { formatInstant, localeOf } from '../../parts/format-time.ts'
import { Facts } from './facts.tsx'
import { sayBytes } from './storage.tsx'

type Photos = NonNullable<Answer<'getStationReport'>['photo']>

/** How the photos stand and whether a camera is there: said here, to whoever can mend it, and not at the door. */
export function PhotoFacts({ photo, zone }: { photo: Photos; zone: string }) {
  const { t, i18n } = useTranslation()
  const { keepDays, mostBytes, kept, bytes, oldestAtMs, taps, photographed, fault, cameras } = photo
  const sayNumber = (value: number) => value.toLocaleString(localeOf(i18n.language))
  const signs = [
    ...cameras.map(({ state }, index) => ({
      key: `camera ${index}`,
      isGood: state === 'ready',
      words: t(`console.station.photo.cameras.${state}`),
    })),
    ...(cameras.length === 0 ? [{ key: 'none', isGood: false, words: t('console.station.photo.noScreen') }] : []),
    ...(fault === null ? [] : [{ key: 'fault', isGood: false, words: t(`console.station.photo.faults.${fault}`) }]),
  ]
  return (
    <section className="card-of-page">
      <h3>{t('console.station.photo.title')}</h3>
      {signs.map(({ key, isGood, words }) => (
        <p key={key} className={isGood ? 'sign' : 'sign is-warning'}>
          {isGood ? <CircleCheck aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
          {words}
        </p>
      ))}
      <Facts
        facts={[
          [t('console.station.photo.kept'), sayNumber(kept)],
          [
            t('console.station.photo.size'),
            t('console.station.photo.sizeOf', {
              size: sayBytes(bytes, i18n.language),
              most: sayBytes(mostBytes, i18n.language),
            }),
          ],
          [t('console.station.photo.keptFor'), sayDays(keepDays, i18n.language)],
          [
            t('console.station.photo.oldest'),
            oldestAtMs === null ? t('console.station.photo.none') : formatInstant(oldestAtMs, zone, i18n.language),
          ],
          [
            t('console.station.photo.since'),
            t('console.station.photo.sinceOf', { photographed: sayNumber(photographed), taps: sayNumber(taps) }),
          ],
        ]}
      />
    </section>
  )
}

/** The setting is off, and that there is none any more is not true. `count` null: nobody knows how many. */
export function PhotosLeft({ count }: { count: number | null }) {
  const { t, i18n } = useTranslation()
  return (
    <section className="card-of-page">
      <h3>{t('console.station.photo.title')}</h3>
      <p className="sign is-warning">
        <TriangleAlert aria-hidden="true" />
        {t(count === null ? 'console.station.photo.unread' : 'console.station.photo.left')}
      </p>
      {count !== null && (
        <Facts facts={[[t('console.station.photo.kept'), count.toLocaleString(localeOf(i18n.language))]]} />
      )}
    </section>
  )
}

function sayDays(days: number, language: string): string {
  const format = { style: 'unit', unit: 'day', unitDisplay: 'long' } as const
  return new Intl.NumberFormat(localeOf(language), format).format(days)
}
