/**
 * One documented rule of the central service's interfaces, as something that can be tried from outside. A check asks over
 * HTTP, and gives back two values: what the rule says and what the service made of it; they are equal, or the check failed.
 */
import type { Service } from './service.ts'

export const areas = ['presence', 'clock', 'authData', 'timeProfiles', 'cards', 'pull'] as const
export type Area = (typeof areas)[number]

/** Where a rule is written: on a vendor's page, or nowhere but with us. */
export type Source = 'ours' | { vendor: string; page: string }

/** Data as JSON has it, so that both can be printed and compared. */
export type Outcome =
  | { type: 'compared'; expected: unknown; actual: unknown }
  /** The rule cannot be seen from here; `reason` says what would be needed. */
  | { type: 'skipped'; reason: string }

export type Check = {
  /** A sentence about the service, unique in its area. */
  name: string
  source: Source
  /**
   * Set where a refusal alone would pass: the same kind of request with nothing wrong, which has to be `taken` too; else
   * what came instead.
   */
  right?: (service: Service) => Promise<unknown>
  /** Rejects when there is no answer; that is a failed check. Leaves every person as every other check may find them. */
  run: (service: Service) => Promise<Outcome>
}

export function compare(expected: unknown, actual: unknown): Outcome {
  return { type: 'compared', expected, actual }
}

export function skip(reason: string): Outcome {
  return { type: 'skipped', reason }
}

export function printSource(source: Source): string {
  return source === 'ours' ? 'ours' : `${source.vendor}, “${source.page}”`
}
