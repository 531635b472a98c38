import { type ReactNode, useRef, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Form } from 'react-aria-components/Form'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { Keypad } from './keypad.tsx'
import { useIsBefore } from './use-is-before.ts'

const mostDigits = 12

/**
 * A PIN by finger, by keyboard or by screen reader. `closedUntilMs`: after a wrong one, when the next is looked at. `words`
 * stand above it, `cancel` beside its button.
 */
export function PinField(props: {
  label: string
  action: string
  isBusy: boolean
  closedUntilMs: number | null
  onPin: (pin: string) => void
  words: ReactNode
  cancel: ReactNode
}) {
  const { label, action, isBusy, closedUntilMs, onPin, words, cancel } = props
  const [pin, setPin] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const isClosed = useIsBefore(closedUntilMs)
  const add = (digit: string): void => setPin((before) => (before + digit).slice(0, mostDigits))
  return (
    <Form
      className="pin"
      onSubmit={(event) => {
        event.preventDefault()
        if (pin === '' || isBusy || isClosed) return
        onPin(pin)
        setPin('')
        field.current?.focus()
      }}
    >
      <div className="pin-words">{words}</div>
      <div className="pin-fields">
        <TextField
          className="pin-field"
          type="password"
          inputMode="none"
          autoComplete="off"
          // The screen has nothing else to type into.
          autoFocus
          value={pin}
          onChange={(text) => setPin(text.replace(/\D/g, '').slice(0, mostDigits))}
        >
          <Label>{label}</Label>
          <Input ref={field} />
        </TextField>
      </div>
      <Keypad onKey={add} onBack={() => setPin((before) => before.slice(0, -1))} />
      <div className="pin-actions">
        {cancel}
        <Button className="button is-filled" type="submit" isDisabled={pin === '' || isClosed} isPending={isBusy}>
          {action}
        </Button>
      </div>
    </Form>
  )
}
