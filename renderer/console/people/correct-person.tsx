import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { ChangeDialog } from '../change-dialog.tsx'
import { type TypedPerson, TypedPersonFields } from './typed-person-fields.tsx'

/** The name and the address that somebody has here, until a roster says otherwise. */
export function CorrectPerson(props: {
  person: { employeeNumber: string; displayName: string; email: string | null }
  onChanged: () => void
}) {
  const { person, onChanged } = props
  const { employeeNumber, displayName, email } = person
  const { t } = useTranslation()
  const [typed, setTyped] = useState<TypedPerson | null>(null)
  const isNews = typed !== null && (typed.displayName.trim() !== displayName || typed.email.trim() !== (email ?? ''))
  return (
    <div className="actions">
      <Button className="button" onPress={() => setTyped({ employeeNumber, displayName, email: email ?? '' })}>
        <Pencil aria-hidden="true" />
        {t('console.people.correct')}
      </Button>
      {typed && (
        <ChangeDialog
          title={t('console.people.correct')}
          action={t('console.people.saveCorrected')}
          isReasoned={false}
          isReady={isNews && typed.displayName.trim() !== ''}
          onClose={(isDone) => {
            setTyped(null)
            if (isDone) onChanged()
          }}
          change={(ask) => {
            const address = typed.email.trim()
            const isSameAddress = address === (email ?? '')
            const { displayName: name } = typed
            return ask('correctPerson', {
              employeeNumber,
              displayName: name,
              ...(!isSameAddress && { email: address || null }),
            })
          }}
        >
          <TypedPersonFields typed={typed} isNumberAsked={false} onChange={setTyped} />
          <p>{t('console.people.correctWords')}</p>
        </ChangeDialog>
      )}
    </div>
  )
}
