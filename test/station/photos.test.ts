import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import { createPhotoFolder, type PhotoFolder } from '../../core/photo/photo-folder.ts'
import { createPhotos, photoWithinMs } from '../../core/station/photos.ts'
import type { DecidedTap } from '../../core/station/tap-context.ts'
import { createTimeOrderedIds } from '../../core/store/time-ordered-id.ts'
import { makeJpeg } from '../photo/make-jpeg.ts'

const dayMs = 86_400_000
const morning = Date.parse('2026-03-02T07:00:00Z')
const screen = { id: 'window', role: 'screen' } as const
const newEventId = createTimeOrderedIds()

/** On a folder of its own, with a clock that stands still until it is set. */
function open(
  t: TestContext,
  photo: Record<string, unknown> = {},
  more: Partial<PhotoFolder> | ((real: PhotoFolder) => Partial<PhotoFolder>) = {},
) {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-photos-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const time = { nowMs: morning, isTrusted: true }
  const readClock = () => ({ atMs: time.nowMs, monotonicMs: time.nowMs, isTrusted: time.isTrusted })
  const faults: string[] = []
  const real = createPhotoFolder(dir)
  const start = (settings: Record<string, unknown> = photo) =>
    createPhotos({
      settings: stationSettings.parse({ station: { id: 'door', zone: 'UTC' }, photo: { on: true, ...settings } }).photo,
      folder: { ...real, ...(typeof more === 'function' ? more(real) : more) },
      readClock,
      onFault: (fault) => faults.push(fault.type === 'not-deleted' ? `${fault.type} ${fault.count}` : fault.type),
    })
  const photos = start()
  const tap = (outcome: DecidedTap['decision']['outcome'] = 'in', from = photos): string => {
    const eventId = newEventId(time.nowMs)
    from.remember({ decision: { eventId, outcome }, cardId: 1, personId: 1 } as DecidedTap)
    return eventId
  }
  const keep = async (eventId: string, jpeg = makeJpeg(), to = photos): Promise<string> => {
    const answer = await to.keep({ eventId, jpeg: jpeg.toString('base64') })
    return answer.type === 'kept' ? 'kept' : answer.why
  }
  const folder = join(dir, 'photos')
  const files = (): string[] => (existsSync(folder) ? readdirSync(folder).sort() : [])
  return { dir, folder, time, faults, photos, start, tap, keep, files }
}

test('the first photo of a tap of the last seconds is kept, for its owner alone, and read again', async (t) => {
  const { folder, photos, tap, keep, files } = open(t)
  const eventId = tap()
  assert.equal(photos.has(eventId), false)
  const jpeg = makeJpeg()
  const [first, second] = await Promise.all([keep(eventId, jpeg), keep(eventId, makeJpeg({ bytes: 900 }))])
  assert.deepEqual([first, second], ['kept', 'kept-already'], 'two windows show the same tap')
  assert.equal(await keep(eventId), 'kept-already')
  assert.deepEqual(files(), [`${eventId}.jpg`])
  assert.equal(photos.has(eventId), true)
  assert.deepEqual(Buffer.from((await photos.read(eventId)) ?? []), jpeg)
  if (process.platform === 'win32') return
  assert.equal(statSync(join(folder, `${eventId}.jpg`)).mode & 0o777, 0o600)
  assert.equal(statSync(folder).mode & 0o777, 0o700)
})

test('there is no photo of what was refused or repeated, of no tap of here, or of one that is over', async (t) => {
  const { time, tap, keep, files } = open(t)
  assert.equal(await keep(tap('refused')), 'no-tap')
  assert.equal(await keep(tap('repeat')), 'no-tap')
  assert.equal(await keep(newEventId(morning)), 'no-tap')
  assert.equal(await keep('../../station'), 'no-tap')
  const early = tap('out')
  time.nowMs += photoWithinMs
  assert.equal(await keep(early), 'kept')
  const late = tap()
  time.nowMs += photoWithinMs + 1
  assert.equal(await keep(late), 'no-tap')
  assert.deepEqual(files(), [`${early}.jpg`])
})

