import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Caller } from '../../core/contract/contract.ts'
import { answerLater } from '../../core/station/answer-later.ts'

const caller: Caller = { id: 'window', role: 'owner' }

function countReads() {
  let reads = 0
  const later = answerLater(['pullOnce'], async () => {
    reads += 1
    return { pullOnce: async () => ({ type: 'pulled', counts: {} }) }
  })
  return { later, reads: () => reads }
}

test('code is read when it is first asked for, and once', async () => {
  const { later, reads } = countReads()
  assert.equal(reads(), 0)
  const answers = await Promise.all([later.handlers.pullOnce({}, caller), later.handlers.pullOnce({}, caller)])
  assert.deepEqual(answers, [
    { type: 'pulled', counts: {} },
    { type: 'pulled', counts: {} },
  ])
  assert.equal(reads(), 1)
})

test('code that was read before is there for the first who asks', async () => {
  const { later, reads } = countReads()
  await later.load()
  await later.handlers.pullOnce({}, caller)
  assert.equal(reads(), 1)
})

test('code that could not be read is read by the next who asks', async () => {
  let reads = 0
  const later = answerLater(['pullOnce'], async () => {
    reads += 1
    if (reads <= 2) throw new Error('EMFILE: too many open files')
    return { pullOnce: async () => ({ type: 'pulled', counts: {} }) }
  })
  await assert.rejects(later.load(), /EMFILE/)
  await assert.rejects(later.handlers.pullOnce({}, caller), /EMFILE/)
  assert.deepEqual(await later.handlers.pullOnce({}, caller), { type: 'pulled', counts: {} })
  assert.equal(reads, 3)
})
