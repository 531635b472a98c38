import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import { TextField } from 'react-aria-components/TextField'
import { useTranslation } from 'react-i18next'
import { mostEmail, mostEmployeeNumber, mostPersonName } from '../../../core/contract/text-patterns.ts'

export type TypedPerson = { displayName: string; employeeNumber: string; email: string }

/** What somebody is called, by what number they are known, and where they are written to. A number that is there already stays. */
export function TypedPersonFields(props: {
  typed: TypedPerson
  isNumberAsked: boolean
  onChange: (typed: TypedPerson) => void
}) {
  const { typed, isNumberAsked, onChange } = props
  const { t } = useTranslation()
  return (
    <>
      <TextField
        className="field"
        autoFocus
        isRequired
        maxLength={mostPersonName}
        value={typed.displayName}
        onChange={(displayName) => onChange({ ...typed, displayName })}
      >
        <Label>{t('console.people.name')}</Label>
        <Input autoComplete="off" />
      </TextField>
      {isNumberAsked && (
        <TextField
          className="field"
          isRequired
          maxLength={mostEmployeeNumber}
          autoCorrect="off"
          spellCheck="false"
          value={typed.employeeNumber}
          onChange={(employeeNumber) => onChange({ ...typed, employeeNumber })}
        >
          <Label>{t('console.people.number')}</Label>
          <Input autoComplete="off" />
        </TextField>
      )}
      <TextField
        className="field"
        inputMode="email"
        autoCorrect="off"
        spellCheck="false"
        maxLength={mostEmail}
        value={typed.email}
        onChange={(email) => onChange({ ...typed, email })}
      >
        <Label>{t('console.people.identifiers.email')}</Label>
        <Input autoComplete="off" />
        <Text slot="description">{t('console.people.emailHint')}</Text>
      </TextField>
    </>
  )
}
