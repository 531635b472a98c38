/** Takes punches of other stations in: kept, given to the people whom this station knows, and folded with its own. */
import { takeUnfolded } from '../attendance/shared-punch-store.ts'
import type { WritableDb } from '../store/database.ts'
import { planRefold, writeRefold } from './refold.ts'
import type { TapContext } from './tap-context.ts'

/** So many are folded in one transaction: a tap waits no longer than that. */
export const punchesPerTurn = 200

/** Folds what is not folded yet and whose person is known by now; says how many that were, at most `punchesPerTurn`. */
export function foldForeign(db: WritableDb, context: Pick<TapContext, 'settings'>, nowMs: number): number {
  const taken = takeUnfolded(db, punchesPerTurn)
  for (const { personId, atMs } of taken) {
    writeRefold(db, context, personId, planRefold(db, context, personId, { aroundMs: atMs, added: null }), nowMs)
  }
  return taken.length
}
