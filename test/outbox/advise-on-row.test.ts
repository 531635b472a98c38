import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adviseOnRow } from '../../core/outbox/advise-on-row.ts'

const waiting = { state: 'waiting', reason: null, answer: null, attempts: 0, follows: null, isUnknown: false } as const

test('a waiting row goes out by itself, unless its upstream waits for an operator', () => {
  assert.equal(adviseOnRow(waiting), 'Nothing: it goes out by itself.')
  assert.equal(adviseOnRow(waiting, { cause: 'busy', why: 'status 503' }), 'Nothing: it goes out by itself.')
  const advice = adviseOnRow(waiting, { cause: 'configuration', why: 'INVALID API KEY' })
  assert.match(advice, /^An operator is needed \(INVALID API KEY\): put right .* and restart the station/)
})
