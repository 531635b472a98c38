import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Form } from 'react-aria-components/Form'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { useTranslation } from 'react-i18next'
import { readBadgeText } from '../../../core/badge/read-badge.ts'
import { useKiosk } from '../../kiosk/kiosk-context.ts'
import { CardOptions } from './card-options.tsx'
import type { ReadCard } from './card-words.ts'

/** Whoever has the card in the hand, and no reader, types what is printed on it. */
export function TypedCard({ onChoose }: { onChoose: (card: ReadCard) => void }) {
  const { t } = useTranslation()
  const { call } = useKiosk()
  const [text, setText] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const [several, setSeveral] = useState<ReadCard[]>([])

  const look = async (): Promise<void> => {
    setSeveral([])
    const reading = readBadgeText(text.trim(), 'auto')
    if (reading.type !== 'read') return setFault(t('console.cards.noNumber'))
    setFault(null)
    const answer = await call('identifyBadge', { candidates: reading.candidates.slice(0, 32) })
    if (answer.type !== 'read') return setFault(t('console.failed'))
    const [only, ...others] = answer.cards
    if (only && others.length === 0) onChoose(only)
    else setSeveral(answer.cards)
  }

  return (
    <>
      <Form
        className="typed-card"
        onSubmit={(event) => {
          event.preventDefault()
          void look()
        }}
      >
        <TextField className="entry" value={text} onChange={setText} maxLength={100}>
          <Label>{t('console.cards.typeNumber')}</Label>
          <Input dir="ltr" autoComplete="off" />
        </TextField>
        <Button className="button" type="submit" isDisabled={text.trim() === ''}>
          {t('console.cards.takeNumber')}
        </Button>
      </Form>
      <p className="act-warning" role="alert">
        {fault}
      </p>
      {several.length > 0 && (
        <>
          <p role="status">{t('console.cards.several', { count: several.length })}</p>
          <CardOptions cards={several} onChoose={onChoose} />
        </>
      )}
    </>
  )
}
