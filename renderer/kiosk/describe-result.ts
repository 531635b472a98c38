/** What the Result screen says of a decision: words only, so that each of them can be tested without a screen. */
import type { TFunction } from 'i18next'
import { formatBadge } from '../../core/badge/read-badge.ts'
import type { Decision, TapReason } from '../../core/contract/decision.ts'
import { formatTime, sayDuration, splitDuration } from '../parts/format-time.ts'

export type Tone = 'in' | 'out' | 'repeat' | 'refused' | 'undone'

export type Figure = { key: 'time' | 'today' | 'week'; label: string; value: string }

export type Result = {
  tone: Tone
  /** Read from across the room. */
  word: string
  /** The person, or a greeting without a name; null where there is neither. */
  who: string | null
  note: string | null
  /** As it is printed; only where whoever holds the card must be able to say which it is. */
  cardNumber: string | null
  figures: Figure[]
  /** The whole of it in one sentence, for whoever hears it. */
  announcement: string
}

export type Privacy = { hideNames: boolean; hideHours: boolean }

type RefusalReason = Exclude<TapReason, 'missed-clock-out' | 'missed-clock-in'>

export function describeDecision(decision: Decision, privacy: Privacy, t: TFunction, language: string): Result {
  const parts = {
    who: nameWho(decision, privacy, t),
    cardNumber: findCardNumber(decision),
    figures: listFigures(decision, privacy, t, language),
  }
  switch (decision.outcome) {
    case 'in':
    case 'out':
      return announce(
        {
          ...parts,
          tone: decision.outcome,
          word: t(`word.${decision.outcome}`),
          note: noteMissed(decision, t) ?? noteCounted(decision, t, language),
        },
        decision,
        t,
      )
    case 'repeat':
      return announce(
        { ...parts, tone: 'repeat', word: t('word.repeat'), note: noteCounted(decision, t, language) },
        decision,
        t,
      )
    case 'refused': {
      const reason = refusalOf(decision.reason)
      return announce(
        { ...parts, tone: 'refused', word: t(`word.refused.${reason}`), note: t(`note.refused.${reason}`) },
        decision,
        t,
      )
    }
    default:
      return decision.outcome satisfies never
  }
}

export function describeUndone(displayName: string | null, privacy: Privacy, t: TFunction): Result {
  const said = {
    tone: 'undone' as const,
    word: t('word.undone'),
    who: privacy.hideNames ? null : displayName,
    note: t('note.undone'),
    cardNumber: null,
    figures: [],
  }
  return { ...said, announcement: join([said.word, said.who, said.note]) }
}

function nameWho({ outcome, person }: Decision, { hideNames }: Privacy, t: TFunction): string | null {
  const isGreeted = outcome === 'in' || outcome === 'out'
  if (person === null) return null
  if (hideNames) return isGreeted ? t(`greeting.nameless.${outcome}`) : null
  return isGreeted ? t(`greeting.${outcome}`, { name: person.displayName }) : person.displayName
}

function noteMissed({ reason }: Decision, t: TFunction): string | null {
  return reason === 'missed-clock-out' || reason === 'missed-clock-in' ? t(`note.${reason}`) : null
}

function noteCounted({ counted, zone }: Decision, t: TFunction, language: string): string | null {
  if (counted === null) return null
  const time = formatTime(counted.atMs, zone, language)
  return counted.outcome === 'in' ? t('note.countedIn', { time }) : t('note.countedOut', { time })
}

function refusalOf(reason: TapReason | null): RefusalReason {
  if (reason === null || reason === 'missed-clock-out' || reason === 'missed-clock-in') return 'unreadable'
  return reason
}

function findCardNumber({ outcome, person, badge }: Decision): string | null {
  return outcome === 'refused' && person === null && badge !== null ? formatBadge(badge) : null
}

function listFigures(decision: Decision, privacy: Privacy, t: TFunction, language: string): Figure[] {
  const { outcome, hours, atMs, zone } = decision
  if (outcome === 'refused') return []
  const figures: Figure[] = []
  if (outcome !== 'repeat')
    figures.push({ key: 'time', label: t('figure.time'), value: formatTime(atMs, zone, language) })
  if (hours === null || privacy.hideHours) return figures
  return [
    ...figures,
    { key: 'today', label: t('figure.today'), value: sayDuration(hours.todayMs, t) },
    { key: 'week', label: t('figure.week'), value: sayDuration(hours.weekMs, t) },
  ]
}

function announce(said: Omit<Result, 'announcement'>, decision: Decision, t: TFunction): Result {
  const spoken = said.figures.map(({ key, label, value }) => {
    if (key === 'time') return value
    return `${label} ${speakDuration((key === 'today' ? decision.hours?.todayMs : decision.hours?.weekMs) ?? 0, t)}`
  })
  return { ...said, announcement: join([said.word, said.who, ...spoken, said.note, said.cardNumber]) }
}

/** A voice reads “3 h 05 min” letter by letter. */
function speakDuration(durationMs: number, t: TFunction): string {
  const { hours, minutes } = splitDuration(durationMs)
  return `${t('durationSpoken.hours', { count: hours })} ${t('durationSpoken.minutes', { count: minutes })}`
}

function join(parts: (string | null)[]): string {
  return parts
    .filter((part) => part !== null && part !== '')
    .map((part) => `${part}`.replace(/[.…]$/, ''))
    .join('. ')
}
