import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReaderKind } from '../../core/contract/reader-settings.ts'
import type { HidDevice } from '../../core/reader/hid-source.ts'
import { type Assignment, assignDevices, type DeviceReader } from '../../core/reader/match-devices.ts'
import { keyboardReader } from '../fakes/scripted-hid.ts'

const reader = (id: string, more: object = {}, kind: ReaderKind = 'auto'): DeviceReader => ({
  id,
  kind,
  device: { vendorId: 'ffff', productId: '0035', ...more },
})
const device = (node: number, more: Partial<HidDevice> = {}): HidDevice => ({
  ...keyboardReader,
  path: `/dev/hidraw${node}`,
  ...more,
})
const assign = (readers: DeviceReader[], devices: HidDevice[], held: [string, string][] = []) =>
  assignDevices(readers, devices, new Map(held))
const pathOf = (assignment: Assignment | undefined) =>
  assignment?.type === 'device' ? assignment.device.path : assignment?.type

test('two equal readers are told apart by serial number, whatever their order', () => {
  const readers = [reader('in', { serialNumber: 'A' }), reader('out', { serialNumber: 'B' })]
  for (const serials of [
    ['A', 'B'],
    ['B', 'A'],
  ]) {
    const devices = serials.map((serialNumber, node) => device(node, { serialNumber }))
    const assigned = assign(readers, devices)
    assert.equal(pathOf(assigned.get('in')), `/dev/hidraw${serials.indexOf('A')}`)
    assert.equal(pathOf(assigned.get('out')), `/dev/hidraw${serials.indexOf('B')}`)
    assert.ok([...assigned.values()].every((each) => each.type === 'device' && each.doubt === null))
  }
})

test('two readers with one serial number, which is a firmware date, are told apart by their ports', () => {
  const serialNumber = '08FF20140315'
  const readers = [reader('in', { serialNumber, port: '1-1.2' }), reader('out', { serialNumber, port: '1-1.10' })]
  const assigned = assign(readers, [
    device(0, { serialNumber, port: '1-1.10' }),
    device(1, { serialNumber, port: '1-1.2' }),
  ])
  assert.equal(pathOf(assigned.get('in')), '/dev/hidraw1')
  assert.equal(pathOf(assigned.get('out')), '/dev/hidraw0')
})

test('readers of which station.json says the same are shared out by port, and told that they cannot be told apart', () => {
  const readers = [reader('in'), reader('out')]
  const devices = [device(0, { port: '1-1.10' }), device(1, { port: '1-1.2' })]
  for (const listed of [devices, devices.toReversed()]) {
    const assigned = assign(readers, listed)
    assert.equal(pathOf(assigned.get('in')), '/dev/hidraw1')
    assert.equal(pathOf(assigned.get('out')), '/dev/hidraw0')
    const first = assigned.get('in')
    assert.match(
      first?.type === 'device' ? String(first.doubt) : '',
      /"in" and "out" cannot be told apart.*"port" \("1-1/,
    )
  }
})

test('what a reader has open it keeps when an equal one is plugged in or pulled out', () => {
  const readers = [reader('in'), reader('out')]
  const assigned = assign(readers, [device(0, { port: '1-1' }), device(1, { port: '1-2' })], [['in', '/dev/hidraw1']])
  assert.equal(pathOf(assigned.get('in')), '/dev/hidraw1')
  assert.equal(pathOf(assigned.get('out')), '/dev/hidraw0')
})

test('a reader that several devices fit is a fault that says how to tell them', () => {
  const byPort = assign([reader('front')], [device(0, { port: '1-1' }), device(1, { port: '1-2' })]).get('front')
  assert.match(
    byPort?.type === 'fault' ? byPort.why : '',
    /2 devices fit the reader "front"; give each its "port" \("1-1", "1-2"\)/,
  )
  const bySerial = assign([reader('front')], [device(0, { serialNumber: 'A' }), device(1, { serialNumber: 'B' })])
  assert.match(JSON.stringify(bySerial.get('front')), /serialNumber.*A.*B/)
})

test('two readers at one port are one device: the second is a fault', () => {
  const assigned = assign([reader('a', { port: '1-1' }), reader('b', { port: '1-1' })], [device(0, { port: '1-1' })])
  assert.equal(pathOf(assigned.get('a')), '/dev/hidraw0')
  assert.match(JSON.stringify(assigned.get('b')), /same device \(port 1-1\)/)
})

test('who says more precisely what it is chooses first', () => {
  const readers = [reader('any'), reader('at-the-door', { port: '1-2' })]
  const only = assign(readers, [device(0, { port: '1-2' })])
  assert.equal(pathOf(only.get('at-the-door')), '/dev/hidraw0')
  assert.equal(pathOf(only.get('any')), 'absent')
  const both = assign(readers, [device(0, { port: '1-2' }), device(1, { port: '1-1' })])
  assert.equal(pathOf(both.get('any')), '/dev/hidraw1')
})

test('of a device with several interfaces the one is opened that badges come from', () => {
  const port = '1-1'
  const parts = [
    device(0, { port, interface: 2, usages: [{ usagePage: '0001', usage: '0002' }] }),
    device(1, { port, interface: 1, usages: [{ usagePage: '0001', usage: '0006' }] }),
    device(2, { port, interface: 0, usages: [{ usagePage: '0001', usage: '0006' }] }),
    device(3, { port, interface: 3, usages: [{ usagePage: 'ff00', usage: '0001' }] }),
  ]
  assert.equal(pathOf(assign([reader('front')], parts).get('front')), '/dev/hidraw2')
  assert.equal(pathOf(assign([reader('front', {}, 'raw')], parts).get('front')), '/dev/hidraw3')
  assert.equal(pathOf(assign([reader('front', { interface: 1 })], parts).get('front')), '/dev/hidraw1')
  assert.equal(
    pathOf(assign([reader('front', { usagePage: '0001', usage: '0002' })], parts).get('front')),
    '/dev/hidraw0',
  )
})

test('usage page and usage have to fit the same collection, and every other part has to fit as well', () => {
  const listed = [
    device(0, {
      product: 'USB Reader',
      usages: [
        { usagePage: '0001', usage: '0006' },
        { usagePage: '008c', usage: '0002' },
      ],
    }),
  ]
  assert.equal(pathOf(assign([reader('x', { usagePage: '008c', usage: '0006' })], listed).get('x')), 'absent')
  assert.equal(pathOf(assign([reader('x', { usagePage: '008c', usage: '0002' })], listed).get('x')), '/dev/hidraw0')
  assert.equal(pathOf(assign([reader('x', { product: 'USB Reader' })], listed).get('x')), '/dev/hidraw0')
  for (const other of [
    { product: 'Other' },
    { serialNumber: 'A' },
    { port: '1-1' },
    { interface: 1 },
    { vendorId: '0c27' },
  ]) {
    assert.equal(pathOf(assign([reader('x', other)], listed).get('x')), 'absent')
  }
})

test('a driver that names no usage and no text still finds its device', () => {
  const listed = [device(0, { path: '1-1:1.0', usages: [], port: '1-1' })]
  assert.equal(pathOf(assign([reader('front')], listed).get('front')), '1-1:1.0')
})
