import assert from 'node:assert/strict'
import { dirname } from 'node:path'
import { type TestContext, test } from 'node:test'
import { iterateAudit } from '../../core/audit/audit-store.ts'
import { stationSettings } from '../../core/contract/settings.ts'
import { createPhotoFolder } from '../../core/photo/photo-folder.ts'
import { replayedReading } from '../../core/station/clock.ts'
import { createConsoleHoursHandlers } from '../../core/station/console-hours-handlers.ts'
import { createConsolePhotoHandlers } from '../../core/station/console-photo-handlers.ts'
import { createPhotos } from '../../core/station/photos.ts'
import { makeJpeg } from '../photo/make-jpeg.ts'
import { minute, monday, open } from './attendance-desk.ts'

const jpeg = makeJpeg().toString('base64')

/** E1 came in with a photo and left without one. */
async function openPhotos(t: TestContext) {
  const desk = open(t)
  const time = { nowMs: monday }
  const readClock = () => replayedReading(time.nowMs)
  const settings = stationSettings.parse({
    station: { id: 'door', zone: 'UTC' },
    photo: { on: true, keepDays: 2 },
  }).photo
  const file = String(desk.store.read.prepare<{ file: string }>('PRAGMA database_list').get()?.file)
  const photos = createPhotos({ settings, folder: createPhotoFolder(dirname(file)), readClock, onFault: () => {} })
  const came = desk.tap(1, monday)
  photos.remember({ decision: came, cardId: 1, personId: 1 })
  await photos.keep({ eventId: String(came.eventId), jpeg })
  const left = desk.tap(1, monday + 10 * minute)
  return {
    ...desk,
    time,
    came: String(came.eventId),
    left: String(left.eventId),
    handlers: createConsolePhotoHandlers(desk.context, readClock, photos),
    hours: createConsoleHoursHandlers(desk.context, readClock, photos.has),
    audit: () =>
      [...iterateAudit(desk.store.read)].map(({ action, actorNumber, subject }) => [action, actorNumber, subject]),
  }
}

test('a supervisor sees the photo of a tap, and every look is in the audit trail', async (t) => {
  const { handlers, came, audit } = await openPhotos(t)
  const before = audit().length
  assert.deepEqual(await handlers.getPhoto({ eventId: came, by: 'BOSS' }), { type: 'photo', jpeg })
  assert.deepEqual(await handlers.getPhoto({ eventId: came }), { type: 'photo', jpeg })
  assert.deepEqual(audit().slice(before), [
    ['photo.view', 'BOSS', 'E1'],
    ['photo.view', null, 'E1'],
  ])
})

test('nobody else sees one, and what was not shown is not in the trail', async (t) => {
  const { handlers, came, left, time, audit } = await openPhotos(t)
  const before = audit().length
  assert.equal((await handlers.getPhoto({ eventId: came, by: 'E2' })).type, 'refused')
  assert.equal((await handlers.getPhoto({ eventId: came, by: 'nobody' })).type, 'refused')
  for (const eventId of [left, 'unknown', '../../foyer']) {
    assert.deepEqual(await handlers.getPhoto({ eventId, by: 'BOSS' }), { type: 'no-photo' })
  }
  time.nowMs += 2 * 86_400_000
  assert.deepEqual(await handlers.getPhoto({ eventId: came, by: 'BOSS' }), { type: 'no-photo' }, 'its time is over')
  assert.equal(audit().length, before)
})

test('somebody’s week says of each tap whether there is a photo', async (t) => {
  const { hours, time } = await openPhotos(t)
  time.nowMs += 20 * minute
  const answer = await hours.getHours({ employeeNumber: 'E1' })
  assert.ok(answer.type === 'hours')
  assert.deepEqual(
    answer.periods.flatMap(({ marks }) => marks.map(({ kind, hasPhoto }) => [kind, hasPhoto])),
    [
      ['in', true],
      ['out', false],
    ],
  )
})
