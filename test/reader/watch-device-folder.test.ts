import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { watchDeviceFolder } from '../../core/reader/watch-device-folder.ts'
import { makeFolder } from '../store/temporary-folder.ts'

test('a node that comes or goes is a hint, another file is none', { skip: process.platform !== 'linux' }, async (t) => {
  const folder = makeFolder(t)
  let hints = 0
  let heard = Promise.withResolvers<void>()
  const stop = watchDeviceFolder(() => {
    hints += 1
    heard.resolve()
  }, folder)
  assert.ok(stop)
  t.after(stop)
  writeFileSync(join(folder, 'tty0'), '')
  writeFileSync(join(folder, 'hidraw0'), '')
  await heard.promise
  const before = hints
  heard = Promise.withResolvers()
  rmSync(join(folder, 'hidraw0'))
  await heard.promise
  assert.ok(hints > before)
})

test('where the system has no such folder, or is another one, there is no hint', () => {
  assert.equal(
    watchDeviceFolder(() => {}, '/nowhere/at/all', 'linux'),
    null,
  )
  assert.equal(
    watchDeviceFolder(() => {}, '/tmp', 'win32'),
    null,
  )
})
