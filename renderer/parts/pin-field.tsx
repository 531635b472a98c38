import { useEffect, useRef, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Form } from 'react-aria-components/Form'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { Keypad } from './keypad.tsx'

const mostDigits = 12

/** A PIN by finger, by keyboard or by screen reader. `closedUntilMs`: after a wrong one, when the next is looked at. */
export function PinField(props: {
  label: string
  action: string
  isBusy: boolean
  closedUntilMs: number | null
  onPin: (pin: string) => void
}) {
  const { label, action, isBusy, closedUntilMs, onPin } = props
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
      <Keypad onDigit={add} onBack={() => setPin((before) => before.slice(0, -1))} />
      <Button className="button is-filled" type="submit" isDisabled={pin === '' || isClosed} isPending={isBusy}>
        {action}
      </Button>
    </Form>
  )
}

/** True until the instant has come. */
function useIsBefore(untilMs: number | null): boolean {
  const [passedMs, setPassedMs] = useState<number | null>(null)
  useEffect(() => {
    if (untilMs === null) return
    const timer = setTimeout(() => setPassedMs(untilMs), Math.max(0, untilMs - Date.now()))
    return () => clearTimeout(timer)
  }, [untilMs])
  return untilMs !== null && passedMs !== untilMs
}
