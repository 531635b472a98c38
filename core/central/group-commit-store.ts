/**
 * Several small operations in one transaction: a request that changes one row costs a wait for the disk, and the requests
 * that arrive meanwhile share the next one. Each is durable when it resolves, as if it had a transaction of its own.
 */
import type { Result, Store, WritableDb } from '../store/database.ts'

export type CommitTogether = <Value, Refusal>(
  work: (db: WritableDb) => Result<Value, Refusal>,
) => Promise<Result<Value, Refusal>>

type Waiting = {
  /** Does the work; gives what is to be done once all of it is durable. */
  run: (db: WritableDb) => () => void
  reject: (error: unknown) => void
}

/**
 * How long others are waited for, in turns of the event loop in which nobody comes and in milliseconds in all (ours). A turn
 * takes up one new connection, so whoever committed in each turn would let a thousand stations that come back at once wait
 * for a thousand commits. Somebody who is alone waits for some microseconds.
 */
const quietTurns = 2
const longestGatherMs = 5

/**
 * What is refused, or throws, leaves nothing behind and does not hold up the others. All that is committed together comes in
 * the order in which it was asked for.
 */
export function createCommitTogether(store: Store): CommitTogether {
  let waiting: Waiting[] = []

  const gather = (): void => {
    const beganMs = performance.now()
    let seen = waiting.length
    let quiet = 0
    const look = (): void => {
      quiet = waiting.length === seen ? quiet + 1 : 0
      seen = waiting.length
      if (quiet >= quietTurns || performance.now() - beganMs >= longestGatherMs) commitAll()
      else setImmediate(look)
    }
    setImmediate(look)
  }

  const commitAll = (): void => {
    const group = waiting
    waiting = []
    try {
      const committed = store.transact((db) => ({ ok: true as const, value: group.map(({ run }) => run(db)) }))
      if (committed.ok) for (const tell of committed.value) tell()
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  return (work) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) gather()
      waiting.push({
        reject,
        run: (db) => {
          db.prepare('SAVEPOINT one_of_many').run()
          try {
            const result = work(db)
            if (!result.ok) db.prepare('ROLLBACK TO one_of_many').run()
            db.prepare('RELEASE one_of_many').run()
            return () => resolve(result)
          } catch (error) {
            db.prepare('ROLLBACK TO one_of_many').run()
            db.prepare('RELEASE one_of_many').run()
            return () => reject(error)
          }
        },
      })
    })
}
