import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import { createUploads } from '../../core/files/uploads.ts'
import { upsertPerson } from '../../core/people/people-store.ts'
import { putProfiles } from '../../core/schedule/schedule-store.ts'
import { createConsoleSchedulesHandlers } from '../../core/station/console-schedules-handlers.ts'
import { createTapContext } from '../../core/station/station.ts'
import { somebody } from '../people/somebody.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const linkId = '5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10'
const second = (text: string) => Temporal.Instant.from(text).epochMilliseconds / 1000
const screen = { id: 'window', role: 'screen' as const }
const settings = stationSettings.parse({ station: { id: 'front-door', zone: 'Europe/Berlin' } })

test('a week is told day by day, as long as the clocks make each day, with who is linked and what that means now', async (t) => {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    upsertPerson(db, somebody('E1', { timeProfiles: [linkId] }), 0)
    upsertPerson(db, somebody('E2'), 0)
    const time = { date_from: second('2026-03-02T01:00:00+01:00'), date_to: second('2026-03-02T04:00:00+01:00') }
    const repeat_format = { repeat_type: 'day' as const, repeat_end: { format: 'never' as const } }
    const options = {
      time_options: { is_all_day: false, ...time },
      repeat_options: { repeat_enable: true as const, repeat_format },
    }
    putProfiles(db, [{ link_id: linkId, name: 'Night', ...options }], 0)
  })
  const readClock = () => ({ atMs: 0, monotonicMs: 0, isTrusted: true })
  const uploads = createUploads(store.folder, () => () => {})
  t.after(uploads.close)
  const handlers = createConsoleSchedulesHandlers(createTapContext(store, settings), readClock, uploads)
  // The clocks go forward on Sunday, 29 March 2026, from 02:00 to 03:00.
  const atMs = second('2026-03-25T12:00:00+01:00') * 1000
  const week = await handlers.getScheduleWeek({ of: { type: 'profile', linkId }, atMs }, screen)
  assert.ok(week.type === 'week')
  const hours = week.days.map(({ fromMs, untilMs }) => (untilMs - fromMs) / 3_600_000)
  assert.deepEqual(hours, [24, 24, 24, 24, 24, 24, 23])
  assert.equal(week.days[0]?.date, '2026-03-23')
  const open = week.days.map(({ allowed }) => allowed.reduce((sum, range) => sum + range.untilMs - range.fromMs, 0))
  assert.deepEqual(
    open.map((ms) => Math.floor(ms / 3_600_000)),
    [3, 3, 3, 3, 3, 3, 2],
  )
  const free = await handlers.getScheduleWeek({ of: { type: 'person', employeeNumber: 'E2' }, atMs }, screen)
  assert.ok(free.type === 'week')
  assert.deepEqual(free.days[6]?.allowed, [{ fromMs: free.days[6]?.fromMs, untilMs: free.days[6]?.untilMs }])

  const check = async (employeeNumber: string) => {
    const checked = await handlers.checkBadgeTime({ employeeNumber, atMs }, screen)
    return checked.type === 'checked' ? [checked.time.type, ...checked.profiles.map(({ name }) => name)] : checked.type
  }
  assert.deepEqual(await check('E1'), ['not-now', 'Night'])
  assert.deepEqual(await check('E2'), ['always'])
  assert.equal(await check('E3'), 'unknown-person')
  const linked = await handlers.listProfilePeople({ linkId, offset: 0, limit: 10 }, screen)
  assert.deepEqual(linked, {
    type: 'people',
    total: 1,
    people: [{ employeeNumber: 'E1', displayName: 'Person E1', isActive: true }],
  })
})

test('profiles come from a file that was sent whole, once; what was not understood changes nothing', async (t) => {
  const { store } = openTemporaryStore(t)
  const readClock = () => ({ atMs: 0, monotonicMs: 0, isTrusted: true })
  const uploads = createUploads(store.folder, () => () => {})
  t.after(uploads.close)
  const handlers = createConsoleSchedulesHandlers(createTapContext(store, settings), readClock, uploads)
  const send = async (body: string) => {
    const begun = await uploads.begin('window', 'profiles.json', body.length)
    assert.ok(begun.type === 'begun')
    await uploads.write('window', { id: begun.upload, fromByte: 0, piece: Buffer.from(body) })
    return begun.upload
  }
  const broken = await send('{"list_items": [{}]}')
  assert.deepEqual(await handlers.putUploadedProfiles({ upload: broken }, screen), {
    type: 'not-understood',
    error: 'Wrong Time Profile Uid',
    where: 'item 1, link_id',
  })
  assert.equal((await handlers.putUploadedProfiles({ upload: broken }, screen)).type, 'refused', 'it is gone')
  const other = await send('{"list_items": []}')
  assert.equal((await handlers.putUploadedProfiles({ upload: other }, { ...screen, id: 'other' })).type, 'refused')
})
