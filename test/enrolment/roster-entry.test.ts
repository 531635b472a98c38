import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RosterColumn } from '../../core/enrolment/roster-columns.ts'
import { type ReadEntry, readEntry } from '../../core/enrolment/roster-entry.ts'

type Values = Partial<Record<RosterColumn, string>>

function read(values: Values): ReadEntry & { type: 'read' } {
  const entry = readEntry({ employeeNumber: 'E1', displayName: 'Anna', ...values })
  assert.equal(entry.type, 'read', entry.type === 'wrong' ? entry.reasons.join() : '')
  return entry as ReadEntry & { type: 'read' }
}

function reasons(values: Values): string[] {
  const entry = readEntry({ employeeNumber: 'E1', displayName: 'Anna', ...values })
  return entry.type === 'wrong' ? entry.reasons : []
}

test('all columns but the first two are optional, and a column that is absent says nothing', () => {
  assert.deepEqual(read({}), {
    type: 'read',
    person: { employeeNumber: 'E1', displayName: 'Anna' },
    card: null,
    authValues: [null, null, null],
  })
})

test('values are trimmed, and a blank one means none', () => {
  const { person } = read({
    employeeNumber: ' E1 ',
    displayName: '\tAnna ',
    email: '  ',
    uniqueId: '',
    timeProfiles: ' ',
  })
  assert.deepEqual(person, { employeeNumber: 'E1', displayName: 'Anna', email: null, uniqueId: null, timeProfiles: [] })
})

test('a blank status or Active is active, in any case, and anything else is inactive', () => {
  for (const status of ['', ' ', 'Active', 'ACTIVE', 'active ']) assert.equal(read({ status }).person.isActive, true)
  for (const status of ['Inactive', 'no', 'Terminated', 'activ', 'Aktiv', '1']) {
    assert.equal(read({ status }).person.isActive, false)
  }
})

test('a missing employee number or name is an error', () => {
  assert.deepEqual(reasons({ employeeNumber: ' ' }), ['employeeNumber is missing'])
  assert.deepEqual(reasons({ displayName: '' }), ['displayName is missing'])
  assert.deepEqual(readEntry({ email: 'a' }), {
    type: 'wrong',
    employeeNumber: null,
    reasons: ['employeeNumber is missing', 'displayName is missing'],
  })
})

test('every fault of an entry is named, and whom it is about', () => {
  assert.deepEqual(readEntry({ employeeNumber: 'E1', displayName: '', uniqueId: 'x', cardType: '1.5' }), {
    type: 'wrong',
    employeeNumber: 'E1',
    reasons: ['displayName is missing', 'uniqueId "x" is not a whole number', 'cardType "1.5" is not a whole number'],
  })
})

test('numbers are digits alone', () => {
  for (const cardNumber of ['12a', '-1', '1.0', '1,5', '1e3', '0x1F', '１２', '1 2', 'NaN', 'Infinity']) {
    assert.equal(reasons({ cardNumber }).length, 1, cardNumber)
  }
  assert.equal(read({ cardNumber: '0012345678' }).card?.internalNumber, 12345678)
  assert.equal(read({ cardNumber: '281474976710655' }).card?.internalNumber, 2 ** 48 - 1)
  assert.equal(reasons({ cardNumber: '281474976710656' }).length, 1)
  assert.equal(reasons({ uniqueId: '9007199254740993' }).length, 1, 'a number that could not be kept exactly')
})

test('over-long values and control characters are errors that do not repeat the value', () => {
  assert.deepEqual(reasons({ displayName: 'x'.repeat(201) }), ['displayName is longer than 200 characters'])
  assert.deepEqual(reasons({ employeeNumber: 'E'.repeat(65) }), ['employeeNumber is longer than 64 characters'])
  assert.deepEqual(reasons({ email: 'a\u0000b' }), ['email holds a control character or a broken one'])
  assert.deepEqual(reasons({ displayName: 'A\nB' }), ['displayName holds a control character or a broken one'])
  assert.deepEqual(reasons({ displayName: 'A\ud800' }), ['displayName holds a control character or a broken one'])
  const [secret] = reasons({ authValue1: `s3cret\u0007` })
  assert.ok(secret && !secret.includes('s3cret'))
})

