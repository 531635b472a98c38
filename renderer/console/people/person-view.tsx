import { useTranslation } from 'react-i18next'
import { personIdentifiers } from '../../../core/contract/person-identifiers.ts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { languageName } from '../../language.ts'
import { formatInstant } from '../../parts/format-time.ts'
import { TapList } from '../activity/tap-list.tsx'
import { AskedAgain } from '../asked-again.tsx'
import { WeekOfPerson } from '../hours/week-of-person.tsx'
import { latest, useCall } from '../use-call.ts'
import { CardsOfPerson } from './cards-of-person.tsx'
import { CorrectPerson } from './correct-person.tsx'
import { LanguageOfPerson } from './language-of-person.tsx'
import type { PickedPerson } from './person-picker.tsx'
import { PinOfPerson } from './pin-of-person.tsx'
import { RoleOfPerson } from './role-of-person.tsx'

/** Everything that the station knows of somebody, and what a supervisor may change about it. */
export function PersonView(props: {
  employeeNumber: string
  onCard: (cardId: number) => void
  /** A card is to be handed out to them. */
  onHandOut: (person: PickedPerson) => void
}) {
  const { employeeNumber, onCard, onHandOut } = props
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const { asked, again } = useCall('getPerson', { employeeNumber })
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) return <AskedAgain asked={asked} again={again} />
  if (answer.type === 'unknown-person') return <p className="console-note">{t('console.refusals.unknown-person')}</p>
  const { person, role, pin, cards, profiles, missingLinks, openSinceMs, isOverdue } = answer
  return (
    <article className="person">
      <h3>{person.displayName}</h3>
      <p className={isOverdue ? 'is-warning' : undefined}>
        {openSinceMs === null
          ? t('console.people.out')
          : t('console.people.inSince', { time: formatInstant(openSinceMs, zone, i18n.language) })}
        {isOverdue && ` · ${t('console.onSite.overdue')}`}
      </p>
      <div className="cards-of-page">
        <section className="card-of-page">
          <h4>{t('console.people.identity')}</h4>
          <dl className="facts">
            <dt>{t('console.people.number')}</dt>
            <dd>{person.employeeNumber}</dd>
            <dt>{t('console.people.status')}</dt>
            <dd>{t(person.isActive ? 'console.people.active' : 'console.people.inactive')}</dd>
            {personIdentifiers.map((name) =>
              person[name] === null ? null : (
                <Fact key={name} name={t(`console.people.identifiers.${name}`)} value={String(person[name])} />
              ),
            )}
            <Fact
              name={t('console.people.language')}
              value={person.language === null ? t('console.people.noLanguage') : languageName(person.language)}
            />
          </dl>
          <CorrectPerson person={person} onChanged={again} />
        </section>
        <section className="card-of-page">
          <h4>{t('console.people.cards')}</h4>
          <CardsOfPerson
            cards={cards}
            isActive={person.isActive}
            onOpen={onCard}
            onHandOut={() => onHandOut({ employeeNumber, displayName: person.displayName })}
          />
          <h4>{t('console.people.profiles')}</h4>
          {profiles.length + missingLinks.length === 0 && (
            <p className="console-note">{t('console.people.noProfiles')}</p>
          )}
          <ul className="facts-list">
            {profiles.map(({ linkId, name }) => (
              <li key={linkId}>{name}</li>
            ))}
            {missingLinks.map((link) => (
              <li key={link}>
                <span dir="ltr">{link}</span> <span className="is-warning">{t('console.people.missingProfile')}</span>
              </li>
            ))}
          </ul>
        </section>
        <section className="card-of-page">
          <h4>{t('console.people.role')}</h4>
          <RoleOfPerson key={role} employeeNumber={employeeNumber} role={role} onChanged={again} />
          <h4>{t('console.people.pin')}</h4>
          <PinOfPerson employeeNumber={employeeNumber} pin={pin} onChanged={again} />
        </section>
        <section className="card-of-page">
          <h4>{t('console.people.language')}</h4>
          <LanguageOfPerson employeeNumber={employeeNumber} language={person.language} onChanged={again} />
        </section>
      </div>
      <section>
        <h4>{t('console.people.week')}</h4>
        <WeekOfPerson employeeNumber={employeeNumber} onChanged={again} />
      </section>
      <TapList key={employeeNumber} of={employeeNumber} />
    </article>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}
