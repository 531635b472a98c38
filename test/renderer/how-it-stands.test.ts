import assert from 'node:assert/strict'
import { test } from 'node:test'
import { howItStands, networkOf } from '../../renderer/console/sync/how-it-stands.ts'

const silent = { isConfigured: true, waiting: 0, refused: 0, heldUp: null, lastAnswer: null }
const lastAnswer = { atMs: 0, outcome: 'delivered', words: null, delivered: 1, refused: 0 } as const

test('nothing is claimed of a service that has never answered', () => {
  assert.equal(howItStands(silent), 'notAsked')
  assert.equal(howItStands({ ...silent, waiting: 1 }), 'firstAnswer', 'also while the first request hangs')
  assert.equal(howItStands({ ...silent, lastAnswer }), 'well')
  assert.equal(networkOf({ network: 'online', upstreams: [silent] }), 'unproven')
  assert.equal(networkOf({ network: 'online', upstreams: [{ ...silent, lastAnswer }] }), 'online')
  assert.equal(networkOf({ network: 'online', upstreams: [{ ...silent, lastAnswer }, silent] }), 'unproven')
  assert.equal(
    networkOf({
      network: 'online',
      upstreams: [
        { ...silent, lastAnswer },
        { ...silent, isConfigured: false },
      ],
    }),
    'online',
    'what is not set up is not asked',
  )
  assert.equal(networkOf({ network: 'offline', upstreams: [silent] }), 'offline')
})

test('what needs somebody comes before what is not known yet', () => {
  const heldUp = { cause: 'unreachable', why: 'no answer', failures: 1, nextTryAtMs: 0 } as const
  assert.equal(howItStands({ ...silent, heldUp }), 'heldUp')
  assert.equal(howItStands({ ...silent, heldUp: { ...heldUp, cause: 'configuration' } }), 'needsOperator')
  assert.equal(howItStands({ ...silent, refused: 1, lastAnswer }), 'needsPerson')
  assert.equal(howItStands({ ...silent, isConfigured: false, waiting: 1 }), 'notConfigured')
})
