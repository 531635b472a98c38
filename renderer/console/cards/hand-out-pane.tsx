import '../../styles/console-desk.css'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { PaneFrame } from '../pane-frame.tsx'
import type { PickedPerson } from '../people/person-picker.tsx'
import { ToldWords } from '../told-words.tsx'
import type { Told } from '../use-told-change.ts'
import { CardChoice } from './card-choice.tsx'
import { useNeedsSystem } from './card-system.tsx'
import { cardToRequest, type ReadCard } from './card-words.ts'
import { HandOutForm } from './hand-out-form.tsx'
import { badgeToRequest } from './new-card-pane.tsx'

/** A card for somebody who is known already: the next one that is held to the reader, unless another is chosen. */
export function HandOutPane(props: {
  person: PickedPerson
  onBack: () => void
  /** To the card that they hold now. */
  onOpen: (cardId: number) => void
}) {
  const { person, onBack, onOpen } = props
  const { t } = useTranslation()
  const [read, setRead] = useState<ReadCard | null>(null)
  const [given, setGiven] = useState<{ cardId: number; told: Told } | null>(null)
  const needsSystem = useNeedsSystem()
  return (
    <PaneFrame title={t('console.cards.cardFor', { name: person.displayName })} onBack={onBack}>
      {given ? (
        <>
          <ToldWords told={given.told} />
          <Button className="button" onPress={() => onOpen(given.cardId)}>
            {t('console.cards.openCard')}
          </Button>
        </>
      ) : (
        <div className="act">
          <CardChoice chosen={read} onChoose={setRead} />
          {read && (
            <HandOutForm
              name={read.printed}
              to={person}
              request={read.card ? cardToRequest(read.card) : badgeToRequest(read.badge)}
              holder={read.card?.holder ?? null}
              needsSystem={needsSystem && read.card === null}
              onGiven={(cardId, told) => setGiven({ cardId, told })}
            />
          )}
        </div>
      )}
    </PaneFrame>
  )
}