test('what is no JPEG, or too large a one in bytes or in pixels, is not kept', async (t) => {
  const { tap, keep, files } = open(t, { maxKilobytes: 10 })
  const eventId = tap()
  assert.equal(await keep(eventId, Buffer.from('<svg/>')), 'not-a-jpeg')
  assert.equal(await keep(eventId, makeJpeg({ bytes: 10_001 })), 'too-large')
  assert.equal(await keep(eventId, makeJpeg({ width: 1281 })), 'too-large')
  assert.equal(await keep(eventId, makeJpeg({ height: 65_535 })), 'too-large')
  assert.equal(await keep(eventId, makeJpeg({ width: 1280, height: 1280, bytes: 10_000 })), 'kept')
  assert.deepEqual(files(), [`${eventId}.jpg`])
})

test('after the days that are set a photo is not shown any more, and its file is gone with the next sweep', async (t) => {
  const { time, photos, tap, keep, files } = open(t, { keepDays: 3 })
  const old = tap()
  await keep(old)
  time.nowMs += dayMs
  const young = tap()
  await keep(young)
  time.nowMs = morning + 3 * dayMs - 1
  await photos.sweep()
  assert.equal(files().length, 2)
  time.nowMs += 1
  assert.deepEqual([photos.has(old), await photos.read(old)], [false, null])
  await photos.sweep()
  assert.deepEqual(files(), [`${young}.jpg`])
  assert.equal(photos.report()?.kept, 1)
})

test('a station that starts knows what is there; what came back from a copy of the folder goes by its age', async (t) => {
  const { folder, time, start, tap, keep, files } = open(t, { keepDays: 3 })
  const kept = tap()
  await keep(kept)
  time.nowMs += 2 * dayMs
  const photos = start()
  const old = newEventId(morning - 2 * dayMs)
  writeFileSync(join(folder, `${old}.jpg`), makeJpeg())
  writeFileSync(join(folder, `${newEventId(time.nowMs)}.jpg`), '')
  writeFileSync(join(folder, `${newEventId(time.nowMs)}.jpg.part`), 'half')
  writeFileSync(join(folder, 'notes.txt'), 'not ours')
  await photos.sweep()
  assert.deepEqual(files(), [`${kept}.jpg`, 'notes.txt'])
  assert.equal(photos.has(kept), true)
  assert.notEqual(await photos.read(kept), null)
  rmSync(join(folder, `${kept}.jpg`))
  await photos.sweep()
  assert.deepEqual([photos.has(kept), photos.report()?.bytes], [false, 0])
})

test('a photo from a future that the clock has come back from is deleted, unless the clock itself is in doubt', async (t) => {
  const { time, photos, tap, keep, files } = open(t)
  time.nowMs += 900 * dayMs
  await keep(tap())
  time.nowMs = morning
  time.isTrusted = false
  await photos.sweep()
  assert.equal(files().length, 1)
  time.isTrusted = true
  await photos.sweep()
  assert.deepEqual(files(), [])
})

test('over the bound the oldest go, and never the one that has just come', async (t) => {
  const { time, photos, tap, keep, files } = open(t, { maxMegabytes: 1, maxKilobytes: 200 })
  const taps: string[] = []
  for (let index = 0; index < 7; index++) {
    time.nowMs += 1000
    taps.push(tap())
    assert.equal(await keep(taps.at(-1) ?? '', makeJpeg({ bytes: 200_000 })), 'kept')
  }
  assert.deepEqual(
    files(),
    taps.slice(2).map((eventId) => `${eventId}.jpg`),
  )
  assert.deepEqual([photos.report()?.kept, photos.report()?.bytes], [5, 1_000_000])
})

