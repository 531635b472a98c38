import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { backUpNow } from '../../core/store/backups.ts'
import { lockFolder } from '../../core/store/folder-lock.ts'
import { openStationFile } from '../../core/store/station-file.ts'
import { makeFolder } from './temporary-folder.ts'

const modeOf = (path: string): number => statSync(path).mode & 0o777
const hasNoModes = { skip: process.platform === 'win32' && 'there are no such modes' }

function openStation(dir: string) {
  const locking = lockFolder(dir, 'test')
  assert.equal(locking.type, 'locked')
  const opening = openStationFile(locking.lock, 0)
  assert.equal(opening.type, 'opened', JSON.stringify(opening))
  const { store } = opening.stationFile
  const close = () => {
    store.close()
    locking.lock.release()
  }
  return { store, close }
}

test('what a station writes is its owner’s alone, the log and the backups too', hasNoModes, async (t) => {
  const dir = makeFolder(t)
  const { store, close } = openStation(dir)
  assert.equal((await backUpNow(store, dir, 8, 0)).type, 'backed-up')
  const names = readdirSync(dir).filter((name) => name !== 'backups')
  for (const name of ['foyer.sqlite', 'foyer.sqlite-wal', 'lock.sqlite']) assert.ok(names.includes(name), name)
  for (const name of names) assert.equal(modeOf(join(dir, name)), 0o600, name)
  assert.equal(modeOf(join(dir, 'backups')), 0o700)
  const backups = readdirSync(join(dir, 'backups'))
  assert.equal(backups.length, 1)
  for (const name of backups) assert.equal(modeOf(join(dir, 'backups', name)), 0o600, name)
  close()
  assert.equal(modeOf(join(dir, 'foyer.check.json')), 0o600)
})

test('what an earlier version left open to all is closed at the next start, and nothing else', hasNoModes, (t) => {
  const dir = makeFolder(t)
  openStation(dir).close()
  mkdirSync(join(dir, 'backups'))
  const ours = ['foyer.sqlite', 'foyer-damaged-20260302T080000000Z.sqlite', 'backups/foyer-20260302T080000000Z.sqlite']
  for (const name of ours.slice(1)) writeFileSync(join(dir, name), '')
  const theirs = ['station.json', 'notes.txt', 'roster.csv']
  for (const name of theirs) writeFileSync(join(dir, name), '{}')
  const outside = join(makeFolder(t), 'elsewhere.sqlite')
  writeFileSync(outside, '')
  symlinkSync(outside, join(dir, 'foyer-copy.sqlite'))
  for (const path of [...[...ours, ...theirs].map((name) => join(dir, name)), outside]) chmodSync(path, 0o644)
  chmodSync(join(dir, 'backups'), 0o755)
  openStation(dir).close()
  for (const name of ours) assert.equal(modeOf(join(dir, name)), 0o600, name)
  assert.equal(modeOf(join(dir, 'backups')), 0o700)
  for (const name of theirs) assert.equal(modeOf(join(dir, name)), 0o644, name)
  assert.equal(modeOf(outside), 0o644)
})
