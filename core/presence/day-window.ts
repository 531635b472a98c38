/**
 * Which part of its date a presence entry covers (Maptician, “Set Multiple Maptician Presence Entries (date only)”: “The
 * duration of the entry is the entire date indicated (unless restricted based on start and end time configurations)”).
 * That there is one window for the whole service, and how it is written, is ours.
 */

/** Minutes of the wall clock since midnight, `until` not included: the whole day is 0 to 1440, whatever DST does to it. */
export type DayWindow = { fromMinute: number; untilMinute: number }

export const wholeDay: DayWindow = { fromMinute: 0, untilMinute: 1440 }

/** Reads `08:00-18:30`; the end of the day is `24:00`. Null for anything else, and for a window that ends before it begins. */
export function parseDayWindow(text: string): DayWindow | null {
  const parts = /^(\d\d):([0-5]\d)-(\d\d):([0-5]\d)$/.exec(text)
  if (!parts) return null
  const [, fromHour, fromMinutes, untilHour, untilMinutes] = parts.map(Number)
  const fromMinute = Number(fromHour) * 60 + Number(fromMinutes)
  const untilMinute = Number(untilHour) * 60 + Number(untilMinutes)
  return fromMinute < untilMinute && untilMinute <= 1440 ? { fromMinute, untilMinute } : null
}
