/** Whether somebody's PIN is right, with what wrong ones cost. */
import { verify } from '@node-rs/argon2'
import { countPinFailure, forgetPinFailures, readPinFailures } from '../people/pin-attempt-store.ts'
import { judgeTurn, mostFailures } from '../people/pin-rules.ts'
import { readPinHash } from '../people/role-store.ts'
import type { Store } from '../store/database.ts'

export type PinOutcome =
  | { type: 'right' }
  /** Not looked at, or wrong: the next one counts from `nextTryAtMs`. */
  | { type: 'wrong'; nextTryAtMs: number; isLocked: boolean }
  | { type: 'locked' }
  | { type: 'no-pin' }

/** Takes some milliseconds on purpose. A try is counted, and durable, before the PIN is looked at. */
export async function checkPin(store: Store, personId: number, pin: string, nowMs: number): Promise<PinOutcome> {
  const pinHash = readPinHash(store.read, personId)
  if (pinHash === null) return { type: 'no-pin' }
  const counted = store.transact<{ failures: number }, PinOutcome>((db) => {
    const before = readPinFailures(db, personId)
    const turn = judgeTurn(before, nowMs)
    if (turn.type === 'locked') return { ok: false, refusal: turn }
    if (turn.type === 'must-wait')
      return { ok: false, refusal: { type: 'wrong', nextTryAtMs: turn.untilMs, isLocked: false } }
    countPinFailure(db, personId, nowMs)
    return { ok: true, value: { failures: (before?.failures ?? 0) + 1 } }
  })
  if (!counted.ok) return counted.refusal
  if (await verify(pinHash, pin)) {
    store.transact((db) => ({ ok: true, value: forgetPinFailures(db, personId) }))
    return { type: 'right' }
  }
  const { failures } = counted.value
  const next = judgeTurn({ failures, lastAtMs: nowMs }, nowMs)
  return {
    type: 'wrong',
    nextTryAtMs: next.type === 'must-wait' ? next.untilMs : nowMs,
    isLocked: failures >= mostFailures,
  }
}
