import { formatInstant } from '../../parts/format-time.ts'

/** Whether a field of a row is an instant, by the ending that every such name has. */
export function isInstant(name: string, value: unknown): value is number {
  return name.endsWith('Ms') && typeof value === 'number' && Number.isSafeInteger(value) && value > 1e11
}

/** A value as a person reads it: an instant in the station's zone, text as it is, all else as it is written down. */
export function sayField(name: string, value: unknown, zone: string, language: string): string {
  if (isInstant(name, value)) return formatInstant(value, zone, language)
  return typeof value === 'string' ? value : JSON.stringify(value)
}
