import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { backUpNow, listBackups } from '../../core/store/backups.ts'
import { openDatabase } from '../../core/store/database.ts'
import { makeFolder } from './temporary-folder.ts'

const nowMs = Date.parse('2026-03-02T08:00:00.250Z')

it('a backup holds what was committed when it was made, while writing goes on', async (test) => {
  const dir = makeFolder(test)
  const store = openDatabase(join(dir, 'any.sqlite'), 'write')
  store.raw.exec('CREATE TABLE tap (id INTEGER PRIMARY KEY) STRICT; INSERT INTO tap VALUES (1)')
  const backingUp = backUpNow(store, dir, 3, nowMs)
  store.raw.exec('INSERT INTO tap VALUES (2)')
  const outcome = await backingUp
  assert.equal(outcome.type, 'backed-up')
  if (outcome.type !== 'backed-up') return
  assert.equal(outcome.file, join(dir, 'backups', 'foyer-20260302T080000250Z.sqlite'))
  const copy = openDatabase(outcome.file, 'write')
  assert.equal(copy.raw.pragma('quick_check', { simple: true }), 'ok')
  assert.ok(copy.read.prepare('SELECT 1 FROM tap WHERE id = 1').get())
  copy.close()
  store.close()
})

it('the newest are kept and the rest deleted, and nothing else in the folder is', async (test) => {
  const dir = makeFolder(test)
  const store = openDatabase(join(dir, 'any.sqlite'), 'write')
  store.raw.exec('CREATE TABLE tap (id INTEGER PRIMARY KEY) STRICT')
  mkdirSync(join(dir, 'backups'))
  writeFileSync(join(dir, 'backups', 'my own notes.txt'), 'keep me')
  for (const minute of [0, 1, 2, 3, 4]) await backUpNow(store, dir, 2, nowMs + minute * 60_000)
  assert.deepEqual(
    listBackups(dir).map(({ atMs }) => atMs),
    [nowMs + 240_000, nowMs + 180_000],
  )
  assert.deepEqual(readdirSync(join(dir, 'backups')).sort(), [
    'foyer-20260302T080300250Z.sqlite',
    'foyer-20260302T080400250Z.sqlite',
    'my own notes.txt',
  ])
  store.close()
})

it('a backup that cannot be written is an answer and leaves nothing behind', async (test) => {
  const dir = makeFolder(test)
  const store = openDatabase(join(dir, 'any.sqlite'), 'write')
  // A file where the folder should be.
  writeFileSync(join(dir, 'backups'), '')
  const outcome = await backUpNow(store, dir, 2, nowMs)
  assert.equal(outcome.type, 'failed')
  assert.deepEqual(listBackups(dir), [])
  store.close()
})

it('closing the store in the middle of a backup ends it without a trace', async (test) => {
  const dir = makeFolder(test)
  const store = openDatabase(join(dir, 'any.sqlite'), 'write')
  // More pages than are copied at a time.
  store.raw.exec(
    'CREATE TABLE tap (id INTEGER PRIMARY KEY, filling BLOB); INSERT INTO tap VALUES (1, zeroblob(4000000))',
  )
  const backingUp = backUpNow(store, dir, 2, nowMs)
  store.close()
  assert.deepEqual(await backingUp, { type: 'interrupted' })
  assert.deepEqual(readdirSync(join(dir, 'backups')), [])
})
