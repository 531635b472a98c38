import '../../styles/console-parts.css'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { AddPerson } from '../people/add-person.tsx'
import { PeopleList } from '../people/people-list.tsx'
import { PersonView } from '../people/person-view.tsx'

/** Everybody, and one of them. Whoever comes back finds the search as they left it. */
export default function PeoplePage() {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const [opened, setOpened] = useState<string | null>(null)
  if (opened === null) {
    return (
      <>
        <AddPerson onAdded={setOpened} />
        <PeopleList query={query} onQuery={setQuery} onOpen={setOpened} />
      </>
    )
  }
  return (
    <>
      <Button className="button" autoFocus onPress={() => setOpened(null)}>
        <ArrowLeft aria-hidden="true" className="points-back" />
        {t('console.people.back')}
      </Button>
      <PersonView key={opened} employeeNumber={opened} />
    </>
  )
}
