import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { PaneFrame } from '../pane-frame.tsx'
import { ToldWords } from '../told-words.tsx'
import type { Told } from '../use-told-change.ts'
import { useNeedsSystem } from './card-system.tsx'
import type { ReadCard } from './card-words.ts'
import { HandOutForm } from './hand-out-form.tsx'

export type NewCard = Pick<ReadCard, 'badge' | 'printed'>

/** A card that nobody knows yet: whoever it is handed to holds it from then on. */
export function NewCardPane(props: { card: NewCard; onBack: () => void; onGiven: (cardId: number) => void }) {
  const { card, onBack, onGiven } = props
  const { t } = useTranslation()
  const needsSystem = useNeedsSystem()
  const [given, setGiven] = useState<{ cardId: number; told: Told } | null>(null)
  return (
    <PaneFrame title={t('console.cards.newCard', { card: card.printed })} onBack={onBack}>
      {given ? (
        <>
          <ToldWords told={given.told} />
          <Button className="button" onPress={() => onGiven(given.cardId)}>
            {t('console.cards.openCard')}
          </Button>
        </>
      ) : (
        <HandOutForm
          name={card.printed}
          request={badgeToRequest(card.badge)}
          holder={null}
          needsSystem={needsSystem}
          onGiven={(cardId, told) => setGiven({ cardId, told })}
        />
      )}
    </PaneFrame>
  )
}

/** What `checkInCard` needs to mean the card that was read. */
export function badgeToRequest({
  facilityCode,
  cardNumber,
  serial,
}: NewCard['badge']): Record<string, string | number> {
  return {
    ...(cardNumber !== null && { NewCardInternalCardNumber: cardNumber }),
    ...(facilityCode !== null && { NewCardFacilityCode: facilityCode }),
    ...(serial !== null && { NewCardExternalCardNumber: serial }),
  }
}
