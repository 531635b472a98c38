import type { ReactNode } from 'react'
import { FieldError } from 'react-aria-components/FieldError'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import { TextField } from 'react-aria-components/TextField'
import { useSetup } from './setup-context.ts'

/** One line of text; what is wrong with it stands below it. */
export function Entry(props: {
  /** Of the field in `station.json`. */
  path: string
  label: string
  hint?: ReactNode
  value: string
  onChange: (text: string) => void
  type?: 'text' | 'password' | 'url'
  isPin?: boolean
  placeholder?: string
  isLeftToRight?: boolean
  mostLetters?: number
}) {
  const {
    path,
    label,
    hint,
    value,
    onChange,
    type = 'text',
    isPin = false,
    placeholder = '',
    isLeftToRight = false,
    mostLetters = 2000,
  } = props
  const fault = useSetup().faultOf(path)
  return (
    <TextField
      className="field"
      type={type}
      inputMode={isPin ? 'numeric' : 'text'}
      autoComplete="off"
      spellCheck="false"
      value={value}
      onChange={onChange}
      maxLength={mostLetters}
      isInvalid={fault !== undefined}
      validationBehavior="aria"
    >
      <Label>{label}</Label>
      <Input placeholder={placeholder} dir={isLeftToRight ? 'ltr' : 'auto'} />
      {hint && <Text slot="description">{hint}</Text>}
      <FieldError className="setup-fault">{fault}</FieldError>
    </TextField>
  )
}

/** The same for what is no field of text. */
export function FaultNote({ path }: { path: string }) {
  const fault = useSetup().faultOf(path)
  return (
    <p className="setup-fault" role="alert">
      {fault}
    </p>
  )
}
