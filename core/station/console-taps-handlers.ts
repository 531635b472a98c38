/** Answers the calls of `console-taps-calls.ts` from what is stored. */
import { dayAndWeekOf } from '../attendance/hours.ts'
import { idAt, type ListedTap, listTaps } from '../attendance/tap-list-store.ts'
import { formatBadge } from '../badge/read-badge.ts'
import type { consoleTapsCalls } from '../contract/console-taps-calls.ts'
import type { Answer, Request } from '../contract/contract.ts'
import { findPersonByEmployeeNumber } from '../people/people-store.ts'
import type { ClockReading } from './clock.ts'
import { pinReader } from './tap.ts'
import type { TapContext } from './tap-context.ts'

export type ConsoleTapsHandlers = {
  [N in keyof typeof consoleTapsCalls]: (request: Request<N>) => Promise<Answer<N>>
}

type ShownTap = Extract<Answer<'listTaps'>, { type: 'taps' }>['taps'][number]

export function createConsoleTapsHandlers(
  { store, settings }: Pick<TapContext, 'store' | 'settings'>,
  readClock: () => ClockReading,
): ConsoleTapsHandlers {
  const { zone } = settings.station
  return {
    listTaps: async ({ date, employeeNumber, before, limit }) => {
      const atMs =
        date === undefined ? readClock().atMs : Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds
      const { localDate, dayStartMs, dayEndMs } = dayAndWeekOf(atMs, zone)
      const person = employeeNumber === undefined ? null : findPersonByEmployeeNumber(store.read, employeeNumber)
      if (employeeNumber !== undefined && person === null) return { type: 'unknown-person' }
      const end = idAt(dayEndMs)
      const found = listTaps(store.read, {
        from: idAt(dayStartMs),
        until: before !== undefined && before < end ? before : end,
        personId: person?.personId ?? null,
        limit: limit + 1,
      })
      return { type: 'taps', date: localDate, taps: found.slice(0, limit).map(show), hasMore: found.length > limit }
    },
  }
}

function show({ kind, badge, reader, ...tap }: ListedTap): ShownTap {
  const isByPin = reader === pinReader && badge === null
  return {
    ...tap,
    outcome: kind,
    reader: isByPin ? null : reader,
    isByPin,
    card: tap.person === null && badge !== null ? formatBadge(badge) : null,
  }
}
