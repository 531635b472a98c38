import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  orderToStation,
  readStationArguments,
  stationArguments,
  wordFromStation,
} from '../../core/station/process-protocol.ts'

test('what the shell writes on the command line, the station reads back', () => {
  for (const choice of [
    { type: 'demo', dataDir: null },
    { type: 'demo', dataDir: '/tmp/a demo' },
    { type: 'data', dataDir: '/srv/the door' },
  ] as const) {
    assert.deepEqual(readStationArguments(['node', 'process.js', ...stationArguments(choice)]), choice)
  }
})

test('a data folder wins over the demonstration, and nothing stated is nothing', () => {
  assert.deepEqual(readStationArguments(['--demo', '--data', 'x']), { type: 'data', dataDir: 'x' })
  assert.equal(readStationArguments(['--data']), null)
  assert.equal(readStationArguments(['--inspect']), null)
})

test('a word that neither side knows is refused', () => {
  assert.equal(orderToStation.safeParse({ type: 'open-door', door: 1, extra: 1 }).success, false)
  assert.equal(wordFromStation.safeParse({ type: 'ready' }).success, false)
  assert.equal(wordFromStation.safeParse({ type: 'ready', url: null }).success, true)
})
