import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type AuthRecord,
  authFields,
  authKey,
  compilePatterns,
  hideAuthValues,
  hideRecord,
  type ScrubRules,
} from '../../core/enrolment/auth-record.ts'
import { scrub } from './scrub.ts'

const rules: ScrubRules = { validate: true, allowNoAuth: false, patterns: {} }
const anna = { employeeId: 'E1', employeeStatus: 'Active', authValue1: 'a', authValue2: 'b', authValue3: 'c' }

function scrubOne(given: unknown, more: Partial<ScrubRules> = {}): AuthRecord | undefined {
  return scrub([given], 1, { ...rules, ...more })[0]
}

function errorsOf(given: unknown, more: Partial<ScrubRules> = {}): string[] | undefined {
  return scrubOne(given, more)?.errors
}

test('a record is read with its five fields', () => {
  assert.deepEqual(scrubOne(anna), {
    line: 1,
    employeeId: 'E1',
    employeeStatus: 'Active',
    authValues: ['a', 'b', 'c'],
    errors: [],
  })
})

test('values are trimmed, and a blank, a null and a missing field are the same', () => {
  const expected = { line: 1, employeeId: 'E1', employeeStatus: null, authValues: ['a', null, null], errors: [] }
  assert.deepEqual(scrubOne({ employeeId: ' E1\t', authValue1: ' a ' }), expected)
  assert.deepEqual(
    scrubOne({ employeeId: 'E1', employeeStatus: null, authValue1: 'a', authValue2: '', authValue3: ' \n ' }),
    expected,
  )
})

test('records that hold no data vanish, and the lines of the others count them', () => {
  const blank = { employeeId: ' ', employeeStatus: '', authValue1: null }
  const records = scrub([blank, {}, anna, null, '  ', { shoeSize: 44 }, { ...anna, employeeId: 'E2' }], 1, rules)
  assert.deepEqual(
    records.map(({ line, employeeId }) => [line, employeeId]),
    [
      [3, 'E1'],
      [7, 'E2'],
    ],
  )
})

test('a missing employee id is always an error', () => {
  for (const validate of [true, false]) {
    assert.deepEqual(errorsOf({ ...anna, employeeId: ' ' }, { validate }), ['employeeId is missing'])
  }
})

test('without auth values a record is an error unless allowNoAuth is true', () => {
  const bare = { employeeId: 'E1', employeeStatus: 'Active', authValue2: ' ' }
  assert.deepEqual(errorsOf(bare), ['no auth value is given'])
  assert.deepEqual(errorsOf(bare, { allowNoAuth: true }), [])
  assert.deepEqual(errorsOf({ ...bare, authValue3: 'x' }), [])
})

test('every error of a record is told, not only the first', () => {
  assert.deepEqual(errorsOf({ employeeStatus: 'Active' }), ['employeeId is missing', 'no auth value is given'])
})

test('validate true applies the patterns of the site to whole values, and false skips them', () => {
  const patterns = compilePatterns({ employeeId: 'E\\d+', authValue1: '[a-z]{4}|x', authValue2: undefined })
  assert.deepEqual(errorsOf({ ...anna, employeeId: 'E12', authValue1: 'x' }, { patterns }), [])
  assert.deepEqual(errorsOf({ ...anna, employeeId: 'xE12', authValue1: 'abcde' }, { patterns }), [
    'employeeId does not fit the pattern of this site',
    'authValue1 does not fit the pattern of this site',
  ])
  assert.deepEqual(errorsOf({ ...anna, employeeId: '?', authValue1: '?' }, { patterns, validate: false }), [])
})

test('a pattern says nothing about a value that is missing', () => {
  const patterns = compilePatterns({ employeeStatus: 'Active', authValue3: 'c' })
  assert.deepEqual(errorsOf({ employeeId: 'E1', authValue1: 'a' }, { patterns }), [])
})

test('without a setting there is no pattern', () => {
  assert.deepEqual(compilePatterns({}), {})
  assert.deepEqual(errorsOf({ ...anna, employeeId: '?!' }), [])
})

test('a field that is no text is an error, as its leading zeros may be lost', () => {
  assert.deepEqual(errorsOf({ ...anna, authValue1: 123 }), ['authValue1 is no text'])
  assert.deepEqual(errorsOf({ ...anna, employeeId: { $ne: null } }), ['employeeId is no text'])
  assert.deepEqual(errorsOf({ ...anna, employeeStatus: true, authValue3: ['x'] }), [
    'employeeStatus is no text',
    'authValue3 is no text',
  ])
})

test('what is no object is an error of its line', () => {
  for (const given of ['E1', 7, true, ['E1', 'Active'], []])
    assert.deepEqual(errorsOf(given), ['the record is no object'])
})

test('what no store gives back unchanged is an error, and so is what is too long', () => {
  assert.deepEqual(errorsOf({ ...anna, employeeId: 'E\u00001' }), [
    'employeeId holds a control character or a broken one',
  ])
  assert.deepEqual(errorsOf({ ...anna, authValue1: '\ud800' }), [
    'authValue1 holds a control character or a broken one',
  ])
  assert.deepEqual(errorsOf({ ...anna, employeeId: 'E'.repeat(65) }), ['employeeId is longer than 64 characters'])
  assert.deepEqual(errorsOf({ ...anna, authValue2: 'x'.repeat(257) }), ['authValue2 is longer than 256 characters'])
  assert.deepEqual(errorsOf({ ...anna, employeeId: 'E'.repeat(64), authValue2: 'x'.repeat(256) }), [])
})

test('inherited fields are not read', () => {
  assert.deepEqual(scrub([Object.create(anna)], 1, rules), [])
})

test('whatever is submitted, no error tells an authentication value', () => {
  const secret = fc.string({ minLength: 6 }).map((text) => `s3cret${text}`)
  const value = fc.oneof(
    secret,
    fc.constant(''),
    secret.map((text) => [text]),
    secret.map((text) => `${text}\u0000`),
  )
  const record = fc.record(
    { employeeId: fc.constantFrom('E1', '', 7), authValue1: value, authValue2: value, authValue3: value },
    { requiredKeys: [] },
  )
  const patterns = compilePatterns({ authValue1: 'never', authValue2: '\\d' })
  fc.assert(
    fc.property(fc.array(record), fc.boolean(), (submitted, validate) => {
      const errors = scrub(submitted, 1, { validate, allowNoAuth: false, patterns }).flatMap((of) => of.errors)
      assert.ok(!errors.join('\n').includes('s3cret'))
    }),
  )
})

test('a hidden record has nothing of its values, and equal values in different places look different', () => {
  const hash = (text: string) => `#${text.length}${text.slice(0, 2)}`
  const hidden = hideRecord(
    { line: 1, employeeId: 'E1', employeeStatus: null, authValues: ['same', 'same', null], errors: [] },
    hash,
  )
  assert.deepEqual(hidden.authValues, ['#61:', '#62:', null])
  assert.deepEqual(hideAuthValues([null, null, null], hash), [null, null, null])
})

test('the whole tuple is named with its empty places, and an empty tuple has no name', () => {
  assert.notEqual(authKey(['a', null, null]), authKey([null, 'a', null]))
  assert.notEqual(authKey(['a', 'b', null]), authKey(['a', null, null]))
  assert.equal(authKey([null, null, null]), null)
})

test('the fields of a record are the page’s', () => {
  assert.deepEqual([...authFields], ['employeeId', 'employeeStatus', 'authValue1', 'authValue2', 'authValue3'])
})