test('an EM4100 card is one card however its number is written', () => {
  const whole = read({ cardFormat: 'em4100', cardNumber: '0012345678' }).card
  assert.deepEqual(read({ cardFormat: 'EM4100', facilityCode: '188', cardNumber: '24910' }).card, whole)
  assert.deepEqual(read({ cardFormat: 'em4100', facilityCode: '188', cardNumber: '12345678' }).card, whole)
  assert.deepEqual([whole?.facilityCode, whole?.internalNumber], [null, 12345678])
  assert.deepEqual(reasons({ cardFormat: 'em4100', facilityCode: '7', cardNumber: '12345678' }), [
    'facilityCode 7 contradicts cardNumber 12345678',
  ])
})

test('known formats are kept in their own spelling, an unknown one is an error', () => {
  for (const format of ['em4100', 'H10301', 'H10302', 'H10304', 'H10306', 'C1k35s', 'C1k48s', 'P10001', 'csn']) {
    assert.equal(read({ cardFormat: format.toLowerCase(), cardNumber: '5' }).card?.format, format)
  }
  assert.equal(read({ cardFormat: '', cardNumber: '5' }).card?.format, null)
  assert.match(reasons({ cardFormat: 'N10002', cardNumber: '5' })[0] ?? '', /"N10002" is not known; known are em4100, /)
})

test('a number that its format cannot hold is an error', () => {
  assert.deepEqual(reasons({ cardFormat: 'H10301', facilityCode: '256', cardNumber: '1' }), [
    'facilityCode 256 is larger than 255',
  ])
  assert.deepEqual(reasons({ cardFormat: 'H10301', facilityCode: '255', cardNumber: '65536' }), [
    'cardNumber 65536 is larger than 65535',
  ])
  assert.deepEqual(reasons({ cardFormat: 'H10301', facilityCode: '255', cardNumber: '65535' }), [])
})

test('a serial is upper-case hex, and a card may be known by its serial alone', () => {
  assert.deepEqual(read({ cardFormat: 'csn', externalCardNumber: '04:a1-b2 c3' }).card, {
    systemId: null,
    facilityCode: null,
    internalNumber: null,
    externalNumber: '04A1B2C3',
    format: 'csn',
    cardType: null,
  })
  assert.equal(reasons({ cardFormat: 'csn', externalCardNumber: '04A' }).length, 1)
  assert.equal(read({ externalCardNumber: 'K 30015' }).card?.externalNumber, 'K 30015', 'what is printed stays')
})

test('a format, type, facility or system without a number names no card', () => {
  assert.equal(read({ cardFormat: 'em4100', cardType: '2', systemId: 'S', facilityCode: '1' }).card, null)
})

test('time profiles are link ids in any order and case, each once', () => {
  const a = '8375fb13-cce4-4cf1-8280-7bad9e6cb16f'
  const b = '00000000-0000-4000-8000-000000000001'
  assert.deepEqual(read({ timeProfiles: `${a.toUpperCase()}; ${b};;${a}` }).person.timeProfiles, [b, a])
  assert.deepEqual(reasons({ timeProfiles: `${a},${b}` }).length, 1)
  assert.deepEqual(reasons({ timeProfiles: 'office' }), ['timeProfiles holds "office", which is no link id (a UUID)'])
})

test('an EM4100 number that no reader types is an error of its line', () => {
  assert.deepEqual(reasons({ cardFormat: 'em4100', cardNumber: '4294967296' }), [
    'cardNumber 4294967296 is larger than 4294967295',
  ])
  assert.deepEqual(reasons({ cardFormat: 'em4100', cardNumber: '00012345678' }), [
    'cardNumber has more than the 10 digits of an EM4100 number',
  ])
  assert.deepEqual(reasons({ cardFormat: 'em4100', cardNumber: '4294967295' }), [])
})

test('a language is its code alone, whatever country follows it; what is no code is an error', () => {
  const read = (language: string) => readEntry({ employeeNumber: 'E1', displayName: 'Ada', language })
  const languageOf = (text: string) => {
    const entry = read(text)
    return entry.type === 'read' ? entry.person.language : entry.reasons
  }
  assert.deepEqual(['de', 'DE_at', 'zh-Hant-TW', 'pl', ''].map(languageOf), ['de', 'de', 'zh', 'pl', null])
  assert.deepEqual(languageOf('French please'), ['language "French please" is no code of a language, such as "de"'])
})
