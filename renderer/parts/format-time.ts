/** How times, dates and durations are written, in the station's zone and the reader's language. */
import type { TFunction } from 'i18next'

/**
 * The locale that a language's times, dates and numbers are written in. Digits are 0 to 9 in every language, because those
 * of cards, keypads and employee numbers are, and a screen with two kinds would have to be read twice (ours).
 */
export function localeOf(language: string): string {
  if (language === 'en') return 'en-GB'
  return language === 'ar' ? 'ar-u-nu-latn' : language
}

/** `08:02`, 24 hours in every language: nobody at a door should have to look for “am”. */
export function formatTime(atMs: number, zone: string, language: string): string {
  return formatter(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(atMs)
}

/** 0 to 23. */
export function readHour(atMs: number, zone: string): number {
  return Number(formatter('en', { hour: '2-digit', hourCycle: 'h23', timeZone: zone }).format(atMs))
}

/** `Tuesday, 3 March`. */
export function formatDate(atMs: number, zone: string, language: string): string {
  return formatter(language, { weekday: 'long', day: 'numeric', month: 'long', timeZone: zone }).format(atMs)
}

/** `Tue, 3 Mar, 08:02`: where the day is not plain. */
export function formatInstant(atMs: number, zone: string, language: string): string {
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  return formatter(language, { ...day, ...time, timeZone: zone }).format(atMs)
}

/** `Tue, 3 Mar`. */
export function formatShortDate(atMs: number, zone: string, language: string): string {
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const
  return formatter(language, { ...day, timeZone: zone }).format(atMs)
}

/** `3 Mar 2026, 08:02`. */
export function formatDayTime(atMs: number, zone: string, language: string): string {
  const locale = language === 'en' ? 'en-GB' : language
  const options = { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23', timeZone: zone } as const
  return formatter(locale, options).format(atMs)
}

/** Whole hours and minutes, rounded down: a screen never shows a minute that was not worked. */
export function splitDuration(durationMs: number): { hours: number; minutes: number } {
  const minutes = Math.floor(Math.max(0, durationMs) / 60_000)
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60 }
}

/** `7 h 05 min`. */
export function sayDuration(durationMs: number, t: TFunction): string {
  const { hours, minutes } = splitDuration(durationMs)
  return t('duration', { hours, minutes: String(minutes).padStart(2, '0') })
}

/** `2 hours ago`; null within the last minute. */
export function formatAge(ageMs: number, language: string): string | null {
  const minutes = Math.floor(ageMs / 60_000)
  if (minutes < 1) return null
  const relative = new Intl.RelativeTimeFormat(localeOf(language))
  if (minutes < 60) return relative.format(-minutes, 'minute')
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? relative.format(-hours, 'hour') : relative.format(-Math.floor(hours / 24), 'day')
}

const formattersByKey = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter costs a hundred times what using one does. */
function formatter(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, options])
  const known = formattersByKey.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(localeOf(language), options)
  formattersByKey.set(key, made)
  return made
}
