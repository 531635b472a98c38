/** Taps by employee number and PIN. */

import type { PersonRow } from '../people/people-store.ts'
import type { Store } from '../store/database.ts'
import { checkNumberAndPin } from './check-pin.ts'
import type { ClockReading } from './clock.ts'

export type NotRight = { type: 'not-right'; nextTryAtMs: number; triesLeft: number }

/**
 * Looks at one PIN after the other: each takes a core for some milliseconds, and badges must not wait for them.
 *
 * @param decide called once somebody is known to be there.
 */
export function createPinTaps(
  store: Store,
  readClock: () => ClockReading,
  decide: (person: PersonRow, clock: ClockReading) => void,
) {
  let turn: Promise<unknown> = Promise.resolve()
  const tap = async (asked: { employeeNumber: string; pin: string }): Promise<{ type: 'tapped' } | NotRight> => {
    const outcome = await checkNumberAndPin(store, asked, readClock().atMs)
    if (outcome.type === 'wrong') {
      return { type: 'not-right', nextTryAtMs: outcome.nextTryAtMs, triesLeft: outcome.triesLeft }
    }
    decide(outcome.person, readClock())
    return { type: 'tapped' }
  }
  return (asked: { employeeNumber: string; pin: string }) => {
    const own = turn.then(() => tap(asked))
    turn = own.catch(() => {})
    return own
  }
}
