import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCentralFolder } from '../../core/central/central-folder.ts'
import { readClockEvents } from '../../core/central/export-clock-store.ts'
import { clock, openCentral, person, temporaryFolder } from './open-central.ts'

test('every accepted event comes out once, in order, while the service runs and after it has stopped', async (t) => {
  const central = await openCentral(t)
  await clock(central, [{ username: 'ada', occurredAt: '2026-03-02T08:00:00+01:00' }], 'key-1')
  await clock(central, [{ username: 'nobody' }], 'key-2')
  await clock(central, [{ username: 'ada', occurredAt: '2026-03-02T16:30:00+01:00' }])
  await clock(central, [{ username: 'E-2', occurredAt: '2026-03-02T07:15:00.250Z', forceClockIn: true }], 'key-3')
  const expected = [
    { employeeNumber: 'E-1', kind: 'in', occurredAt: '2026-03-02T07:00:00.000Z', idempotencyKey: 'key-1' },
    { employeeNumber: 'E-1', kind: 'out', occurredAt: '2026-03-02T15:30:00.000Z', idempotencyKey: null },
    { employeeNumber: 'E-2', kind: 'force-in', occurredAt: '2026-03-02T07:15:00.250Z', idempotencyKey: 'key-3' },
  ]
  assert.deepEqual([...readClockEvents(central.dataDir)], expected)
  await central.close()
  assert.deepEqual([...readClockEvents(central.dataDir)], expected)
})

test('reading goes on from what it began with while more is accepted, and may stop anywhere', async (t) => {
  const people = Array.from({ length: 100 }, (_, i) => person(`E-${i}`))
  const central = await openCentral(t, { people })
  const data = people.map((each) => ({ username: each.employeeNumber }))
  await clock(central, data)
  const events = readClockEvents(central.dataDir)
  assert.equal(events.next().value?.employeeNumber, 'E-0')
  await clock(central, data)
  assert.equal([...events].length, 99)
  for (const event of readClockEvents(central.dataDir)) {
    assert.equal(event.kind, 'in')
    break
  }
  assert.equal([...readClockEvents(central.dataDir)].length, 200)
})

test('a folder without a service’s file is named, and nothing is made there', (t) => {
  const folder = temporaryFolder(t)
  assert.throws(() => readClockEvents(folder).next(), /holds no central\.sqlite/)
  assert.equal(isCentralFolder(folder), false)
})
