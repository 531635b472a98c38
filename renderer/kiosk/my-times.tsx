import { X } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { Button } from 'react-aria-components/Button'
import { i18n } from '../language.ts'
import { describeTimes, type Times } from './describe-times.ts'
import { useKiosk } from './kiosk-context.ts'

/** Own taps and hours of the week, for as long as one needs to read them. No name: whoever asked knows it. */
export function MyTimes({ times, language }: { times: Times; language: string }) {
  const kiosk = useKiosk()
  const t = i18n.getFixedT(language)
  const { week, days } = useMemo(() => describeTimes(times, i18n.getFixedT(language), language), [times, language])
  const heading = useRef<HTMLHeadingElement>(null)
  // The button that was pressed is gone; a screen reader goes on here.
  useEffect(() => heading.current?.focus(), [])
  return (
    <section className="times" lang={language} aria-labelledby="times-title">
      <header className="times-head">
        <h1 id="times-title" ref={heading} tabIndex={-1}>
          {t('times.title')}
        </h1>
        <p>
          {t('figure.week')} <strong>{week}</strong>
        </p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a week that is longer than the screen is scrolled by keyboard too. */}
      <ul className="times-days" tabIndex={0} aria-label={t('times.title')}>
        {days.map(({ localDate, date, periods, worked }, index) => (
          <li key={localDate} className="times-day">
            <p className="times-date">{index === 0 ? t('figure.today') : date}</p>
            <p className="times-periods">
              {periods.length === 0 && <span>{t('times.none')}</span>}
              {periods.map((period) => (
                <span key={period}>{period}</span>
              ))}
            </p>
            <p className="times-worked">{worked}</p>
          </li>
        ))}
      </ul>
      <Button className="button" onPress={kiosk.closeShown}>
        <X aria-hidden="true" />
        {t('times.close')}
      </Button>
    </section>
  )
}
