import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compare, type ToldRow } from './ordeal-kind.ts'

const row = (key: string, state: ToldRow['state'], reason: string | null = null): ToldRow => ({
  key,
  fence: 'person:1',
  state,
  reason,
  payload: {},
  employeeNumber: 'E1',
})
const rows = [row('a', 'delivered'), row('b', 'delivered'), row('c', 'refused', 'not known'), row('d', 'withdrawn')]
const told = new Map([['E1', ['a', 'b']]])

test('what is at the service in the order in which it was told is in order', () => {
  const verdict = compare(rows, told, new Map([['E1', ['a', 'b']]]))
  const counts = { made: 4, delivered: 2, refused: 1, withdrawn: 1, waiting: 0, lost: 0, doubled: 0, wrong: 0 }
  assert.deepEqual(verdict, { ...counts, faults: [] })
})

test('what is not there is lost, though the station believes that it was delivered', () => {
  const { delivered, lost, faults } = compare(rows, told, new Map([['E1', ['b']]]))
  assert.deepEqual({ delivered, lost, faults }, { delivered: 1, lost: 1, faults: ['lost: a of E1'] })
})

test('what is there more often than it was told is doubled, and so is what was never told', () => {
  const { doubled, faults } = compare(rows, told, new Map([['E1', ['a', 'b', 'b', 'd']]]))
  assert.deepEqual({ doubled, faults }, { doubled: 2, faults: ['doubled: b of E1', 'doubled: d of E1'] })
})

test('another order is wrong', () => {
  assert.equal(compare(rows, told, new Map([['E1', ['b', 'a']]])).wrong, 1)
})

test('what is refused has to say why', () => {
  assert.equal(compare([row('a', 'refused')], new Map(), new Map()).wrong, 1)
})

test('what still waits is counted, and what the station has no row for is lost', () => {
  const { made, waiting, lost } = compare([row('a', 'waiting'), row('b', 'in-flight')], new Map(), new Map(), ['c'])
  assert.deepEqual({ made, waiting, lost }, { made: 3, waiting: 2, lost: 1 })
})
