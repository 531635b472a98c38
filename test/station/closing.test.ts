import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClosing } from '../../core/station/closing.ts'

test('the last is let go of first, and all of it once', async () => {
  const closing = createClosing((error) => assert.fail(String(error)))
  const done: string[] = []
  for (const name of ['lock', 'store', 'door']) closing.add(() => void done.push(name))
  await closing.close()
  await closing.close()
  assert.deepEqual(done, ['door', 'store', 'lock'])
})

test('whoever closes a second time waits for the same end', async () => {
  const closing = createClosing((error) => assert.fail(String(error)))
  const sync = Promise.withResolvers<void>()
  const ended: string[] = []
  closing.add(() => void ended.push('lock'))
  closing.add(() => sync.promise)
  const first = closing.close().then(() => ended.push('first'))
  const second = closing.close().then(() => ended.push('second'))
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(ended, [])
  sync.resolve()
  await Promise.all([first, second])
  assert.deepEqual(ended.toSorted(), ['first', 'lock', 'second'])
})

test('a step that fails is told, and keeps none of the others from being taken', async () => {
  const faults: unknown[] = []
  const closing = createClosing((error) => faults.push(error))
  const done: string[] = []
  const [thrown, rejected] = [new Error('thrown'), new Error('rejected')]
  closing.add(() => void done.push('lock'))
  closing.add(() => {
    throw thrown
  })
  closing.add(async () => {
    throw rejected
  })
  await closing.close()
  assert.deepEqual([done, faults], [['lock'], [rejected, thrown]])
})
