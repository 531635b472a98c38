import type { TFunction } from 'i18next'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Checkbox } from 'react-aria-components/Checkbox'
import { Form } from 'react-aria-components/Form'
import { useTranslation } from 'react-i18next'
import type { Request } from '../../../core/contract/contract.ts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatDayTime } from '../../parts/format-time.ts'
import { endOfDay, InstantChoice } from '../instant-choice.tsx'
import { PersonPicker, type PickedPerson } from '../people/person-picker.tsx'
import { saySentence } from '../refusal.ts'
import { ToldWords } from '../told-words.tsx'
import { type Granted, type Told, useToldChange } from '../use-told-change.ts'
import { SystemField, systemToRequest } from './card-system.tsx'

type Holder = { employeeNumber: string; displayName: string }

/**
 * Hands a card to somebody. Whoever holds it now is told of before, and after: from that moment on it is dead in their hands.
 *
 * @param request What names the card in a card check-in.
 */
export function HandOutForm(props: {
  name: string
  request: Record<string, string | number>
  holder: Holder | null
  /** To whom, where that is known; otherwise it is asked. */
  to?: PickedPerson
  /** A new card needs a system and the station has none of its own. */
  needsSystem: boolean
  onGiven: (cardId: number, told: Told) => void
}) {
  const { name, request, holder, to = null, needsSystem, onGiven } = props
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const [picked, setPicked] = useState<PickedPerson | null>(null)
  const person = to ?? picked
  const [isTemporary, setTemporary] = useState(false)
  const [endMs, setEndMs] = useState(() => endOfDay(Date.now(), zone))
  const [system, setSystem] = useState('')
  const { isBusy, told, change } = useToldChange()
  const isTaken = holder !== null && person !== null && person.employeeNumber !== holder.employeeNumber

  const give = async (): Promise<void> => {
    if (person === null) return
    let given: number | null = null
    const asked: Request<'checkInCard'> = {
      request: {
        ...request,
        ...(needsSystem && systemToRequest(system)),
        MatchUserByEmployeeNumber: person.employeeNumber,
      },
      ...(isTemporary && { diesAtMs: endMs }),
    }
    const next = await change('checkInCard', asked, (answer) => {
      const judged = judgeCheckIn(answer, t)
      if (judged.type === 'refused') return judged
      given = judged.cardId
      const words = [
        t(judged.isNew ? 'console.cards.given' : 'console.cards.theirsAlready', {
          card: name,
          name: person.displayName,
        }),
        ...(isTaken && judged.isNew ? [t('console.cards.taken', { name: holder.displayName })] : []),
        ...(isTemporary ? [t('console.cards.until', { time: formatDayTime(endMs, zone, i18n.language) })] : []),
        ...judged.warnings,
      ]
      return { type: 'done', words }
    })
    if (given !== null) onGiven(given, next)
  }

  return (
    <Form
      className={to === null ? 'act' : 'act-end'}
      onSubmit={(event) => {
        event.preventDefault()
        void give()
      }}
    >
      {to === null && <PersonPicker label={t('console.cards.toWhom')} onPick={setPicked} />}
      <Checkbox className="tick" isSelected={isTemporary} onChange={setTemporary}>
        {t('console.cards.temporary')}
      </Checkbox>
      {isTemporary && <EndField endMs={endMs} onChange={setEndMs} />}
      {needsSystem && <SystemField system={system} onChange={setSystem} />}
      <p className="act-warning" role="status">
        {isTaken ? t('console.cards.willTake', { name: holder.displayName }) : ''}
      </p>
      <Button className="button is-filled" type="submit" isDisabled={person === null} isPending={isBusy}>
        {person ? t('console.cards.handOutTo', { name: person.displayName }) : t('console.cards.handOut')}
      </Button>
      <ToldWords told={told} />
    </Form>
  )
}

/** A temporary card's end. */
export function EndField({ endMs, onChange }: { endMs: number; onChange: (endMs: number) => void }) {
  const { t } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const presets = [
    { label: t('console.cards.today'), atMs: () => endOfDay(Date.now(), zone) },
    { label: t('console.cards.tomorrow'), atMs: () => endOfDay(Date.now(), zone, 1) },
    { label: t('console.cards.inAWeek'), atMs: () => endOfDay(Date.now(), zone, 7) },
  ]
  return <InstantChoice label={t('console.cards.end')} atMs={endMs} onChange={onChange} presets={presets} />
}

type CheckedIn = { type: 'given'; cardId: number; isNew: boolean; warnings: string[] }

/** Result codes 0 and 1 are good (ours; see the card check-in). */
export function judgeCheckIn(
  answer: Granted<'checkInCard'>,
  t: TFunction,
): CheckedIn | { type: 'refused'; words: string[] } {
  const { cardId, result, warnings = [] } = answer
  if (cardId === null || result.ResultCode > 1) return { type: 'refused', words: [saySentence(result.Description, t)] }
  return {
    type: 'given',
    cardId,
    isNew: result.ResultCode === 0,
    warnings: warnings.map((warning) => saySentence(warning, t)),
  }
}
