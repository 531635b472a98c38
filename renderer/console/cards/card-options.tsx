import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { cardWords, type ReadCard } from './card-words.ts'

/** Several cards may be meant by what was read or typed: a person says which. */
export function CardOptions({ cards, onChoose }: { cards: readonly ReadCard[]; onChoose: (card: ReadCard) => void }) {
  const { t } = useTranslation()
  return (
    <ul className="deeds">
      {cards.map((read) => (
        <li key={`${read.printed} ${read.card?.cardId}`}>
          <Button className="button" onPress={() => onChoose(read)}>
            {read.printed} {read.card && cardWords(read.card, t)}
          </Button>
        </li>
      ))}
    </ul>
  )
}
