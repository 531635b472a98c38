import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Form } from 'react-aria-components/Form'
import { Label } from 'react-aria-components/Label'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { useTranslation } from 'react-i18next'
import { ToldWords } from '../told-words.tsx'
import { type Told, useToldChange } from '../use-told-change.ts'
import { CardChoice } from './card-choice.tsx'
import { SystemField, systemToRequest, useNeedsSystem } from './card-system.tsx'
import { type CardView, cardName, cardToRequest, type ReadCard } from './card-words.ts'
import { judgeCheckIn } from './hand-out-form.tsx'
import { badgeToRequest } from './new-card-pane.tsx'

/** A new card for whoever holds this one, which dies in the same moment. */
export function ReplaceForm(props: {
  card: CardView
  holder: { employeeNumber: string; displayName: string }
  onDone: (told: Told) => void
}) {
  const { card, holder, onDone } = props
  const { t } = useTranslation()
  const [state, setState] = useState<'lost' | 'revoked'>('lost')
  const [read, setRead] = useState<ReadCard | null>(null)
  const [system, setSystem] = useState('')
  const needsSystem = useNeedsSystem() && read !== null && read.card === null
  const { isBusy, told, change } = useToldChange()
  const former = read?.card?.holder ?? null
  const isTaken = former !== null && former.employeeNumber !== holder.employeeNumber

  const replace = async (): Promise<void> => {
    if (read === null) return
    const request = {
      ...(read.card ? cardToRequest(read.card) : badgeToRequest(read.badge)),
      ...(needsSystem && systemToRequest(system)),
      MatchUserByEmployeeNumber: holder.employeeNumber,
    }
    const asked = { request, replaces: { cardId: card.cardId, state } }
    const next = await change('checkInCard', asked, (answer) => {
      const judged = judgeCheckIn(answer, t)
      if (judged.type === 'refused') return judged
      const words = [
        t('console.cards.given', { card: read.printed, name: holder.displayName }),
        t(`console.cards.done.${state}`, { card: cardName(card) }),
        ...(isTaken ? [t('console.cards.taken', { name: former.displayName })] : []),
        ...judged.warnings,
      ]
      return { type: 'done', words }
    })
    if (next?.type === 'done') onDone(next)
  }

  return (
    <div className="act">
      <CardChoice chosen={read} onChoose={setRead} />
      <Form
        className="act-end"
        onSubmit={(event) => {
          event.preventDefault()
          void replace()
        }}
      >
        <RadioGroup
          className="tick-group"
          orientation="horizontal"
          value={state}
          onChange={(next) => setState(next === 'revoked' ? 'revoked' : 'lost')}
        >
          <Label>{t('console.cards.oldCard')}</Label>
          <Radio className="tick" value="lost">
            {t('console.cards.states.lost')}
          </Radio>
          <Radio className="tick" value="revoked">
            {t('console.cards.states.revoked')}
          </Radio>
        </RadioGroup>
        {needsSystem && <SystemField system={system} onChange={setSystem} />}
        <p className="act-warning" role="status">
          {isTaken ? t('console.cards.willTake', { name: former.displayName }) : ''}
        </p>
        <Button className="button is-filled" type="submit" isDisabled={read === null} isPending={isBusy}>
          {read ? t('console.cards.replaceBy', { card: read.printed }) : t('console.cards.act.replace')}
        </Button>
        <ToldWords told={told} />
      </Form>
    </div>
  )
}
