/** The station's process as its keeper starts it. */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { handOver } from '../../core/door/hand-over.ts'
import { type WordFromStation, wordFromStation } from '../../core/station/process-protocol.ts'
import { makeFolder } from '../store/temporary-folder.ts'
import { setupWish } from './setup-wish.ts'

const { settings, supervisor } = setupWish
const entry = join(import.meta.dirname, '../../core/station/process.ts')

/** Starts it in an empty folder, and waits until it can be set up there. */
async function startFresh(t: TestContext) {
  const root = makeFolder(t)
  const [dataDir, screensDir] = [join(root, 'data'), join(root, 'screens')]
  for (const dir of [dataDir, screensDir]) mkdirSync(dir)
  writeFileSync(join(screensDir, 'index.html'), '<title>none</title>')
  const child = fork(entry, ['--data', dataDir, '--screens', screensDir], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const words: WordFromStation[] = []
  let heard = Promise.withResolvers<void>()
  child.on('message', (message) => {
    words.push(wordFromStation.parse(message))
    heard.resolve()
    heard = Promise.withResolvers()
  })
  const hear = async (count: number): Promise<WordFromStation[]> => {
    while (words.length < count) await heard.promise
    return words
  }
  await hear(1)
  return { dataDir, hear, ended }
}

test('a process becomes the station that is set up in it, at the same address', async (t) => {
  const { dataDir, hear } = await startFresh(t)
  assert.equal((await handOver(dataDir, 'finishSetup', { settings, supervisor })).type, 'finished')
  const [asking, between, serving] = await hear(3)
  assert.ok(asking?.type === 'ready' && asking.isSetup)
  assert.equal(between?.type, 'set-up')
  assert.ok(serving?.type === 'ready' && !serving.isSetup)
  assert.equal(new URL(serving.url ?? '').port, new URL(asking.url ?? '').port)
})

test('it ends where the station wants another driver than the setup had, because a process has one for good', async (t) => {
  const { dataDir, hear, ended } = await startFresh(t)
  assert.equal(
    (await handOver(dataDir, 'finishSetup', { settings: { ...settings, readerDriver: 'libusb' }, supervisor })).type,
    'finished',
  )
  assert.deepEqual(await ended, [0, null])
  assert.deepEqual(
    (await hear(2)).map(({ type }) => type),
    ['ready', 'set-up'],
  )
})
