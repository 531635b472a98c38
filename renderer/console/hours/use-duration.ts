import { useTranslation } from 'react-i18next'
import { splitDuration } from '../../parts/format-time.ts'

/** `7 h 45 min`, in the reader's language. */
export function useDuration(): (durationMs: number) => string {
  const { t } = useTranslation()
  return (durationMs) => {
    const { hours, minutes } = splitDuration(durationMs)
    return t('duration', { hours, minutes: String(minutes).padStart(2, '0') })
  }
}
