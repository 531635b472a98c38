import { ChevronRight, CreditCard } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatInstant } from '../../parts/format-time.ts'
import { cardName } from '../cards/card-words.ts'

type Card = Extract<Answer<'getPerson'>, { type: 'person' }>['cards'][number]

/** Whose cards: each leads to what may be done about it, and another one can be handed out. */
export function CardsOfPerson(props: {
  cards: readonly Card[]
  /** Who has left gets no card. */
  isActive: boolean
  onOpen: (cardId: number) => void
  onHandOut: () => void
}) {
  const { cards, isActive, onOpen, onHandOut } = props
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  return (
    <>
      {cards.length === 0 && <p className="console-note">{t('console.people.noCards')}</p>}
      <ul className="facts-list">
        {cards.map(({ cardId, state, diesAtMs, ...card }) => (
          <li key={cardId}>
            <Button className="button" onPress={() => onOpen(cardId)}>
              <span dir="ltr">{cardName(card)}</span>
              <span className={state === 'active' ? 'tag' : 'tag is-warning'}>
                {t(`console.people.cardStates.${state}`)}
              </span>
              <ChevronRight aria-hidden="true" className="turns" />
            </Button>
            {diesAtMs !== null && (
              <span>{t('console.people.cardUntil', { time: formatInstant(diesAtMs, zone, i18n.language) })}</span>
            )}
          </li>
        ))}
      </ul>
      {isActive && (
        <Button className="button" onPress={onHandOut}>
          <CreditCard aria-hidden="true" />
          {t('console.cards.handOutCard')}
        </Button>
      )}
    </>
  )
}
