import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import { createTimeOrderedIds } from '../../core/store/time-ordered-id.ts'
import { makeStaffedStation, runFoyer, startFoyer } from './run-foyer.ts'

const newEventId = createTimeOrderedIds()

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
      const { photos, photosLeft } = JSON.parse(open(file)['database.json'] ?? '')
      return { photos, photosLeft }
    }
    assert.deepEqual(await photosOf(), { photos: null, photosLeft: 0 })
    mkdirSync(join(dir, 'photos'))
    for (const bytes of [3, 4]) writeFileSync(join(dir, 'photos', `${newEventId(Date.now())}.jpg`), Buffer.alloc(bytes))
    writeFileSync(join(dir, 'photos', `${newEventId(Date.now())}.jpg.part`), 'half')
    writeFileSync(join(dir, 'photos', 'holiday.jpg'), 'none of ours')
    assert.deepEqual(await photosOf(), { photos: null, photosLeft: 3 })
    const settings = JSON.parse(readFileSync(join(dir, 'station.json'), 'utf8'))
    writeFileSync(join(dir, 'station.json'), JSON.stringify({ ...settings, photo: { on: true } }))
    assert.deepEqual(await photosOf(), {
      photos: { kept: 2, bytes: 7, taps: null, photographed: null },
      photosLeft: 0,
    })
    assert.equal(readdirSync(join(dir, 'photos')).length, 4, 'nothing is changed there')
  })

  it('are those of the running station where one runs', async (test) => {
    const dir = await makeStaffedStation(test)
    await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const file = join(dir, 'bundle.zip')
    const saved = await runFoyer(['diagnostics', file, '--data', dir])
    assert.equal(saved.code, 0, saved.stderr)
    const inside = open(file)
    assert.doesNotMatch(inside['README.txt'] ?? '', /No station was running/)
    const { storage, photos, photosLeft } = JSON.parse(inside['database.json'] ?? '')
    assert.equal(storage.condition, 'good')
    assert.deepEqual({ photos, photosLeft }, { photos: null, photosLeft: 0 })
  })

  it('are made although station.json is missing or wrong, and say what is wrong with it, but no secret of it', async (test) => {
    const dir = await makeStaffedStation(test)
    const file = join(dir, 'bundle.zip')
    const wrong: [string | null, RegExp][] = [
      [null, /station\.json: there is no such file/],
      ['{"station": {"id": "front-door"', /station\.json: expected .* at line 1/],
      ['{"station": {"id": "front-door", "zone": "hush-hush-1"}}', /station\.zone: expected an IANA/],
    ]
    for (const [content, says] of wrong) {
      if (content === null) rmSync(join(dir, 'station.json'))
      else writeFileSync(join(dir, 'station.json'), content)
      const saved = await runFoyer(['diagnostics', file, '--data', dir])
      assert.equal(saved.code, 0, saved.stderr)
      assert.match(saved.stderr, says)
      const inside = open(file)
      const told = JSON.parse(inside['settings.json'] ?? '')['station.json']
      assert.match(`station.json: ${told}`, says)
      assert.equal(JSON.parse(inside['database.json'] ?? '').rows.person, 3)
      assert.ok(!Object.values(inside).join('').includes('hush-hush'))
    }
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
