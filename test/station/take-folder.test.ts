import assert from 'node:assert/strict'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { writeDoorFile } from '../../core/door/hand-over.ts'
import { takeFolder } from '../../core/station/take-folder.ts'
import { startFoyer } from '../cli/run-foyer.ts'
import { makeFolder } from '../store/temporary-folder.ts'

const ownerToken = 'ab'.repeat(16)
/** Of no process. */
const nobodysPid = 2 ** 30

/** A program that takes connections and says nothing. */
async function listen(t: TestContext): Promise<number> {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

async function isTaken(dir: string): Promise<boolean> {
  const locking = await takeFolder(dir, 'test')
  if (locking.type === 'locked') locking.lock.release()
  return locking.type === 'taken'
}

test('a folder whose lock was deleted is taken as long as the station that runs there answers', {
  skip: process.platform === 'win32',
}, async (t) => {
  const dir = makeFolder(t)
  const station = await startFoyer(t, ['start', '--demo', '--data', dir, '--shell', 'none'])
  rmSync(join(dir, 'lock.sqlite'))
  assert.ok(await isTaken(dir))
  await station.stop()
  assert.ok(!(await isTaken(dir)))
})

test('an address that a station left when it was killed takes nobody the folder', async (t) => {
  const dir = makeFolder(t)
  writeDoorFile(dir, { url: 'http://127.0.0.1:1/', ownerToken, pid: process.pid })
  assert.ok(!(await isTaken(dir)))
})

test('a station that is too busy to answer has its folder as long as its process lives', async (t) => {
  const dir = makeFolder(t)
  const url = `http://127.0.0.1:${await listen(t)}/`
  writeDoorFile(dir, { url, ownerToken, pid: process.pid })
  assert.ok(await isTaken(dir))
  writeDoorFile(dir, { url, ownerToken, pid: nobodysPid })
  assert.ok(!(await isTaken(dir)))
})
