import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import { listWindowReaders } from '../../core/station/window-readers.ts'

const station = { id: 'door', zone: 'Europe/Berlin' }
const device = { vendorId: '0c27', productId: '3bfa' }

test('readers without a device type into the window; the first of them is also whoever types there by hand', () => {
  const { readers } = stationSettings.parse({
    station,
    readers: [
      { id: 'usb', device },
      { id: 'left', window: { prefix: ';', suffix: '?\n', minLength: 10, maxLength: 10 } },
      { id: 'right' },
    ],
  })
  assert.deepEqual(listWindowReaders(readers), [
    { id: 'left', prefix: ';', suffix: '?\n', minLength: 10, maxLength: 10, charMs: 50, gapMs: 120 },
    { id: 'right', prefix: '', suffix: null, minLength: 6, maxLength: 64, charMs: 50, gapMs: 120 },
  ])
})

test('where there is none, a number can be typed all the same', () => {
  const { readers } = stationSettings.parse({ station, readers: [{ id: 'usb', device }] })
  assert.deepEqual(
    listWindowReaders(readers).map(({ id }) => id),
    ['keyboard'],
  )
})

test('settings of the window that contradict themselves are refused', () => {
  const refused: Record<string, unknown>[][] = [
    [{ id: 'a', device, window: {} }],
    [
      { id: 'a', window: { prefix: ';' } },
      { id: 'b', window: { prefix: ';' } },
    ],
    [{ id: 'a', window: { minLength: 3 } }],
    [{ id: 'a', window: { minLength: 9, maxLength: 8 } }],
    [{ id: 'a', window: { charMs: 200, gapMs: 100 } }],
    [{ id: 'a', window: { prefix: 'ä' } }],
    [{ id: 'a', window: { suffix: '\n?' } }],
  ]
  for (const readers of refused) {
    assert.equal(stationSettings.safeParse({ station, readers }).success, false, JSON.stringify(readers))
  }
  assert.ok(
    stationSettings.safeParse({ station, readers: [{ id: 'a', window: { prefix: ';', minLength: 1 } }] }).success,
  )
})
