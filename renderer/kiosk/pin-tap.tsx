import { X } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Form } from 'react-aria-components/Form'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { useTranslation } from 'react-i18next'
import { Keypad } from '../parts/keypad.tsx'
import { useEscape } from '../parts/use-escape.ts'
import { useIsBefore } from '../parts/use-is-before.ts'
import { useKiosk } from './kiosk-context.ts'
import type { PinTap } from './pin-tap-state.ts'
import { TimeLeft } from './time-left.tsx'

const longestNumber = 100
const mostDigits = 12

type Open = Extract<PinTap, { type: 'open' }>

/** For whoever has no badge at hand. What is wrong, number or PIN, is not said. */
export default function PinTapScreen({ pinTap }: { pinTap: Exclude<PinTap, { type: 'closed' }> }) {
  const { t } = useTranslation()
  const kiosk = useKiosk()
  const cancel = (
    <Button className="button is-quiet" onPress={kiosk.closePinTap}>
      <X aria-hidden="true" />
      {t(pinTap.type === 'open' ? 'pinTap.cancel' : 'times.close')}
    </Button>
  )
  useEscape(kiosk.closePinTap)
  if (pinTap.type === 'open') return <NumberAndPin pinTap={pinTap} cancel={cancel} />
  return (
    <section className="sign-in">
      <h1>{t('pinTap.title')}</h1>
      <p className="sign-in-words" role="alert">
        {t(`pinTap.${pinTap.type}`)}
      </p>
      <div className="pin-actions">
        {cancel}
        {pinTap.type === 'interrupted' && (
          <Button className="button is-filled" onPress={kiosk.openPinTap}>
            {t('pinTap.again')}
          </Button>
        )}
      </div>
    </section>
  )
}

function NumberAndPin({ pinTap, cancel }: { pinTap: Open; cancel: React.ReactNode }) {
  const { t } = useTranslation()
  const kiosk = useKiosk()
  const { fault, isChecking } = pinTap
  const isClosed = useIsBefore(fault?.type === 'not-right' ? fault.nextTryAtMs : null)
  const [number, setNumber] = useState('')
  const [pin, setPin] = useState('')
  const [isAtPin, setAtPin] = useState(false)
  const [areLetters, setLetters] = useState(false)
  const numberField = useRef<HTMLInputElement>(null)
  const pinField = useRef<HTMLInputElement>(null)

  const changeNumber = (text: string): void => {
    kiosk.touchPinTap()
    setNumber(text.slice(0, longestNumber))
  }
  const changePin = (text: string): void => {
    kiosk.touchPinTap()
    setPin(text.replace(/\D/g, '').slice(0, mostDigits))
  }
  const submit = (): void => {
    const isReady = number.trim() !== '' && pin !== ''
    if (isReady && (isChecking || isClosed)) return
    if (isReady) {
      kiosk.enterNumberAndPin(number.trim(), pin)
      setPin('')
    }
    const next = number.trim() === '' ? numberField : pinField
    next.current?.focus()
  }
  const isNext = !isAtPin && pin === ''
  return (
    <section className="sign-in">
      <Form
        className="pin"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <div className="pin-words">
          <h1>{t('pinTap.title')}</h1>
          <p className="sign-in-note" role="status">
            {fault === null && t('pinTap.hint')}
            {fault?.type === 'failed' && t('pinTap.failed')}
            {fault?.type === 'not-right' && t('pinTap.notRight', { count: fault.triesLeft })}
            {fault?.type === 'not-right' && ` ${t('pinTap.wait')}`}
            {fault?.type === 'not-right' && <TimeLeft key={fault.nextTryAtMs} untilMs={fault.nextTryAtMs} />}
          </p>
        </div>
        <div className="pin-fields">
          <TextField
            className="pin-field is-number"
            inputMode="none"
            autoComplete="off"
            autoCorrect="off"
            spellCheck="false"
            // The screen has nothing else to type into.
            autoFocus
            value={number}
            onChange={changeNumber}
            onFocus={() => setAtPin(false)}
          >
            <Label>{t('pinTap.number')}</Label>
            <Input ref={numberField} />
          </TextField>
          <TextField
            className="pin-field"
            type="password"
            inputMode="none"
            autoComplete="off"
            value={pin}
            onChange={changePin}
            onFocus={() => setAtPin(true)}
          >
            <Label>{t('pinTap.pin')}</Label>
            <Input ref={pinField} />
          </TextField>
        </div>
        <Keypad
          onKey={(character) => (isAtPin ? changePin(pin + character) : changeNumber(number + character))}
          onBack={() => (isAtPin ? changePin(pin.slice(0, -1)) : changeNumber(number.slice(0, -1)))}
          letters={isAtPin ? undefined : { isShown: areLetters, onToggle: () => setLetters(!areLetters) }}
        />
        <div className="pin-actions">
          {cancel}
          <Button
            className="button is-filled"
            type="submit"
            isDisabled={(isNext ? number.trim() === '' : number.trim() === '' || pin === '') || isClosed}
            isPending={isChecking}
          >
            {isNext ? t('pinTap.next') : t('pinTap.enter')}
          </Button>
        </div>
      </Form>
    </section>
  )
}
