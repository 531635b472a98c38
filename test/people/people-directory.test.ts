import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findPeople, foldText, toFindable } from '../../core/people/people-directory.ts'
import { createPeopleDirectory } from '../../core/people/people-directory-store.ts'
import { upsertPerson } from '../../core/people/people-store.ts'
import { setRole } from '../../core/people/role-store.ts'
import { somebody } from './somebody.ts'
import { openTemporaryStore } from './temporary-store.ts'

const people = [
  toFindable(1, { employeeNumber: 'E10', displayName: 'Jürgen Müller', email: 'jm@example.org' }),
  toFindable(2, { employeeNumber: 'E1', displayName: 'Øystein E10', email: null }),
  toFindable(3, { employeeNumber: 'E2', displayName: 'محمد علي', email: 'ali@example.org' }),
]

test('somebody is found by any part of number, name or email, whatever the case and the marks', () => {
  assert.deepEqual(findPeople(people, 'muller'), [1])
  assert.deepEqual(findPeople(people, 'MÜLL jür'), [1], 'in any order')
  assert.deepEqual(findPeople(people, 'علي'), [3])
  assert.deepEqual(findPeople(people, ' example.org '), [1, 3])
  assert.deepEqual(findPeople(people, 'muller ali'), [], 'every word has to fit')
})

test('whoever has the number comes first, then whoever has it for a beginning', () => {
  assert.deepEqual(findPeople(people, 'e1'), [2, 1])
  assert.deepEqual(findPeople(people, 'E10'), [1, 2])
  assert.deepEqual(findPeople(people, ''), [1, 2, 3])
})

test('no query reaches over the end of one part into the next', () => {
  assert.deepEqual(findPeople([toFindable(1, { employeeNumber: '12', displayName: '34', email: null })], '23'), [])
  assert.equal(foldText('ﬁne\u0301'), 'fine')
})

test('who is added, renamed or given a role since is found as they are now', (t) => {
  const { store, change } = openTemporaryStore(t)
  const directory = createPeopleDirectory(store)
  const search = (query: string) => directory.search({ query, offset: 0, limit: 10 })
  assert.deepEqual(search(''), { total: 0, people: [] })
  change((db) => upsertPerson(db, { ...somebody('E1'), displayName: 'Ada' }, 0))
  assert.equal(search('ada').total, 1)
  change((db) => upsertPerson(db, { ...somebody('E1'), displayName: 'Beda' }, 1))
  assert.equal(search('ada').total, 0)
  const personId = change((db) => upsertPerson(db, { ...somebody('E2'), displayName: 'Cleo' }, 1))
  change((db) => setRole(db, personId, 'supervisor', 2))
  assert.deepEqual(search('cleo').people[0]?.role, 'supervisor')
})

test('a list is answered in pages, in the order of the numbers, with how many there are', (t) => {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    for (const number of ['E3', 'E1', 'E2']) upsertPerson(db, somebody(number), 0)
  })
  const directory = createPeopleDirectory(store)
  const page = directory.search({ query: '', offset: 1, limit: 2 })
  assert.equal(page.total, 3)
  assert.deepEqual(
    page.people.map(({ employeeNumber }) => employeeNumber),
    ['E2', 'E3'],
  )
})

test('what was rolled back is not found', (t) => {
  const { store } = openTemporaryStore(t)
  const directory = createPeopleDirectory(store)
  directory.search({ query: '', offset: 0, limit: 1 })
  store.transact((db) => {
    upsertPerson(db, somebody('E1'), 0)
    return { ok: false, refusal: null }
  })
  assert.equal(directory.search({ query: '', offset: 0, limit: 1 }).total, 0)
})
