import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Form } from 'react-aria-components/Form'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { endOfDay } from '../instant-choice.tsx'
import { ToldWords } from '../told-words.tsx'
import { type Told, useToldChange } from '../use-told-change.ts'
import { type CardView, cardName } from './card-words.ts'
import { EndField } from './hand-out-form.tsx'

export type CardAct = 'lost' | 'revoked' | 'active' | 'takeBack' | 'end' | 'noEnd'

/** What is done to a card that stays where it is, or goes back into the drawer; each with a reason, which is kept. */
export function CardActForm({ act, card, onDone }: { act: CardAct; card: CardView; onDone: (told: Told) => void }) {
  const { t } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const [reason, setReason] = useState('')
  const [endMs, setEndMs] = useState(() => card.diesAtMs ?? endOfDay(Date.now(), zone))
  const { isBusy, told, change } = useToldChange()
  const { cardId, holder } = card

  const doIt = async (): Promise<void> => {
    const done = t(`console.cards.done.${act}`, { card: cardName(card), name: holder?.displayName ?? '' })
    const next =
      act === 'lost' || act === 'revoked' || act === 'active'
        ? await change('markCard', { cardId, state: act, reason }, () => ({ type: 'done', words: [done] }))
        : await change('changeCard', { cardId, change: toChange(act, endMs), reason }, () => ({
            type: 'done',
            words: [done],
          }))
    if (next?.type === 'done') onDone(next)
  }

  return (
    <Form
      className="act"
      onSubmit={(event) => {
        event.preventDefault()
        void doIt()
      }}
    >
      {act === 'end' && <EndField endMs={endMs} onChange={setEndMs} />}
      <TextField className="entry" value={reason} onChange={setReason} maxLength={500} isRequired>
        <Label>{t('console.reason')}</Label>
        <Input />
      </TextField>
      <Button className="button is-filled" type="submit" isDisabled={reason.trim() === ''} isPending={isBusy}>
        {t(`console.cards.act.${act}`)}
      </Button>
      <ToldWords told={told} />
    </Form>
  )
}

function toChange(act: 'takeBack' | 'end' | 'noEnd', endMs: number) {
  if (act === 'takeBack') return { type: 'take-back' as const }
  return { type: 'end' as const, diesAtMs: act === 'end' ? endMs : null }
}
