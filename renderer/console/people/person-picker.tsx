import '../../styles/console-parts.css'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { ComboBox } from 'react-aria-components/ComboBox'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'
import { useTranslation } from 'react-i18next'
import { usePeople } from './use-people.ts'

export type PickedPerson = { employeeNumber: string; displayName: string }

/** Finds somebody by number, name or email. */
export function PersonPicker({ label, onPick }: { label: string; onPick: (person: PickedPerson | null) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  // What is written into the field when somebody is picked is nothing to look for.
  const [query, setQuery] = useState('')
  const { people, total } = usePeople(query)
  const items = people.map((person) => ({ ...person, id: person.employeeNumber }))
  return (
    <ComboBox
      className="field"
      items={items}
      inputValue={text}
      menuTrigger="input"
      allowsEmptyCollection
      onInputChange={(next) => {
        setText(next)
        if (!people.some((person) => sayPerson(person) === next)) setQuery(next)
      }}
      onSelectionChange={(key) => onPick(people.find(({ employeeNumber }) => employeeNumber === key) ?? null)}
    >
      <Label>{label}</Label>
      <div className="combo">
        <Input autoComplete="off" placeholder={t('console.people.searchHint')} />
        <Button className="combo-button">
          <ChevronDown aria-hidden="true" />
        </Button>
      </div>
      <Popover className="combo-list">
        <ListBox renderEmptyState={() => <p className="console-note">{t('console.people.nobody')}</p>}>
          {(person: (typeof items)[number]) => (
            <ListBoxItem className="combo-item" textValue={sayPerson(person)}>
              <strong>{person.displayName}</strong> <span>{person.employeeNumber}</span>{' '}
              <span>
                {person.isActive ? t('console.pick.cards', { count: person.cards }) : t('console.pick.inactive')}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
        {total !== null && total > items.length && (
          <p className="console-note combo-more">{t('console.people.moreFit', { count: total - items.length })}</p>
        )}
      </Popover>
    </ComboBox>
  )
}

function sayPerson({ displayName, employeeNumber }: { displayName: string; employeeNumber: string }): string {
  return `${displayName} (${employeeNumber})`
}
