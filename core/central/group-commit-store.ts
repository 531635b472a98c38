/**
 * Several small operations in one transaction: a request that changes one row costs a wait for the disk, and the requests
 * that arrive meanwhile share the next one. Each is durable when it resolves, as if it had a transaction of its own.
 */
import type { Result, Store, WritableDb } from '../store/database.ts'

export type CommitTogether = <Value, Refusal>(
  work: (db: WritableDb) => Result<Value, Refusal>,
) => Promise<Result<Value, Refusal>>

type Waiting = {
  /** Does the work; `isClean` is false where it came to nothing and left something behind. Does not throw. */
  run: (db: WritableDb) => Done
  /** The same behind a savepoint: what comes to nothing leaves nothing behind. */
  runApart: (db: WritableDb) => Done
  reject: (error: unknown) => void
}

/** `tell` is to be called once all of it is durable. */
type Done = { isClean: boolean; tell: () => void }

/**
 * How long others are waited for, in turns of the event loop in which nobody comes and in milliseconds in all (ours). A turn
 * takes up one new connection, so whoever committed in each turn would let a thousand stations that come back at once wait
 * for a thousand commits. Somebody who is alone waits for some microseconds.
 */
const quietTurns = 2
const longestGatherMs = 5

/**
 * What is refused, or throws, leaves nothing behind and does not hold up the others. All that is committed together comes in
 * the order in which it was asked for. Work may be done twice, so it changes nothing but the database.
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
      // A savepoint for each would cost as much as what most of them do: every page that is written is copied for it.
      const together = store.transact((db) => runAll(db, group))
      const done = together.ok
        ? together
        : store.transact((db) => ({ ok: true as const, value: group.map(({ runApart }) => runApart(db)) }))
      if (done.ok) for (const { tell } of done.value) tell()
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
          const before = countChanges(db)
          try {
            const result = work(db)
            return { isClean: result.ok || countChanges(db) === before, tell: () => resolve(result) }
          } catch (error) {
            // What was thrown may have ended the transaction (disk full), and whoever went on would write outside of it.
            return { isClean: false, tell: () => reject(error) }
          }
        },
        runApart: (db) => {
          db.prepare('SAVEPOINT one_of_many').run()
          try {
            const result = work(db)
            if (!result.ok) db.prepare('ROLLBACK TO one_of_many').run()
            db.prepare('RELEASE one_of_many').run()
            return { isClean: true, tell: () => resolve(result) }
          } catch (error) {
            db.prepare('ROLLBACK TO one_of_many').run()
            db.prepare('RELEASE one_of_many').run()
            return { isClean: true, tell: () => reject(error) }
          }
        },
      })
    })
}

/** Refuses as a whole where one of them must be undone: then all of it is done again, each by itself. */
function runAll(db: WritableDb, group: readonly Waiting[]): Result<Done[], null> {
  const done: Done[] = []
  for (const { run } of group) {
    const one = run(db)
    if (!one.isClean) return { ok: false, refusal: null }
    done.push(one)
  }
  return { ok: true, value: done }
}

/** Rows written by this connection so far, what was rolled back included. */
function countChanges(db: WritableDb): number {
  return db.prepare<{ changes: number }>('SELECT total_changes() AS changes').get()?.changes ?? 0
}
