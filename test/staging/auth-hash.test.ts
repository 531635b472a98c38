import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { authKeyFileName, openAuthHash } from '../../core/staging/auth-hash.ts'
import { stageAuthData } from '../../core/staging/stage-auth-data.ts'
import { importRoster } from '../../core/station/import-roster.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

test('the hash is HMAC-SHA-256 with 32 random bytes of an owner-only file of the data folder', (t) => {
  const { store } = openTemporaryStore(t)
  const hashing = openAuthHash(store)
  assert.ok(hashing.type === 'ready')
  const file = join(store.folder, authKeyFileName)
  const key = readFileSync(file)
  assert.equal(key.length, 32)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.equal(hashing.hash('x'), createHmac('sha256', key).update('x').digest('base64url'))
})

test('two folders have two keys, and one folder keeps its own', (t) => {
  const [one, other] = [openTemporaryStore(t).store, openTemporaryStore(t).store]
  const hashes = [one, other, one].map((store) => {
    const hashing = openAuthHash(store)
    assert.ok(hashing.type === 'ready')
    return hashing.hash('x')
  })
  assert.equal(hashes[0], hashes[2])
  assert.notEqual(hashes[0], hashes[1])
})

test('a key that became readable for others is closed again', (t) => {
  const { store } = openTemporaryStore(t)
  openAuthHash(store)
  const file = join(store.folder, authKeyFileName)
  chmodSync(file, 0o644)
  assert.equal(openAuthHash(store).type, 'ready')
  assert.equal(statSync(file).mode & 0o777, 0o600)
})

test('a key that is missing, cut off or another’s is told, and nothing is staged with a new one', async (t) => {
  const { store } = openTemporaryStore(t)
  openAuthHash(store)
  const file = join(store.folder, authKeyFileName)
  const spoil = [
    () => rmSync(file),
    () => writeFileSync(file, Buffer.alloc(31)),
    () => writeFileSync(file, Buffer.alloc(32)),
  ]
  for (const spoilIt of spoil) {
    spoilIt()
    const staged = await stageAuthData(
      { store, thresholds: {}, patterns: {}, nowMs: 0 },
      { employee: [{ employeeId: 'A', authValue1: 'x' }] },
    )
    assert.ok(staged.type === 'wrong')
    assert.match(staged.message, /auth-key/)
  }
})

test('a roster without authentication values needs no key', async (t) => {
  const { store, write } = openTemporaryStore(t)
  openAuthHash(store)
  rmSync(join(store.folder, authKeyFileName))
  const columns = 'employeeNumber,displayName,authValue1\n'
  const plain = { store, file: write('roster', `${columns}E1,Anna,\n`), isApproved: true, nowMs: 0 }
  assert.equal((await importRoster(plain)).type, 'imported')
  const secret = { ...plain, file: write('roster', `${columns}E1,Anna,x\n`) }
  assert.equal((await importRoster(secret)).type, 'wrong')
})

test('a key of which only a part was written before anything was hashed is replaced', (t) => {
  const { store } = openTemporaryStore(t)
  writeFileSync(join(store.folder, authKeyFileName), Buffer.alloc(3))
  assert.equal(openAuthHash(store).type, 'ready')
  assert.equal(readFileSync(join(store.folder, authKeyFileName)).length, 32)
})
