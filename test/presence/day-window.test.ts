import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDayWindow, wholeDay } from '../../core/presence/day-window.ts'

test('a window is read as it is written', () => {
  assert.deepEqual(parseDayWindow('08:00-18:30'), { fromMinute: 480, untilMinute: 1110 })
  assert.deepEqual(parseDayWindow('00:00-24:00'), wholeDay)
  assert.deepEqual(parseDayWindow('23:59-24:00'), { fromMinute: 1439, untilMinute: 1440 })
})

test('a window that is none, or ends before it begins, is refused', () => {
  for (const text of [
    '',
    '8:00-18:00',
    '08:00',
    '18:00-08:00',
    '08:00-08:00',
    '08:00-24:01',
    '25:00-26:00',
    '08:60-18:00',
    ' 08:00-18:00',
  ]) {
    assert.equal(parseDayWindow(text), null, text)
  }
})