/** Lists of a folder that are handed over only when they are let go. */
function holdLists() {
  const found = Promise.withResolvers<void>()
  const letGo = Promise.withResolvers<void>()
  const more = (real: PhotoFolder): Partial<PhotoFolder> => ({
    list: async (writing) => {
      const photos = await real.list(writing)
      found.resolve()
      await letGo.promise
      return photos
    },
  })
  return { more, found: found.promise, letGo: letGo.resolve }
}

test('a photo that is kept while the folder is listed for the first time is not taken for the oldest', async (t) => {
  const held = holdLists()
  const { time, photos, start, tap, keep, files } = open(t, { maxMegabytes: 1, maxKilobytes: 200 }, held.more)
  const jpeg = makeJpeg({ bytes: 200_000 })
  const taps: string[] = []
  const keepNext = async (to = photos) => {
    time.nowMs += 1000
    const eventId = tap('in', to)
    taps.push(eventId)
    assert.equal(await keep(eventId, jpeg, to), 'kept')
  }
  for (let index = 0; index < 4; index++) await keepNext()
  const anew = start()
  const swept = anew.sweep()
  await held.found
  await keepNext(anew)
  held.letGo()
  await swept
  assert.equal(anew.report()?.oldestAtMs, morning + 1000)
  await keepNext(anew)
  assert.deepEqual(
    files(),
    taps.slice(1).map((eventId) => `${eventId}.jpg`),
  )
})

test('a photo that is dropped while the folder is listed is not there afterwards, known before or not', async (t) => {
  const held = holdLists()
  const { start, tap, keep, files } = open(t, {}, held.more)
  const [known, unknown] = [tap(), tap()] as const
  await keep(unknown)
  const anew = start()
  anew.remember({ decision: { eventId: known, outcome: 'in' } } as DecidedTap)
  await keep(known, makeJpeg(), anew)
  const swept = anew.sweep()
  await held.found
  await Promise.all([anew.drop(known), anew.drop(unknown)])
  held.letGo()
  await swept
  const { kept, bytes } = anew.report() ?? {}
  assert.deepEqual([kept, bytes, files()], [0, 0, []])
})

test('a tap that was taken back has no photo, also when it is taken back while the photo is written', async (t) => {
  const { photos, tap, keep, files } = open(t)
  const first = tap()
  await keep(first)
  await photos.drop(first)
  const second = tap()
  await Promise.all([keep(second), photos.drop(second)])
  assert.deepEqual(files(), [])
  assert.equal(photos.report()?.kept, 0)
})

test('on a disk that is nearly full, or broken, no photo is kept, and it is told', async (t) => {
  const full = open(t, {}, { freeBytes: async () => 200_000_000 })
  assert.equal(await full.keep(full.tap()), 'disk-full')
  assert.equal(full.photos.report()?.fault, 'disk-full')
  const broken = open(t)
  writeFileSync(broken.folder, 'a file in the place of the folder')
  const eventId = broken.tap()
  assert.equal(await broken.keep(eventId), 'not-stored')
  assert.deepEqual([broken.photos.has(eventId), broken.photos.report()?.fault], [false, 'not-stored'])
  rmSync(broken.folder)
  assert.equal(await broken.keep(eventId), 'kept', 'it may come again')
  assert.equal(broken.photos.report()?.fault, null)
})

test('where the setting is off nothing is taken, and what was there is deleted', async (t) => {
  const { dir, folder, start, tap, keep } = open(t)
  await keep(tap())
  const photos = start({ on: false })
  const eventId = tap('in', photos)
  assert.equal(await keep(eventId, makeJpeg(), photos), 'off')
  assert.deepEqual([photos.report(), photos.has(eventId), await photos.read(eventId)], [null, false, null])
  await photos.sweep()
  assert.equal(existsSync(folder), false)
  mkdirSync(folder)
  writeFileSync(join(folder, 'notes.txt'), 'not ours')
  await photos.sweep()
  assert.deepEqual(readdirSync(dir), ['photos'], 'what is not ours stays')
})

