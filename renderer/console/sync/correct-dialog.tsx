import { useState } from 'react'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { useTranslation } from 'react-i18next'
import type { Request } from '../../../core/contract/contract.ts'
import { ChangeDialog } from '../change-dialog.tsx'
import { InstantField } from '../instant-field.tsx'
import type { OutboxRow } from './outbox-row.ts'
import { isInstant } from './say-field.ts'

type Change = Request<'correctRefused'>['change']
type Fields = Extract<Change, { type: 'fields' }>['fields']
type Value = Fields[string]

/** What a refused row says, field by field, to be put right; then it is sent again. The station says what it cannot say. */
export function CorrectDialog(props: { row: OutboxRow; zone: string; onClose: (isDone: boolean) => void }) {
  const { row, zone, onClose } = props
  const { t } = useTranslation()
  const before = toFields(row.says)
  const [texts, setTexts] = useState(() => mapValues(before ?? { '': row.says }, toText))
  const [instants, setInstants] = useState<Record<string, number>>({})
  const isTouched =
    Object.keys(instants).length > 0 ||
    Object.entries(texts).some(([name, text]) => text !== toText((before ?? { '': row.says })[name] ?? null))

  const findChange = (): Change => {
    if (before === null) return { type: 'replace', payload: fromText(texts[''] ?? '', row.says ?? '') }
    const fields: Fields = { ...instants }
    for (const [name, value] of Object.entries(before)) {
      const text = texts[name] ?? ''
      if (text !== toText(value)) fields[name] = fromText(text, value)
    }
    return { type: 'fields', fields }
  }

  return (
    <ChangeDialog
      title={t('console.sync.row.correctTitle', { id: row.id })}
      action={t('console.sync.row.correctAndRetry')}
      isReasoned={false}
      isReady={isTouched}
      onClose={onClose}
      change={(ask) => ask('correctRefused', { id: row.id, change: findChange() })}
    >
      <p>{t('console.sync.row.correctWords')}</p>
      {Object.entries(texts).map(([name, text]) => {
        const value = before?.[name]
        if (isInstant(name, value)) {
          return (
            <InstantField
              key={name}
              label={name}
              valueMs={instants[name] ?? value}
              zone={zone}
              onChange={(ms) => setInstants({ ...instants, [name]: ms })}
            />
          )
        }
        return (
          <TextField
            key={name}
            className="field"
            value={text}
            onChange={(next) => setTexts({ ...texts, [name]: next })}
          >
            <Label>{name === '' ? t('console.sync.row.says') : name}</Label>
            <Input autoComplete="off" />
          </TextField>
        )
      })}
    </ChangeDialog>
  )
}

/** Null: it is no object, and can only be replaced as a whole. */
function toFields(says: OutboxRow['says']): Record<string, Value> | null {
  return typeof says === 'object' && says !== null && !Array.isArray(says) ? says : null
}

function mapValues(fields: Record<string, Value>, map: (value: Value) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, map(value)]))
}

function toText(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** What was text stays text; a number that was typed is one. */
function fromText(text: string, before: Value): Value {
  if (typeof before === 'string') return text
  try {
    return JSON.parse(text) as Value
  } catch {
    return text
  }
}
