import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openBrowserDoor } from '../../core/door/browser-door.ts'
import {
  doorFilePath,
  handOver,
  reachStation,
  readDoorFile,
  removeDoorFile,
  writeDoorFile,
} from '../../core/door/hand-over.ts'
import { createFakeStation, deafLog } from '../fakes/fake-station.ts'

const root = mkdtempSync(join(tmpdir(), 'foyer-hand-over-'))
const screensDir = join(root, 'screens')
mkdirSync(screensDir)
writeFileSync(join(screensDir, 'index.html'), '<!doctype html>')
after(() => rmSync(root, { recursive: true, force: true }))

const ownerToken = 'ab'.repeat(16)

function newDataDir(): string {
  return mkdtempSync(join(root, 'data-'))
}

async function openDoor(station = createFakeStation()) {
  const door = await openBrowserDoor({
    api: station,
    port: 0,
    screensDir,
    screenToken: 'cd'.repeat(16),
    ownerToken,
    log: deafLog,
  })
  if (door.type !== 'open') throw new Error(door.type)
  return door
}

test('a command reaches the station that runs on the folder, as its owner', async () => {
  const dataDir = newDataDir()
  const door = await openDoor()
  writeDoorFile(dataDir, { url: door.url, ownerToken })
  assert.deepEqual(await handOver(dataDir, 'syncOnce', {}), { type: 'synced', counts: {} })

  const reached = await reachStation(dataDir)
  assert.equal(reached.type, 'reached')
  if (reached.type === 'reached') {
    const answers = await Promise.all(['0000000001', '0000000002'].map((line) => reached.call('replayLine', { line })))
    const numbers = answers.map((answer) => (answer.type === 'decided' ? answer.decisions[0]?.badge?.cardNumber : null))
    assert.deepEqual(numbers, [1, 2])
    reached.close()
  }
  await door.close()
})

test('the file is for its owner only, and is replaced as a whole', { skip: process.platform === 'win32' }, () => {
  const dataDir = newDataDir()
  writeFileSync(doorFilePath(dataDir), 'old', { mode: 0o644 })
  writeDoorFile(dataDir, { url: 'http://127.0.0.1:1/', ownerToken })
  assert.equal(statSync(doorFilePath(dataDir)).mode & 0o777, 0o600)
  assert.deepEqual(readDoorFile(dataDir), { url: 'http://127.0.0.1:1/', ownerToken })
  removeDoorFile(dataDir, '12'.repeat(16))
  assert.notEqual(readDoorFile(dataDir), null, 'that of another station stays')
  removeDoorFile(dataDir, ownerToken)
  removeDoorFile(dataDir, ownerToken)
  assert.equal(readDoorFile(dataDir), null)
})

test("the screen's token, which the door's address carries, does not get into the file", () => {
  const dataDir = newDataDir()
  writeDoorFile(dataDir, { url: `http://127.0.0.1:1/#${'cd'.repeat(16)}`, ownerToken })
  assert.doesNotMatch(readFileSync(doorFilePath(dataDir), 'utf8'), /cdcd|#/)
  assert.deepEqual(readDoorFile(dataDir), { url: 'http://127.0.0.1:1/', ownerToken })
})

test('no file, a broken file and the file of a dead station all mean that no station runs', async () => {
  const dataDir = newDataDir()
  const notRunning = async () => (await handOver(dataDir, 'getStatus', {})).type
  assert.equal(await notRunning(), 'not-running')
  for (const content of ['', '{', '{"url":"https://example.org","ownerToken":"ab"}', '[]']) {
    writeFileSync(doorFilePath(dataDir), content)
    assert.equal(await notRunning(), 'not-running', content)
  }
  const door = await openDoor()
  await door.close()
  writeDoorFile(dataDir, { url: door.url, ownerToken })
  assert.equal(await notRunning(), 'not-running')
})

test('a token of another station is not let in', async () => {
  const dataDir = newDataDir()
  const door = await openDoor()
  writeDoorFile(dataDir, { url: door.url, ownerToken: '99'.repeat(16) })
  const answer = await handOver(dataDir, 'getStatus', {})
  assert.equal(answer.type, 'not-running')
  assert.match(answer.type === 'not-running' ? answer.why : '', /401/)
  await door.close()
})

test('a station that dies over a call leaves the caller with "lost", not with a hang', async () => {
  const dataDir = newDataDir()
  const asked = Promise.withResolvers<void>()
  const door = await openDoor(
    createFakeStation({
      syncOnce: () => {
        asked.resolve()
        return new Promise(() => {})
      },
    }),
  )
  writeDoorFile(dataDir, { url: door.url, ownerToken })
  const answer = handOver(dataDir, 'syncOnce', {})
  await asked.promise
  await door.close()
  assert.equal((await answer).type, 'lost')
})
