import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createCommitTogether } from '../../core/central/group-commit-store.ts'
import type { Store, WritableDb } from '../../core/store/database.ts'
import { openTestStore } from '../fakes/station-store.ts'

const name = (db: WritableDb, id: number, to: string) =>
  db.prepare('UPDATE person SET display_name = @to WHERE id = @id').run({ id, to })

test('what arrives together is one transaction, and what is refused or throws leaves nothing behind', async (t) => {
  const store = openTestStore(4)
  t.after(store.discard)
  let transactions = 0
  const counted: Store = {
    ...store,
    transact: (work) => {
      transactions += 1
      return store.transact(work)
    },
  }
  const commitTogether = createCommitTogether(counted)
  const [first, second, third, fourth] = await Promise.allSettled([
    commitTogether((db) => ({ ok: true, value: name(db, 1, 'one').changes })),
    commitTogether((db) => {
      name(db, 2, 'two')
      return { ok: false, refusal: 'no' }
    }),
    commitTogether((db) => {
      name(db, 3, 'three')
      throw new Error('broken')
    }),
    commitTogether((db) => ({ ok: true, value: name(db, 4, 'four').changes })),
  ])
  assert.equal(transactions, 2, 'once together, and once more with what has to be undone apart')
  assert.deepEqual(first, { status: 'fulfilled', value: { ok: true, value: 1 } })
  assert.deepEqual(second, { status: 'fulfilled', value: { ok: false, refusal: 'no' } })
  assert.equal(third?.status, 'rejected')
  assert.deepEqual(fourth, { status: 'fulfilled', value: { ok: true, value: 1 } })
  assert.deepEqual(
    store.read
      .prepare<{ name: string }>('SELECT display_name AS name FROM person ORDER BY id')
      .all()
      .map((row) => row.name),
    ['one', 'p2', 'p3', 'four'],
  )
})

test('what is refused before it has written anything costs the others nothing', async (t) => {
  const store = openTestStore(2)
  t.after(store.discard)
  let transactions = 0
  let runs = 0
  const commitTogether = createCommitTogether({
    ...store,
    transact: (work) => {
      transactions += 1
      return store.transact(work)
    },
  })
  const change = (id: number, to: string) =>
    commitTogether<number, string>((db) => {
      runs += 1
      return to === '' ? { ok: false, refusal: 'no name' } : { ok: true, value: name(db, id, to).changes }
    })
  assert.deepEqual(await Promise.all([change(1, 'one'), change(2, ''), change(2, 'two')]), [
    { ok: true, value: 1 },
    { ok: false, refusal: 'no name' },
    { ok: true, value: 1 },
  ])
  assert.equal(transactions, 1)
  assert.equal(runs, 3)
})

test('nobody is told yes where the disk did not take it', async (t) => {
  const store = openTestStore(1)
  t.after(store.discard)
  const full: Store = {
    ...store,
    transact: (work) =>
      store.transact((db) => {
        work(db)
        throw new Error('disk full')
      }),
  }
  const commitTogether = createCommitTogether(full)
  const ended = await Promise.allSettled(
    ['a', 'b'].map((to) => commitTogether((db) => ({ ok: true, value: name(db, 1, to) }))),
  )
  assert.deepEqual(
    ended.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
})

test('who comes a turn later shares the commit, and those who keep coming hold nobody up for ever', async (t) => {
  const store = openTestStore(4)
  t.after(store.discard)
  let transactions = 0
  const commitTogether = createCommitTogether({
    ...store,
    transact: (work) => {
      transactions += 1
      return store.transact(work)
    },
  })
  const first = commitTogether((db) => ({ ok: true, value: name(db, 1, 'one').changes }))
  await nextTurn()
  const second = commitTogether((db) => ({ ok: true, value: name(db, 2, 'two').changes }))
  await Promise.all([first, second])
  assert.equal(transactions, 1)

  let isAnswered = false
  const waited = commitTogether((db) => ({ ok: true, value: name(db, 3, 'three').changes })).then(() => {
    isAnswered = true
  })
  const others: Promise<unknown>[] = []
  while (!isAnswered) {
    others.push(commitTogether((db) => ({ ok: true, value: name(db, 4, 'four').changes })))
    await nextTurn()
  }
  await Promise.all([waited, ...others])
  assert.ok(transactions - 1 < others.length, `${transactions - 1} transactions for ${others.length + 1}`)
})
