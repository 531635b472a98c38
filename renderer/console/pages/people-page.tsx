import '../../styles/console-parts.css'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { CardPane } from '../cards/card-pane.tsx'
import { HandOutPane } from '../cards/hand-out-pane.tsx'
import { AddPerson } from '../people/add-person.tsx'
import { PeopleList } from '../people/people-list.tsx'
import type { PickedPerson } from '../people/person-picker.tsx'
import { PersonView } from '../people/person-view.tsx'

/** Of the person who is opened: one of their cards, or one that they get. */
type CardsShown = { type: 'card'; cardId: number } | { type: 'hand-out'; person: PickedPerson }

/** Everybody, and one of them. Whoever comes back finds the search as they left it. */
export default function PeoplePage() {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const [opened, setOpened] = useState<string | null>(null)
  const [cards, setCards] = useState<CardsShown | null>(null)
  const leaveCards = () => setCards(null)
  if (opened === null) {
    return (
      <>
        <AddPerson onAdded={setOpened} />
        <PeopleList query={query} onQuery={setQuery} onOpen={setOpened} />
      </>
    )
  }
  if (cards?.type === 'card') return <CardPane cardId={cards.cardId} onBack={leaveCards} />
  if (cards?.type === 'hand-out') {
    return (
      <HandOutPane person={cards.person} onBack={leaveCards} onOpen={(cardId) => setCards({ type: 'card', cardId })} />
    )
  }
  return (
    <>
      <Button className="button" autoFocus onPress={() => setOpened(null)}>
        <ArrowLeft aria-hidden="true" className="points-back" />
        {t('console.people.back')}
      </Button>
      <PersonView
        key={opened}
        employeeNumber={opened}
        onCard={(cardId) => setCards({ type: 'card', cardId })}
        onHandOut={(person) => setCards({ type: 'hand-out', person })}
      />
    </>
  )
}
