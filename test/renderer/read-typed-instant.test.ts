import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CalendarDateTime, fromAbsolute } from '@internationalized/date'
import { readTypedInstant } from '../../renderer/console/read-typed-instant.ts'

const zone = 'Europe/Berlin'
const read = (year: number) => new Date(readTypedInstant(new CalendarDateTime(year, 3, 2, 8), zone)).toISOString()

test('two digits of a year are of this century, and four are the year itself', () => {
  assert.equal(read(26), '2026-03-02T07:00:00.000Z')
  assert.equal(read(2026), '2026-03-02T07:00:00.000Z')
  assert.equal(read(1999), '1999-03-02T07:00:00.000Z')
  assert.match(read(202), /^0202-03-02/)
})

test('a minute that is typed is its beginning, also in the hour that comes twice', () => {
  const second = Date.parse('2026-10-25T01:30:20Z')
  assert.equal(readTypedInstant(fromAbsolute(second, zone), zone), Date.parse('2026-10-25T01:30:00Z'))
})
