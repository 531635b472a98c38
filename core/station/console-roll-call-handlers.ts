/** Writes down that a roll call was held. */
import { appendAudit } from '../audit/audit-store.ts'
import type { consoleRollCallCalls } from '../contract/console-roll-call-calls.ts'
import type { Answer, Request } from '../contract/contract.ts'
import { actAs } from './authority.ts'
import type { ClockReading } from './clock.ts'
import type { TapContext } from './tap-context.ts'

export type ConsoleRollCallHandlers = {
  [N in keyof typeof consoleRollCallCalls]: (request: Request<N>) => Promise<Answer<N>>
}

export function createConsoleRollCallHandlers(
  { store }: Pick<TapContext, 'store'>,
  readClock: () => ClockReading,
): ConsoleRollCallHandlers {
  return {
    endRollCall: ({ begunAtMs, counted, missing, by }) =>
      actAs(store.read, by, async (actor): Promise<Answer<'endRollCall'>> => {
        const content = { begunAtMs, counted, count: missing.length, missing }
        const entry = { atMs: readClock().atMs, actor, action: 'roll-call.hold', subject: null, content }
        store.transact((db) => ({ ok: true, value: appendAudit(db, entry) }))
        return { type: 'ended' }
      }),
  }
}
