import { Undo2 } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { DoneChange, PeriodChange } from './period-change.ts'

/** The last change, for eyes and ears, and the way back from it. Always there: what appears with its words is not read out. */
export function ChangeDone({ done, onUndo }: { done: DoneChange | null; onUndo: (undo: PeriodChange) => void }) {
  const { t } = useTranslation()
  const undo = done?.undo ?? null
  return (
    <div className="change-done">
      <p role="status">
        {done && t('console.hours.doneOf', { name: done.displayName, number: done.employeeNumber, what: done.words })}
      </p>
      {undo !== null && (
        <Button className="button" onPress={() => onUndo(undo)}>
          <Undo2 aria-hidden="true" />
          {t('console.hours.undoDone')}
        </Button>
      )}
    </div>
  )
}
