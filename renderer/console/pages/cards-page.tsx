import '../../styles/console-desk.css'
import { ChevronRight, Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Checkbox } from 'react-aria-components/Checkbox'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { SearchField } from 'react-aria-components/SearchField'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatDayTime } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { CardPane } from '../cards/card-pane.tsx'
import { CardReading } from '../cards/card-reading.tsx'
import { type CardView, cardName, cardWords, type ReadCard } from '../cards/card-words.ts'
import { type NewCard, NewCardPane } from '../cards/new-card-pane.tsx'
import { TappedCardLines } from '../cards/tapped-card-lines.tsx'
import { FailedNote } from '../failed-note.tsx'
import { latest, useCall } from '../use-call.ts'
import { usePages } from '../use-pages.ts'

type Shown = { type: 'list' } | { type: 'card'; cardId: number } | { type: 'new'; card: NewCard }

/** Cards: tapped or found, then handed out, marked, replaced, and looked back upon. */
export default function CardsPage() {
  const { t } = useTranslation()
  const [shown, setShown] = useState<Shown>({ type: 'list' })
  const back = () => setShown({ type: 'list' })
  const open = ({ badge, printed, card }: ReadCard) =>
    setShown(card ? { type: 'card', cardId: card.cardId } : { type: 'new', card: { badge, printed } })
  switch (shown.type) {
    case 'card':
      return <CardPane key={shown.cardId} cardId={shown.cardId} onBack={back} />
    case 'new':
      return (
        <NewCardPane
          key={shown.card.printed}
          card={shown.card}
          onBack={back}
          onGiven={(cardId) => setShown({ type: 'card', cardId })}
        />
      )
    case 'list':
      return (
        <div className="desk">
          <CardReading label={t('console.cards.tapNow')} onRead={open} />
          <UnknownCards onOpen={(card) => setShown({ type: 'new', card })} />
          <KnownCards onOpen={(cardId) => setShown({ type: 'card', cardId })} />
        </div>
      )
    default:
      return shown satisfies never
  }
}

/** Looks again with every tap: the next one may be another stranger. */
function UnknownCards({ onOpen }: { onOpen: (card: NewCard) => void }) {
  const { t } = useTranslation()
  const shownKey = useKioskState((state) => state.shown?.key ?? 0)
  const { asked, again } = useCall('listUnknownCards', {})
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new result on screen is the reason to look again
  useEffect(() => again(), [shownKey])
  const answer = latest(asked)
  return (
    <section className="pane" aria-labelledby="unknown-cards">
      <h3 id="unknown-cards">{t('console.cards.unknown')}</h3>
      {asked.type === 'failed' || answer === null ? (
        <AskedAgain asked={asked} again={again} />
      ) : answer.cards.length === 0 ? (
        <p className="console-note">{t('console.cards.noUnknown')}</p>
      ) : (
        <TappedCardLines cards={answer.cards} onTake={({ badge, printed }) => onOpen({ badge, printed })} />
      )}
    </section>
  )
}

const states = ['all', 'active', 'lost', 'revoked'] as const
const cardsPerPage = 100

function KnownCards({ onOpen }: { onOpen: (cardId: number) => void }) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const [state, setState] = useState<(typeof states)[number]>('all')
  const [isTemporary, setTemporary] = useState(false)
  const asked = { query, state: state === 'all' ? null : state, isTemporary, limit: cardsPerPage }
  const found = usePages({
    call: 'searchCards',
    key: JSON.stringify(asked),
    request: (last: CardView | null) => ({
      ...asked,
      ...(last && { after: { changedAtMs: last.changedAtMs, cardId: last.cardId } }),
    }),
    read: (answer) =>
      answer.type === 'cards'
        ? { items: answer.cards, hasMore: answer.cards.length === cardsPerPage, total: answer.total }
        : null,
  })
  // What was found before stays until the next answer has come.
  const before = useRef(found)
  if (found.isThere) before.current = found
  const { items: cards, total } = before.current
  return (
    <section className="pane" aria-labelledby="known-cards">
      <h3 id="known-cards">{t('console.cards.known')}</h3>
      <div className="filters">
        <SearchField className="entry" value={query} onChange={(text) => setQuery(text.slice(0, 200))}>
          <Label>{t('console.cards.search')}</Label>
          <div className="entry-box">
            <Search aria-hidden="true" />
            <Input placeholder={t('console.cards.searchHint')} />
          </div>
        </SearchField>
        <RadioGroup
          className="tick-group"
          orientation="horizontal"
          value={state}
          onChange={(next) => setState(states.find((each) => each === next) ?? 'all')}
        >
          <Label>{t('console.cards.state')}</Label>
          {states.map((each) => (
            <Radio key={each} className="tick" value={each}>
              {t(`console.cards.states.${each}`)}
            </Radio>
          ))}
        </RadioGroup>
        <Checkbox className="tick" isSelected={isTemporary} onChange={setTemporary}>
          {t('console.cards.temporaryOnly')}
        </Checkbox>
      </div>
      {found.hasFailed && <FailedNote again={found.again} />}
      <p className="console-count" role="status">
        {total === null
          ? !found.hasFailed && t('console.loading')
          : total > cards.length
            ? t('console.cards.countOf', { count: total, shown: cards.length })
            : t('console.cards.count', { count: total })}
      </p>
      <ul className="lines">
        {cards.map((card) => (
          <CardRow key={card.cardId} card={card} onOpen={onOpen} />
        ))}
      </ul>
      {total !== null && total > cards.length && (
        <Button className="button" onPress={found.loadMore} isPending={found.isLoading}>
          {t('console.cards.more')}
        </Button>
      )}
    </section>
  )
}

function CardRow({ card, onOpen }: { card: CardView; onOpen: (cardId: number) => void }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  return (
    <li>
      <Button className="line-button" data-state={card.state} onPress={() => onOpen(card.cardId)}>
        <strong>{cardName(card)}</strong>
        <span>{cardWords(card, t)}</span>
        {card.diesAtMs !== null && (
          <span>{t('console.cards.until', { time: formatDayTime(card.diesAtMs, zone, i18n.language) })}</span>
        )}
        <ChevronRight aria-hidden="true" />
      </Button>
    </li>
  )
}
