import { ChevronRight } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatDayTime } from '../../parts/format-time.ts'

export type TappedCard = Extract<Answer<'listUnknownCards'>, { type: 'unknown-cards' }>['cards'][number]

/** Cards that were tapped and that nobody holds: one press takes one. */
export function TappedCardLines({
  cards,
  onTake,
}: {
  cards: readonly TappedCard[]
  onTake: (card: TappedCard) => void
}) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  return (
    <ul className="lines">
      {cards.map((card) => (
        <li key={card.printed}>
          <Button className="line-button" onPress={() => onTake(card)}>
            <strong>{card.printed}</strong>
            <span>
              {t('console.cards.tapped', {
                count: card.times,
                time: formatDayTime(card.lastAtMs, zone, i18n.language),
                reader: card.reader,
              })}
            </span>
            <ChevronRight aria-hidden="true" />
          </Button>
        </li>
      ))}
    </ul>
  )
}
