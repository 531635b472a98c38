import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { ChangeDialog } from '../change-dialog.tsx'
import { TypedPersonFields } from './typed-person-fields.tsx'

const nobody = { displayName: '', employeeNumber: '', email: '' }

/** Somebody who is in no roster yet. Their page opens next, for a PIN and whatever else they need. */
export function AddPerson({ onAdded }: { onAdded: (employeeNumber: string) => void }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const [typed, setTyped] = useState(nobody)
  const close = (isDone: boolean) => {
    setOpen(false)
    setTyped(nobody)
    if (isDone) onAdded(typed.employeeNumber.trim())
  }
  return (
    <div className="actions">
      <Button className="button" onPress={() => setOpen(true)}>
        <UserPlus aria-hidden="true" />
        {t('console.people.add')}
      </Button>
      {isOpen && (
        <ChangeDialog
          title={t('console.people.add')}
          action={t('console.people.addNow')}
          isReasoned={false}
          isReady={typed.displayName.trim() !== '' && typed.employeeNumber.trim() !== ''}
          onClose={close}
          change={(ask) => ask('addPerson', { ...typed, email: typed.email.trim() || null })}
        >
          <TypedPersonFields typed={typed} isNumberAsked onChange={setTyped} />
          <p>{t('console.people.addWords')}</p>
        </ChangeDialog>
      )}
    </div>
  )
}
