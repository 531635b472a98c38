import { KeyRound, LockOpen, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import { TextField } from 'react-aria-components/TextField'
import { useTranslation } from 'react-i18next'
import { Keypad } from '../../parts/keypad.tsx'
import { ChangeDialog } from '../change-dialog.tsx'
import { useIsSelf } from './use-is-self.ts'

const fewestDigits = 4
const mostDigits = 12

type Pin = { isSet: boolean; failures: number; isLocked: boolean }
type Doing = 'set' | 'clear' | 'free'

/** A PIN is set, taken away, or freed; nobody ever sees it, and the station keeps only its hash. */
export function PinOfPerson(props: { employeeNumber: string; pin: Pin; onChanged: () => void }) {
  const { employeeNumber, pin, onChanged } = props
  const { t } = useTranslation()
  const isSelf = useIsSelf(employeeNumber)
  const [doing, setDoing] = useState<Doing | null>(null)
  const [typed, setTyped] = useState('')
  const close = (isDone: boolean) => {
    setDoing(null)
    setTyped('')
    if (isDone) onChanged()
  }
  return (
    <>
      <p className={pin.isLocked ? 'is-warning' : undefined}>
        {t(pin.isSet ? 'console.people.pinSet' : 'console.people.pinNone')}
        {pin.isLocked && ` ${t('console.people.pinLocked')}`}
        {!pin.isLocked && pin.failures > 0 && ` ${t('console.people.pinFailures', { count: pin.failures })}`}
      </p>
      <div className="actions">
        <Button className="button" onPress={() => setDoing('set')}>
          <KeyRound aria-hidden="true" />
          {t('console.people.setPin')}
        </Button>
        {pin.isSet && (
          <Button className="button" onPress={() => setDoing('clear')}>
            <Trash2 aria-hidden="true" />
            {t('console.people.clearPin')}
          </Button>
        )}
        {pin.failures > 0 && (
          <Button className="button" onPress={() => setDoing('free')}>
            <LockOpen aria-hidden="true" />
            {t('console.people.freePin')}
          </Button>
        )}
      </div>
      {doing === 'set' && (
        <ChangeDialog
          title={t('console.people.setPin')}
          action={t('console.people.setPin')}
          isReasoned={false}
          isReady={typed.length >= fewestDigits}
          onClose={close}
          change={(ask) => ask('setPin', { employeeNumber, pin: typed })}
        >
          <TextField
            className="field"
            type="password"
            inputMode="none"
            autoComplete="off"
            autoFocus
            value={typed}
            onChange={(text) => setTyped(text.replace(/\D/g, '').slice(0, mostDigits))}
          >
            <Label>{t('console.people.newPin')}</Label>
            <Input />
            <Text slot="description">{t('console.people.pinHint')}</Text>
          </TextField>
          <Keypad
            onKey={(digit) => setTyped((before) => (before + digit).slice(0, mostDigits))}
            onBack={() => setTyped((before) => before.slice(0, -1))}
          />
        </ChangeDialog>
      )}
      {doing === 'clear' && (
        <ChangeDialog
          title={t('console.people.clearPin')}
          action={t('console.people.clearPin')}
          isReasoned={false}
          onClose={close}
          change={(ask) => ask('setPin', { employeeNumber, pin: null })}
        >
          <p>{t(isSelf ? 'console.people.clearOwnPinWords' : 'console.people.clearPinWords')}</p>
        </ChangeDialog>
      )}
      {doing === 'free' && (
        <ChangeDialog
          title={t('console.people.freePin')}
          action={t('console.people.freePin')}
          isReasoned={false}
          onClose={close}
          change={(ask) => ask('freePin', { employeeNumber })}
        >
          <p>{t('console.people.freePinWords')}</p>
        </ChangeDialog>
      )}
    </>
  )
}
