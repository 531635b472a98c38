import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { formatInstant, localeOf } from '../../parts/format-time.ts'
import { Facts } from './facts.tsx'
import { PhotoFacts, PhotosLeft } from './photo-facts.tsx'

type Report = Answer<'getStationReport'>

/** What it is, whether its clock can be trusted, and how much it holds. */
export function StationFacts({ report }: { report: Report }) {
  const { t, i18n } = useTranslation()
  const { version, runtime, platform, startedAtMs, stationId, cardSystemId, zone, clock, counts, photo, photosLeft } =
    report
  const say = (ms: number) => formatInstant(ms, zone, i18n.language)
  const sayNumber = (value: number) => value.toLocaleString(localeOf(i18n.language))
  const identity = [
    [t('console.station.version'), version],
    [t('console.station.id'), stationId],
    ...(cardSystemId === null ? [] : [[t('console.station.cardSystem'), cardSystemId]]),
    [t('console.station.runtime'), `${runtime}, ${platform}`],
    [t('console.station.started'), say(startedAtMs)],
  ]
  return (
    <div className="cards-of-page">
      <section className="card-of-page">
        <h3>{t('console.station.identity')}</h3>
        <Facts facts={identity} />
      </section>
      <section className="card-of-page">
        <h3>{t('console.station.clock')}</h3>
        <p className={clock.isTrusted ? 'sign' : 'sign is-warning'}>
          {clock.isTrusted ? <CircleCheck aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
          {t(clock.isTrusted ? 'console.station.trusted' : 'console.station.notTrusted')}
        </p>
        <Facts
          facts={[
            [t('console.station.now'), say(report.atMs)],
            [t('console.station.zone'), zone],
            [t('console.station.drift'), saySeconds(clock.driftMs, i18n.language)],
            [
              t('console.station.confirmed'),
              clock.confirmed === null
                ? t('console.station.neverConfirmed')
                : t('console.station.confirmedAt', {
                    time: say(clock.confirmed.atMs),
                    ahead: saySeconds(clock.confirmed.aheadMs, i18n.language),
                  }),
            ],
          ]}
        />
      </section>
      <section className="card-of-page">
        <h3>{t('console.station.holds')}</h3>
        <Facts
          facts={[
            [t('console.station.people'), sayNumber(counts.people)],
            [t('console.station.cards'), sayNumber(counts.cards)],
            [t('console.station.events'), sayNumber(counts.events)],
            [t('console.station.openPeriods'), sayNumber(counts.openPeriods)],
          ]}
        />
      </section>
      {photo !== null && <PhotoFacts photo={photo} zone={zone} />}
      {photo === null && photosLeft !== 0 && <PhotosLeft count={photosLeft} />}
    </div>
  )
}

/** `+0.4 s`: a difference has a sign. */
function saySeconds(ms: number, language: string): string {
  const format = { style: 'unit', unit: 'second', maximumFractionDigits: 1, signDisplay: 'exceptZero' } as const
  return new Intl.NumberFormat(localeOf(language), format).format(ms / 1000)
}
