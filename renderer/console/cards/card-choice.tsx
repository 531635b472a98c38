import { Undo2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { latest, useCall } from '../use-call.ts'
import { CardReading } from './card-reading.tsx'
import { cardWords, type ReadCard } from './card-words.ts'
import { TappedCardLines } from './tapped-card-lines.tsx'
import { TypedCard } from './typed-card.tsx'

/** As many as one remembers having tapped. */
const mostTapped = 4

/** A card for somebody: held to the reader, which waits for it at once, typed, or picked of those that were tapped here lately. */
export function CardChoice({
  chosen,
  onChoose,
}: {
  chosen: ReadCard | null
  onChoose: (card: ReadCard | null) => void
}) {
  const { t } = useTranslation()
  if (chosen !== null) return <ChosenCard card={chosen} onDrop={() => onChoose(null)} />
  return (
    <div className="card-choice">
      <CardReading
        isEager
        label={t('console.cards.waitAgain')}
        waitingWords={t('console.cards.waitNew')}
        onRead={onChoose}
      />
      <TypedCard onChoose={onChoose} />
      <TappedCards onChoose={onChoose} />
    </div>
  )
}

/** It is read out, and what comes next is beside it. */
function ChosenCard({ card: { printed, card }, onDrop }: { card: ReadCard; onDrop: () => void }) {
  const { t } = useTranslation()
  const words = useRef<HTMLParagraphElement>(null)
  useEffect(() => words.current?.focus(), [])
  return (
    <div className="card-chosen">
      <p ref={words} tabIndex={-1}>
        <strong>{t('console.cards.chosen', { card: printed })}</strong>{' '}
        <span>{card ? cardWords(card, t) : t('console.cards.unseen')}</span>
      </p>
      <Button className="button" onPress={onDrop}>
        <Undo2 aria-hidden="true" />
        {t('console.cards.another')}
      </Button>
    </div>
  )
}

function TappedCards({ onChoose }: { onChoose: (card: ReadCard) => void }) {
  const { t } = useTranslation()
  const tapped = latest(useCall('listUnknownCards', {}).asked)?.cards ?? []
  if (tapped.length === 0) return null
  return (
    <section className="pane" aria-labelledby="tapped-cards">
      <h4 id="tapped-cards">{t('console.cards.pickTapped')}</h4>
      <TappedCardLines
        cards={tapped.slice(0, mostTapped)}
        onTake={({ badge, printed }) => onChoose({ badge, printed, card: null })}
      />
    </section>
  )
}
