import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { saySentence } from '../refusal.ts'

type Shown = Extract<Answer<'getBatch'>, { type: 'batch' }>
type People = Shown['concerned']['becomeInactive']

/** What of a batch should be known before it is approved, and whom it concerns. */
export function BatchHeed(props: {
  consequences: Shown['batch']['consequences']
  concerned: Shown['concerned']
  warnings: readonly string[]
}) {
  const { t } = useTranslation()
  const { consequences, concerned, warnings } = props
  const happens = (['becomeInactive', 'cardsDie', 'loseTimeProfiles'] as const).flatMap((name) => {
    const count = consequences?.[name] ?? 0
    return count > 0 ? [{ name, count }] : []
  })
  if (happens.length + warnings.length === 0) return null
  return (
    <section className="pane" aria-labelledby="heed">
      <h4 id="heed">{t('console.enrolment.heed')}</h4>
      <ul className="heed">
        {happens.map(({ name, count }) => (
          <li key={name}>
            {t(`console.enrolment.happens.${name}`, { count })}
            {name !== 'cardsDie' && <ConcernedPeople people={concerned[name]} count={count} />}
          </li>
        ))}
        {warnings.map((warning) => (
          <li key={warning}>{saySentence(warning, t)}</li>
        ))}
      </ul>
    </section>
  )
}

function ConcernedPeople({ people, count }: { people: People; count: number }) {
  const { t } = useTranslation()
  const more = count - people.length
  return (
    <ul className="concerned">
      {people.map(({ employeeNumber, displayName, cards }) => (
        <li key={employeeNumber}>
          <bdi>{displayName}</bdi> · <bdi>{employeeNumber}</bdi>
          {cards.length > 0 && <> · {t('console.enrolment.holdsCards', { cards: cards.join(', ') })}</>}
        </li>
      ))}
      {more > 0 && <li>{t('console.enrolment.moreConcerned', { more })}</li>}
    </ul>
  )
}
