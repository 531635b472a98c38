import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeFolder } from '../store/temporary-folder.ts'

const entry = join(import.meta.dirname, '../../core/station/process.ts')

test('a station that cannot start says why before it ends, whatever the reason', async (t) => {
  const screensDir = makeFolder(t)
  const withoutScreens = ['--demo', '--screens', screensDir]
  for (const [given, why] of [
    [[], /without --data and without --demo/],
    [withoutScreens, /screens/],
  ] as const) {
    const child = fork(entry, given, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    const words: unknown[] = []
    child.on('message', (word) => words.push(word))
    const [code] = await once(child, 'exit')
    assert.equal(code, 1)
    assert.equal(words.length, 1)
    const [word] = words as { type: string; why: string }[]
    assert.equal(word?.type, 'cannot-start')
    assert.match(word?.why ?? '', why)
  }
})
