import { useId } from 'react'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { useTranslation } from 'react-i18next'
import type { Told } from '../use-told-change.ts'
import { type CardAct, CardActForm } from './card-act-form.tsx'
import { type CardView, cardName, cardToRequest } from './card-words.ts'
import { HandOutForm } from './hand-out-form.tsx'
import { ReplaceForm } from './replace-form.tsx'

/** `handOut` of a card that nobody holds, `handOver` of one that somebody loses by it. */
export type Act = 'handOut' | 'handOver' | 'replace' | CardAct

/** What may be done about a card, with what it comes to; what it takes opens below it. */
export function CardActs(props: {
  card: CardView
  act: Act | null
  onAct: (act: Act | null) => void
  onDone: (told: Told) => void
}) {
  const { card, act, onAct, onDone } = props
  const { t } = useTranslation()
  return (
    <ul className="card-acts" aria-label={t('console.cards.acts')}>
      {actsOf(card).map((each) => (
        <li key={each}>
          <ActButton act={each} card={card} isOpen={each === act} onOpen={(isOpen) => onAct(isOpen ? each : null)} />
          {each === act && <ActForm act={act} card={card} onDone={onDone} />}
        </li>
      ))}
    </ul>
  )
}

function ActButton(props: { act: Act; card: CardView; isOpen: boolean; onOpen: (isOpen: boolean) => void }) {
  const { act, card, isOpen, onOpen } = props
  const { t } = useTranslation()
  const meaning = useId()
  return (
    <div className="card-act">
      <ToggleButton className="button" isSelected={isOpen} onChange={onOpen} aria-describedby={meaning}>
        {t(`console.cards.act.${act}`)}
      </ToggleButton>
      <p id={meaning}>{t(`console.cards.means.${act}`, { name: card.holder?.displayName ?? '' })}</p>
    </div>
  )
}

function ActForm({ act, card, onDone }: { act: Act; card: CardView; onDone: (told: Told) => void }) {
  switch (act) {
    case 'handOut':
    case 'handOver':
      return (
        <HandOutForm
          name={cardName(card)}
          request={cardToRequest(card)}
          holder={card.holder}
          needsSystem={false}
          onGiven={(_cardId, told) => onDone(told)}
        />
      )
    case 'replace':
      return card.holder && <ReplaceForm card={card} holder={card.holder} onDone={onDone} />
    default:
      return <CardActForm act={act} card={card} onDone={onDone} />
  }
}

/** What makes sense for the card as it stands; whether it is granted the station says. */
function actsOf({ state, holder, diesAtMs }: CardView): Act[] {
  const isActive = state === 'active'
  return [
    ...(isActive && !holder ? (['handOut'] as const) : []),
    ...(holder ? (['replace'] as const) : []),
    ...(isActive ? (['lost', 'revoked'] as const) : (['active'] as const)),
    ...(state === 'revoked' ? (['lost'] as const) : []),
    ...(holder ? (['takeBack'] as const) : []),
    ...(isActive && holder ? (['handOver'] as const) : []),
    'end',
    ...(diesAtMs === null ? [] : (['noEnd'] as const)),
  ]
}
