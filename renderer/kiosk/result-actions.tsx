import { ArrowLeftRight, CalendarDays, Undo2 } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { i18n } from '../language.ts'
import { useKiosk, useKioskState } from './kiosk-context.ts'
import type { Shown } from './kiosk-state.ts'

/**
 * What whoever just tapped may do about it: take it back, turn it round, look at their times. The way back comes first, as it goes
 * first, and the smallest window has room for no other.
 */
export function ResultActions({ shown, language }: { shown: Shown; language: string }) {
  const kiosk = useKiosk()
  const hideHours = useKioskState((state) => state.station?.screen.hideHours ?? true)
  if (shown.type !== 'decision') return null
  const { decision, undo, times } = shown
  const { outcome, eventId } = decision
  if (eventId === null || (outcome !== 'in' && outcome !== 'out')) return null
  const t = i18n.getFixedT(language)
  const isAsking = undo === 'asking' || undo === 'turning'
  return (
    <div className="result-actions">
      {(undo === 'offered' || isAsking) && (
        <>
          <Button
            className="button is-on-colour"
            isPending={undo === 'asking'}
            isDisabled={undo === 'turning'}
            onPress={kiosk.undoShown}
          >
            <Undo2 aria-hidden="true" />
            {undo === 'asking' ? t('undo.asking') : t('undo.button')}
          </Button>
          <Button
            className="button is-on-colour"
            isPending={undo === 'turning'}
            isDisabled={undo === 'asking'}
            onPress={kiosk.turnShown}
          >
            <ArrowLeftRight aria-hidden="true" />
            {outcome === 'in' ? t('undo.meantOut') : t('undo.meantIn')}
          </Button>
        </>
      )}
      {undo !== 'none' && undo !== 'offered' && !isAsking && (
        <p className="result-undo-failed" role="status">
          {t(`undo.not-undone.${undo}`)}
        </p>
      )}
      {!hideHours && times !== 'failed' && (
        <Button className="button is-on-colour" isPending={times === 'asking'} onPress={kiosk.showTimes}>
          <CalendarDays aria-hidden="true" />
          {t('times.title')}
        </Button>
      )}
      {times === 'failed' && (
        <p className="result-undo-failed" role="status">
          {t('times.failed')}
        </p>
      )}
    </div>
  )
}