test('a disk that does not answer for a moment costs no photo', async (t) => {
  const disk = { fault: null as Error | null }
  const { photos, faults, tap, keep, files } = open(t, {}, (real) => ({
    list: async (writing) => {
      if (disk.fault !== null) throw disk.fault
      return (await real.list(writing)).map((found) => ({ ...found, bytes: null }))
    },
  }))
  const eventId = tap()
  await keep(eventId)
  const before = photos.report()
  await photos.sweep()
  assert.deepEqual([photos.report(), faults], [before, []], 'how large it is was known')
  disk.fault = new Error('EIO')
  await photos.sweep()
  assert.deepEqual(photos.report(), { ...before, fault: 'not-deleted' })
  assert.deepEqual([photos.has(eventId), files(), faults], [true, [`${eventId}.jpg`], ['not-deleted null']])
  disk.fault = null
  await photos.sweep()
  assert.deepEqual(photos.report(), before)
})

test('one that cannot be deleted keeps no other, is told, and goes when it can', async (t) => {
  const stuck = new Set<string>()
  const { time, photos, faults, tap, keep, files } = open(t, { keepDays: 1 }, (real) => ({
    remove: async (eventId) => {
      if (stuck.has(eventId)) throw new Error('EPERM')
      await real.remove(eventId)
    },
  }))
  const [first, second, takenBack] = [tap(), tap(), tap()] as const
  for (const eventId of [first, second, takenBack]) await keep(eventId)
  stuck.add(first).add(takenBack)
  await photos.drop(takenBack)
  assert.deepEqual([photos.has(takenBack), faults], [false, ['not-deleted 1']])
  time.nowMs += dayMs
  await photos.sweep()
  assert.deepEqual(files(), [`${first}.jpg`, `${takenBack}.jpg`].sort())
  const fresh = tap()
  await keep(fresh)
  assert.equal(photos.report()?.fault, 'not-deleted', 'a new one that is kept makes none of it good')
  assert.deepEqual(faults, ['not-deleted 1', 'not-deleted 2'])
  stuck.clear()
  await photos.sweep()
  assert.deepEqual([files(), photos.report()?.fault], [[`${fresh}.jpg`], null])
})

test('where the setting is off and some cannot be deleted, the others are, and how many are left is told', async (t) => {
  const { folder, faults, start, tap, keep, files } = open(t)
  const [first, second] = [tap(), tap()] as const
  await keep(first)
  await keep(second)
  // A folder in the place of a photo is what not even root removes as a file.
  rmSync(join(folder, `${first}.jpg`))
  mkdirSync(join(folder, `${first}.jpg`))
  const photos = start({ on: false })
  assert.equal(photos.left(), 0)
  await photos.sweep()
  assert.deepEqual([files(), photos.left(), faults], [[`${first}.jpg`], 1, ['not-deleted 1']])
  rmSync(folder, { recursive: true })
  writeFileSync(folder, 'a file in the place of the folder')
  await photos.sweep()
  assert.deepEqual([photos.left(), photos.report()], [null, null])
  rmSync(folder)
  await photos.sweep()
  assert.deepEqual([photos.left(), faults.length], [0, 2])
})

test('how the cameras are is kept as long as their screens are there', (t) => {
  const { photos, time } = open(t)
  assert.deepEqual(photos.report()?.cameras, [])
  photos.tellCamera(screen, { state: 'absent' })
  photos.tellCamera({ ...screen, id: 'second' }, { state: 'ready' })
  time.nowMs += 5
  photos.tellCamera(screen, { state: 'ready' })
  const at = (sinceMs: number) => ({ state: 'ready', sinceMs })
  assert.deepEqual(photos.report()?.cameras, [at(morning + 5), at(morning)])
  photos.leave('window')
  assert.deepEqual(photos.report()?.cameras, [at(morning)])
})

test('how many taps have a photo is counted', async (t) => {
  const { photos, tap, keep } = open(t)
  tap()
  await keep(tap())
  assert.deepEqual([photos.report()?.taps, photos.report()?.photographed], [2, 1])
})
