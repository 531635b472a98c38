import '../../styles/console-desk.css'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatDayTime } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { PaneFrame } from '../pane-frame.tsx'
import { ToldWords } from '../told-words.tsx'
import { latest, useCall } from '../use-call.ts'
import type { Told } from '../use-told-change.ts'
import { type Act, CardActs } from './card-acts.tsx'
import { type CardView, cardName, cardWords } from './card-words.ts'

/** One card: how it stands, what may be done about it, and who had it when. */
export function CardPane({ cardId, onBack }: { cardId: number; onBack: () => void }) {
  const { t } = useTranslation()
  const { asked, again } = useCall('getCard', { cardId })
  const [act, setAct] = useState<Act | null>(null)
  const [told, setTold] = useState<Told>(null)
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) {
    return (
      <PaneFrame title={t('console.cards.card')} onBack={onBack}>
        <AskedAgain asked={asked} again={again} />
      </PaneFrame>
    )
  }
  if (answer.type === 'unknown-card') {
    return (
      <PaneFrame title={t('console.cards.card')} onBack={onBack}>
        <p className="console-note">{t('console.cards.gone')}</p>
      </PaneFrame>
    )
  }
  const { card } = answer
  const finish = (next: Told): void => {
    setTold(next)
    setAct(null)
    again()
  }
  return (
    <PaneFrame title={t('console.cards.cardNamed', { card: cardName(card) })} onBack={onBack}>
      <CardFacts card={card} />
      <ToldWords told={told} />
      <CardActs
        card={card}
        act={act}
        onAct={(next) => {
          setTold(null)
          setAct(next)
        }}
        onDone={finish}
      />
      <CardPast answer={answer} />
    </PaneFrame>
  )
}

function CardFacts({ card }: { card: CardView }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const { diesAtMs } = card
  // Not by the station's clock: the station says no to a card that is over, whatever is written here.
  const isOver = diesAtMs !== null && diesAtMs <= Date.now()
  const end = diesAtMs === null ? null : formatDayTime(diesAtMs, zone, i18n.language)
  return (
    <p className="standing" data-state={isOver ? 'revoked' : card.state}>
      <strong>{cardWords(card, t)}</strong>
      {end !== null && <span>{t(isOver ? 'console.cards.over' : 'console.cards.until', { time: end })}</span>}
    </p>
  )
}

function CardPast({ answer }: { answer: Extract<Answer<'getCard'>, { type: 'card' }> }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const say = (atMs: number | null, open: string) => (atMs === null ? open : formatDayTime(atMs, zone, i18n.language))
  return (
    <>
      <table className="table">
        <caption>{t('console.cards.holders')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('console.cards.holder')}</th>
            <th scope="col">{t('console.cards.from')}</th>
            <th scope="col">{t('console.cards.to')}</th>
          </tr>
        </thead>
        <tbody>
          {answer.holders.length === 0 && (
            <tr>
              <td colSpan={3}>{t('console.cards.nobodys')}</td>
            </tr>
          )}
          {answer.holders.map(({ employeeNumber, displayName, fromMs, untilMs }) => (
            <tr key={`${employeeNumber} ${fromMs}`}>
              <td>
                {displayName} ({employeeNumber})
              </td>
              <td>{say(fromMs, t('console.cards.ever'))}</td>
              <td>{say(untilMs, t('console.cards.still'))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table className="table">
        <caption>{t('console.cards.pastStates')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('console.cards.state')}</th>
            <th scope="col">{t('console.cards.to')}</th>
          </tr>
        </thead>
        <tbody>
          {answer.states.map(({ state, untilMs }) => (
            <tr key={`${state} ${untilMs}`}>
              <td>{t(`console.cards.states.${state}`)}</td>
              <td>{say(untilMs, t('console.cards.still'))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
