import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import { putProfiles } from '../../core/schedule/schedule-store.ts'
import { createConsoleEnrolmentHandlers } from '../../core/station/console-enrolment-handlers.ts'
import { importRoster } from '../../core/station/import-roster.ts'
import { deskMs, openDesk } from '../staging/auth-desk.ts'

const settings = stationSettings.parse({ station: { id: 'front-door', zone: 'Europe/Berlin' } })
const linkId = '5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10'
const unknownLink = '11111111-33a4-4a8e-9b51-6d6a3c5f7d10'
const header = 'employeeNumber,displayName,email,status,cardNumber,timeProfiles\n'
const before = `${header}E1,Anna Ahlers,,Active,11,\nE2,Ben Brandt,,Active,22,\n`

test('every record of a batch names its person, what changes by names, and of somebody new all that they bring', async (t) => {
  const { store, write, change } = openDesk(t)
  const handlers = createConsoleEnrolmentHandlers(store, settings)
  await importRoster({ store, file: write('before', before), isApproved: true, nowMs: deskMs })
  change((db) => {
    const time_options = { is_all_day: true, date_from: 1_772_406_000, date_to: 1_772_406_000 }
    const repeat_format = { repeat_type: 'day' as const, repeat_end: { format: 'never' as const } }
    const repeat_options = { repeat_enable: true as const, repeat_format }
    putProfiles(db, [{ link_id: linkId, name: 'Night shift', time_options, repeat_options }], 0)
  })
  const lines = [
    `E1,Anna Ahlers,,Active,22,${linkId};${unknownLink}`,
    'E2,Ben Brandt,,Inactive,,',
    `E3,Cleo Costa,cleo@example.com,Active,33,${linkId}`,
    ',Dora,,Active,,',
  ]
  const file = write('now', `${header}${lines.join('\n')}\n`)
  const staged = await importRoster({ store, file, isApproved: false, nowMs: deskMs })
  assert.ok(staged.type === 'imported' && staged.batch)
  const shown = await handlers.getBatch({ batch: staged.batch })
  assert.ok(shown.type === 'batch')
  assert.deepEqual(shown.concerned, {
    becomeInactive: [{ employeeNumber: 'E2', displayName: 'Ben Brandt', cards: ['22'] }],
    loseTimeProfiles: [],
  })
  const preview = shown.batch.preview ?? ''
  const page = { batch: staged.batch, preview, verdict: null, after: -1, limit: 100 }
  const listed = await handlers.listBatchRecords(page)
  assert.ok(listed.type === 'records')
  assert.deepEqual(
    listed.records.map(({ employeeId, displayName, verdict }) => [employeeId, displayName, verdict]),
    [
      ['E1', 'Anna Ahlers', 'update'],
      ['E2', 'Ben Brandt', 'update'],
      ['E3', 'Cleo Costa', 'new'],
      [null, null, 'error'],
    ],
  )
  const changes = listed.records.map(({ differences }) =>
    differences.map(({ field, card, before: from, after: to }) => [field, card, from, to]),
  )
  assert.deepEqual(changes, [
    [
      ['timeProfiles', null, null, `${unknownLink}, Night shift`],
      ['card', '22', 'Ben Brandt (E2)', 'Anna Ahlers (E1)'],
    ],
    [['status', null, 'Active', 'Inactive']],
    [
      ['email', null, null, 'cleo@example.com'],
      ['timeProfiles', null, null, 'Night shift'],
      ['card', '33', null, null],
    ],
    [],
  ])
})

test('a record of authentication data names the person whom the station knows by its number, and shows no value', async (t) => {
  const { store, write, stage } = openDesk(t)
  const handlers = createConsoleEnrolmentHandlers(store, settings)
  await importRoster({ store, file: write('before', before), isApproved: true, nowMs: deskMs })
  const { fileLogId } = await stage([
    { employeeId: 'E1', authValue1: 'top-secret' },
    { employeeId: 'X', authValue1: 'another' },
  ])
  const shown = await handlers.getBatch({ batch: fileLogId })
  const preview = shown.type === 'batch' ? (shown.batch.preview ?? '') : ''
  const listed = await handlers.listBatchRecords({ batch: fileLogId, preview, verdict: null, after: -1, limit: 100 })
  assert.ok(listed.type === 'records')
  assert.deepEqual(
    listed.records.map(({ displayName }) => displayName),
    ['Anna Ahlers', null],
  )
  assert.doesNotMatch(JSON.stringify(listed), /top-secret|another/)
})
