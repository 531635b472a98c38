import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldEmail, isAscii } from '../../core/people/fold-email.ts'
import {
  findPeopleByEmails,
  findPeopleByEmployeeNumbers,
  findPeopleByUserIds,
} from '../../core/people/match-people-store.ts'
import { openTemporaryStore, type TemporaryStore } from './temporary-store.ts'

type Somebody = { employeeNumber: string; email?: string | null; userId?: string | null }

/** Adds people whose ids count from 1. */
function addPeople({ change }: TemporaryStore, people: readonly Somebody[]): void {
  change((db) => {
    for (const { employeeNumber, email = null, userId = null } of people) {
      db.prepare(
        `INSERT INTO person (employee_number, display_name, email, user_id, is_active, changed_at_ms)
         VALUES (@employeeNumber, 'Somebody', @email, @userId, 0, 0)`,
      ).run({ employeeNumber, email, userId })
    }
  })
}

test('an email is folded without regard to case in every alphabet, and nothing else of it is changed', () => {
  assert.equal(foldEmail('Anna.BERG+x@Example.COM'), 'anna.berg+x@example.com')
  assert.equal(foldEmail('ÄNNE@x.org'), 'änne@x.org')
  assert.equal(foldEmail('ЖУК@пример.рф'), 'жук@пример.рф')
  assert.equal(foldEmail(' A '), ' a ')
  // Composed and decomposed letters are two addresses.
  assert.notEqual(foldEmail('\u00e4@x.org'), foldEmail('a\u0308@x.org'))
})

test('an address within ASCII is only ever the same as another within ASCII', () => {
  assert.notEqual(foldEmail('\u212a@x.org'), foldEmail('k@x.org'))
  assert.notEqual(foldEmail('\u0130@x.org'), foldEmail('i@x.org'))
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.equal(isAscii(foldEmail(text)), isAscii(text))
      assert.equal(foldEmail(foldEmail(text)), foldEmail(text))
    }),
  )
})

test('people are found by email whatever its case, and who has none is found by nothing', (t) => {
  const temporary = openTemporaryStore(t)
  addPeople(temporary, [
    { employeeNumber: '1', email: 'Anna@Example.com' },
    { employeeNumber: '2', email: 'ÄNNE@x.org' },
    { employeeNumber: '3', email: null },
    { employeeNumber: '4', email: '\u212a@x.org' },
    { employeeNumber: '5', email: 'k@x.org' },
    { employeeNumber: '6', email: 'anna@EXAMPLE.com' },
  ])
  const find = (...emails: string[]) => findPeopleByEmails(temporary.store.read, emails.map(foldEmail))
  assert.deepEqual(find('ANNA@example.com'), new Map([['anna@example.com', [1, 6]]]))
  assert.deepEqual(
    find('änne@X.org', 'K@X.org'),
    new Map([
      ['änne@x.org', [2]],
      ['k@x.org', [5]],
    ]),
  )
  assert.deepEqual(find('\u212a@x.org'), new Map([['\u212a@x.org', [4]]]))
  assert.deepEqual(find('null', '', 'nobody@example.com', "' OR 1=1 --"), new Map())
  assert.deepEqual(find(), new Map())
})

test('people are found by employee number and user id exactly', (t) => {
  const temporary = openTemporaryStore(t)
  addPeople(temporary, [
    { employeeNumber: 'E1', userId: 'u-1' },
    { employeeNumber: 'e1', userId: 'U-1' },
    { employeeNumber: '007', userId: 'u-1' },
    { employeeNumber: '7' },
  ])
  const db = temporary.store.read
  assert.deepEqual(
    findPeopleByEmployeeNumbers(db, ['E1', '007', '7.0', 'E1 ']),
    new Map([
      ['E1', [1]],
      ['007', [3]],
    ]),
  )
  assert.deepEqual(
    findPeopleByUserIds(db, ['u-1', 'U-1', 'u-2']),
    new Map([
      ['u-1', [1, 3]],
      ['U-1', [2]],
    ]),
  )
})

test('any two emails are found by each other exactly where they fold to the same', (t) => {
  const temporary = openTemporaryStore(t)
  const email = fc.string({
    unit: fc.constantFrom('a', 'A', 'k', 'K', '\u212a', 'ä', 'Ä', 'i', '\u0130', 'ß', '\u1e9e', 'Σ', 'σ', 'ς'),
    minLength: 1,
    maxLength: 3,
  })
  fc.assert(
    fc.property(fc.array(email, { maxLength: 5 }), fc.array(email, { maxLength: 3 }), (stored, asked) => {
      temporary.change((db) => db.prepare('DELETE FROM person').run())
      addPeople(
        temporary,
        stored.map((address, index) => ({ employeeNumber: String(index), email: address })),
      )
      const found = findPeopleByEmails(temporary.store.read, [...new Set(asked.map(foldEmail))])
      for (const address of asked) {
        const expected = stored.filter((other) => foldEmail(other) === foldEmail(address)).length
        assert.equal(found.get(foldEmail(address))?.length ?? 0, expected)
      }
    }),
  )
})
