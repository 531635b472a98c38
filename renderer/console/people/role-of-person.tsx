import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { useTranslation } from 'react-i18next'
import { useKiosk } from '../../kiosk/kiosk-context.ts'
import { ChangeDialog } from '../change-dialog.tsx'
import { useChange } from '../use-change.ts'
import { useIsSelf } from './use-is-self.ts'

const roles = ['none', 'scan', 'supervisor'] as const
type Role = (typeof roles)[number]

/** What somebody may do at the station. A choice is none until it is confirmed. */
export function RoleOfPerson(props: { employeeNumber: string; role: Role; onChanged: () => void }) {
  const { employeeNumber, role, onChanged } = props
  const { t } = useTranslation()
  const { ask, isBusy } = useChange()
  const [chosen, setChosen] = useState<Role>(role)
  const { signOut } = useKiosk()
  const isSelf = useIsSelf(employeeNumber)
  const [isGivingUp, setGivingUp] = useState(false)
  const [words, setWords] = useState<string | null>(null)
  const request = { employeeNumber, change: { type: 'role', role: chosen } } as const
  const save = async () => {
    const refusal = await ask('changePerson', request)
    setWords(refusal?.words ?? null)
    if (refusal === null) onChanged()
  }
  return (
    <>
      <RadioGroup
        className="choices"
        aria-label={t('console.people.role')}
        value={chosen}
        onChange={(value) => setChosen(roles.find((each) => each === value) ?? role)}
      >
        {roles.map((each) => (
          <Radio key={each} className="choice" value={each}>
            <span className="choice-dot" aria-hidden="true" />
            {t(`console.people.roles.${each}`)}
          </Radio>
        ))}
      </RadioGroup>
      <Button
        className="button"
        isDisabled={chosen === role}
        isPending={isBusy}
        onPress={() => (isSelf && role === 'supervisor' ? setGivingUp(true) : void save())}
      >
        {t('console.people.saveRole')}
      </Button>
      <p className="dialog-refusal" role="alert">
        {words}
      </p>
      {isGivingUp && (
        <ChangeDialog
          title={t('console.people.giveUpRole')}
          action={t('console.people.giveUpRole')}
          isReasoned={false}
          onClose={(isDone) => {
            setGivingUp(false)
            if (isDone) signOut()
          }}
          change={(askIn) => askIn('changePerson', request)}
        >
          <p className="is-warning">{t('console.people.giveUpRoleWords')}</p>
        </ChangeDialog>
      )}
    </>
  )
}
