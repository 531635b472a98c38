import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import { makeStaffedStation, runFoyer, startFoyer } from './run-foyer.ts'

const open = (file: string) =>
  Object.fromEntries(Object.entries(unzipSync(readFileSync(file))).map(([name, bytes]) => [name, strFromU8(bytes)]))

describe('diagnostics', () => {
  it('are saved of a folder whose station does not run, for the owner alone, and name nobody', async (test) => {
    const dir = await makeStaffedStation(test)
    const file = join(dir, 'bundle.zip')
    const saved = await runFoyer(['diagnostics', file, '--data', dir])
    assert.deepEqual([saved.code, saved.stderr], [0, ''])
    assert.equal(statSync(file).mode & 0o077, 0)
    const inside = open(file)
    assert.match(inside['README.txt'] ?? '', /No station was running/)
    const { rows, fault, storage } = JSON.parse(inside['database.json'] ?? '')
    assert.deepEqual([rows.person, fault], [3, null])
    assert.ok(storage.fileBytes > 0 && !('folder' in storage))
    for (const told of ['api-1', 'Ada', dir]) assert.ok(!Object.values(inside).join('').includes(told), told)
  })

  it('count the photos that lie in the folder, also where none are taken any more', async (test) => {
    const dir = await makeStaffedStation(test)
    const photosOf = async () => {
      const file = join(dir, 'bundle.zip')
      const saved = await runFoyer(['diagnostics', file, '--data', dir])
      assert.equal(saved.code, 0, saved.stderr)
      return JSON.parse(open(file)['database.json'] ?? '').photos
    }
    assert.equal(await photosOf(), null)
    mkdirSync(join(dir, 'photos'))
    for (const bytes of [3, 4]) writeFileSync(join(dir, 'photos', `${randomUUID()}.jpg`), Buffer.alloc(bytes))
    assert.deepEqual(await photosOf(), { kept: 2, bytes: 7 })
  })

  it('are those of the running station where one runs', async (test) => {
    const dir = await makeStaffedStation(test)
    await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const file = join(dir, 'bundle.zip')
    const saved = await runFoyer(['diagnostics', file, '--data', dir])
    assert.equal(saved.code, 0, saved.stderr)
    const inside = open(file)
    assert.doesNotMatch(inside['README.txt'] ?? '', /No station was running/)
    assert.equal(JSON.parse(inside['database.json'] ?? '').storage.condition, 'good')
  })

  it('are refused in words where they cannot be written', async (test) => {
    const dir = await makeStaffedStation(test)
    const file = join(dir, 'nowhere', 'bundle.zip')
    const saved = await runFoyer(['diagnostics', file, '--data', dir])
    assert.equal(saved.code, 1)
    assert.match(saved.stderr, /^The archive cannot be written: /)
    assert.ok(!existsSync(file))
  })
})
