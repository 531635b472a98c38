import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { type FolderLocking, findFolderOwner, lockFolder } from '../../core/store/folder-lock.ts'
import { makeFolder } from './temporary-folder.ts'

it('a folder has one owner, and whoever comes second is told which process that is', async (test) => {
  const dir = makeFolder(test)
  const child = await holdFolder(test, dir)
  assert.deepEqual(lockFolder(dir, 'second'), { type: 'taken', owner: { pid: child.pid, purpose: 'test' } })
  assert.deepEqual(findFolderOwner(dir), { isTaken: true, owner: { pid: child.pid, purpose: 'test' } })
})

it('a lock dies with its process, even by SIGKILL', async (test) => {
  const dir = makeFolder(test)
  const child = await holdFolder(test, dir)
  child.kill('SIGKILL')
  await once(child, 'exit')
  release(lockFolder(dir, 'next'))
})

it('a released folder can be had again, in the same process too', (test) => {
  const dir = makeFolder(test)
  release(lockFolder(dir, 'first'))
  assert.deepEqual(findFolderOwner(dir), { isTaken: false, owner: null })
  release(lockFolder(dir, 'second'))
})

it('two locks in one process exclude each other', (test) => {
  const dir = makeFolder(test)
  const first = lockFolder(dir, 'first')
  assert.deepEqual(lockFolder(dir, 'second'), { type: 'taken', owner: { pid: process.pid, purpose: 'first' } })
  release(first)
})

it('looking whether a folder is owned leaves nothing behind', (test) => {
  const dir = makeFolder(test)
  assert.deepEqual(findFolderOwner(dir), { isTaken: false, owner: null })
  release(lockFolder(dir, 'first'))
})

it('a central service does not shut a station out of the same folder', (test) => {
  const dir = makeFolder(test)
  const central = lockFolder(dir, 'central', 'central-lock.sqlite')
  release(lockFolder(dir, 'station'))
  release(central)
})

it('a folder that is not there is said to be missing', (test) => {
  const dir = join(makeFolder(test), 'nowhere')
  const locking = lockFolder(dir, 'first')
  assert.equal(locking.type === 'failed' && locking.fault.type, 'missing')
})

const skip = process.platform === 'win32' ? 'Windows deletes no file that is open' : false

it('a lock whose file was deleted is noticed and taken again, and keeps others out anew', { skip }, (test) => {
  const dir = makeFolder(test)
  const locking = lockFolder(dir, 'first')
  assert.ok(locking.type === 'locked')
  assert.deepEqual(locking.lock.look(), { type: 'held' })
  rmSync(join(dir, 'lock.sqlite'))
  assert.deepEqual(locking.lock.look(), { type: 'taken-again' })
  assert.deepEqual(locking.lock.look(), { type: 'held' })
  assert.deepEqual(lockFolder(dir, 'second'), { type: 'taken', owner: { pid: process.pid, purpose: 'first' } })
  locking.lock.release()
  release(lockFolder(dir, 'second'))
})

it('a lock in whose place another program has put its own is lost until that one ends', { skip }, async (test) => {
  const [dir, other] = [makeFolder(test), makeFolder(test)]
  const locking = lockFolder(dir, 'first')
  assert.ok(locking.type === 'locked')
  const child = await holdFolder(test, other)
  renameSync(join(other, 'lock.sqlite'), join(dir, 'lock.sqlite'))
  assert.deepEqual(locking.lock.look(), { type: 'lost', owner: { pid: child.pid, purpose: 'test' } })
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.deepEqual(locking.lock.look(), { type: 'taken-again' })
  locking.lock.release()
})

async function holdFolder(test: TestContext, dir: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'hold-folder.ts'), dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  test.after(() => child.kill('SIGKILL'))
  const [said] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  assert.equal(String(said), 'locked\n')
  return child
}

function release(locking: FolderLocking): void {
  assert.equal(locking.type, 'locked')
  if (locking.type === 'locked') locking.lock.release()
}
