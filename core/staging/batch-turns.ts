/** Staging, judging and approving take their turns: each sees what the one before has left, and nothing half done. */
import type { ReadableDb } from '../store/database.ts'

const lastByStore = new WeakMap<ReadableDb, Promise<unknown>>()

/** Runs `work` when whatever was asked of this store before has ended, however it ended. */
export function inTurn<Value>(store: { read: ReadableDb }, work: () => Promise<Value>): Promise<Value> {
  const before = lastByStore.get(store.read) ?? Promise.resolve()
  const turn = before.then(work, work)
  lastByStore.set(store.read, turn)
  // Whoever asked hears of a failure; the next in line only waits for its end.
  turn.catch(() => {})
  return turn
}
