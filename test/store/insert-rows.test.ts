import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertRows } from '../../core/store/insert-rows.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const columns = ['link_id', 'person_id']

function open(t: Parameters<typeof openTemporaryStore>[0]) {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    insertRows(
      db,
      'INSERT INTO person',
      ['id', 'employee_number', 'display_name', 'is_active', 'changed_at_ms'],
      [...[1, 'E1', 'Anna', 1, 0], ...[2, 'E2', 'Ben', 0, 0]],
    )
  })
  return { store, change }
}

for (const count of [0, 1, 49, 50, 51, 100, 137]) {
  test(`${count} rows are inserted as they were given`, (t) => {
    const { store, change } = open(t)
    const rows = Array.from({ length: count }, (_, index) => [`link ${1000 + index}`, 1 + (index % 2)] as const)
    change((db) => insertRows(db, 'INSERT INTO person_time_profile', columns, rows.flat()))
    const stored = store.read
      .prepare<{ link: string; person: number }>(
        'SELECT link_id AS link, person_id AS person FROM person_time_profile ORDER BY link_id',
      )
      .all()
    assert.deepEqual(
      stored.map(({ link, person }) => [link, person]),
      rows,
    )
  })
}

test('rows that break a constraint throw, and a transaction that ends so leaves none of them', (t) => {
  const { store, change } = open(t)
  const rows = Array.from({ length: 60 }, (_, index) => [`link ${index}`, index < 55 ? 1 : 3])
  assert.throws(
    () => change((db) => insertRows(db, 'INSERT INTO person_time_profile', columns, rows.flat())),
    /FOREIGN/,
  )
  assert.deepEqual(store.read.prepare('SELECT count(*) AS n FROM person_time_profile').get(), { n: 0 })
})
