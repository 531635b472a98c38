import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createPhotoFolder } from '../../core/photo/photo-folder.ts'
import { createTimeOrderedIds } from '../../core/store/time-ordered-id.ts'

const morning = Date.parse('2026-03-02T07:00:00Z')
const newEventId = createTimeOrderedIds()
const none = new Set<string>()

function open(t: TestContext) {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-photo-folder-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return { photos: createPhotoFolder(dir), folder: join(dir, 'photos') }
}

test('a folder that is not there holds no photo, and one that cannot be read is not taken for empty', async (t) => {
  const { photos, folder } = open(t)
  assert.deepEqual(await photos.list(none), [])
  assert.equal(await photos.removeAll(), null)
  writeFileSync(folder, 'a file in the place of the folder')
  await assert.rejects(photos.list(none), /ENOTDIR/)
  await assert.rejects(photos.removeAll(), /ENOTDIR/)
})

test('a photo whose size the disk does not say is no photo that was cut short: it stays', {
  skip: process.platform === 'win32' && 'links are the administrator’s there',
}, async (t) => {
  const { photos, folder } = open(t)
  const [eventId, cutShort] = [newEventId(morning), newEventId(morning + 1)]
  await photos.write(eventId, Buffer.from('photo'))
  const file = join(folder, `${eventId}.jpg`)
  renameSync(file, join(folder, 'elsewhere'))
  symlinkSync(file, file)
  writeFileSync(join(folder, `${cutShort}.jpg`), '')
  assert.deepEqual(await photos.list(none), [{ eventId, atMs: morning, bytes: null }])
  assert.deepEqual(readdirSync(folder).sort(), [`${eventId}.jpg`, 'elsewhere'])
  rmSync(file)
  renameSync(join(folder, 'elsewhere'), file)
  assert.deepEqual(await photos.list(none), [{ eventId, atMs: morning, bytes: 5 }])
})
