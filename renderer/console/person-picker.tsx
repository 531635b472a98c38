import { Search } from 'lucide-react'
import { useState } from 'react'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { SearchField } from 'react-aria-components/SearchField'
import { useTranslation } from 'react-i18next'
import { AskedAgain } from './asked-again.tsx'
import { latest, useCall } from './use-call.ts'

export type PickedPerson = { employeeNumber: string; displayName: string }

const mostShown = 20

/** One person, by search. The list keeps its height, so that nothing below it moves while somebody types. */
export function PersonPicker(props: {
  label: string
  picked: PickedPerson | null
  onPick: (person: PickedPerson | null) => void
}) {
  const { label, picked, onPick } = props
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const { asked, again } = useCall('searchPeople', { query, offset: 0, limit: mostShown })
  const answer = latest(asked)
  return (
    <div className="picker">
      <SearchField className="entry" value={query} onChange={(text) => setQuery(text.slice(0, 200))}>
        <Label>{label}</Label>
        <div className="entry-box">
          <Search aria-hidden="true" />
          <Input placeholder={t('console.pick.hint')} />
        </div>
      </SearchField>
      {asked.type === 'failed' ? (
        <AskedAgain asked={asked} again={again} />
      ) : (
        <ListBox
          className="picker-list"
          aria-label={label}
          selectionMode="single"
          selectedKeys={picked ? [picked.employeeNumber] : []}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : [...keys]
            onPick(answer?.people.find(({ employeeNumber }) => employeeNumber === key) ?? null)
          }}
          items={(answer?.people ?? []).map((person) => ({ ...person, id: person.employeeNumber }))}
          renderEmptyState={() => <p>{t(answer ? 'console.pick.nobody' : 'console.loading')}</p>}
        >
          {({ employeeNumber, displayName, cards, isActive }) => (
            <ListBoxItem className="picker-item" textValue={`${displayName} ${employeeNumber}`}>
              <strong>{displayName}</strong>
              <span>{employeeNumber}</span>
              <span>{isActive ? t('console.pick.cards', { count: cards }) : t('console.pick.inactive')}</span>
            </ListBoxItem>
          )}
        </ListBox>
      )}
      <p className="picker-more" role="status">
        {answer && answer.total > answer.people.length
          ? t('console.pick.more', { count: answer.total - answer.people.length })
          : ''}
      </p>
    </div>
  )
}
