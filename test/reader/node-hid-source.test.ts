import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Device } from 'node-hid'
import type { HidFault } from '../../core/reader/hid-source.ts'
import { createNodeHidSource, type NodeHid } from '../../core/reader/node-hid-source.ts'

/** Behaves as node-hid 3.4.0 was measured to behave, traps and all. */
function trappedNodeHid(t: TestContext) {
  const devices: TrappedDevice[] = []
  const drivers: string[] = []
  class TrappedDevice extends EventEmitter {
    isReading = false
    closed = 0
    constructor() {
      super()
      devices.push(this)
      this.on('newListener', (name: string) => {
        if (name !== 'data') return
        // A second listener for data starts a second reading, which ends the process.
        if (this.isReading) throw new TypeError('read is already running')
        this.isReading = true
      })
    }
    async close() {
      this.closed += 1
      if (this.closed > 1) throw new TypeError('device is already closed')
    }
    async sendFeatureReport(report: number[] | Buffer) {
      return report.length
    }
    async getFeatureReport(_id: number, length: number) {
      return Buffer.alloc(length)
    }
  }
  let failure: unknown = null
  let loads = 0
  const list: Device[] = []
  const nodeHid: NodeHid = {
    devicesAsync: async () => {
      if (failure) throw failure
      return list
    },
    setDriverType: (type) => void drivers.push(type),
    HIDAsync: {
      open: async () => {
        if (failure) throw failure
        return new TrappedDevice()
      },
    },
  }
  const source = createNodeHidSource({
    driver: 'hidraw',
    platform: 'linux',
    readPort: (path) => (path === '/dev/hidraw1' ? '1-1.2' : null),
    load: async () => {
      loads += 1
      return nodeHid
    },
  })
  t.after(() => assert.equal(loads <= 1, true))
  return { source, devices, drivers, list, fail: (error: unknown) => (failure = error), loads: () => loads }
}

const entry: Device = { vendorId: 0xffff, productId: 0x35, path: '/dev/hidraw1', release: 0, interface: 0 }

test('a reader has one listener for reports and one for its end, and is closed once however often it is asked', async (t) => {
  const { source, devices } = trappedNodeHid(t)
  const heard: number[] = []
  const opening = await source.open('/dev/hidraw1', {
    onReport: (report) => heard.push(report[0] ?? -1),
    onLost: () => {},
  })
  assert.ok(opening.type === 'open')
  const [device] = devices
  assert.equal(device?.listenerCount('data'), 1)
  assert.equal(device?.listenerCount('error'), 1)
  device?.emit('data', Buffer.of(7))
  await Promise.resolve()
  assert.deepEqual(heard, [7])
  await Promise.all([opening.handle.close(), opening.handle.close()])
  await opening.handle.close()
  assert.equal(device?.closed, 1)
  device?.emit('data', Buffer.of(8))
  await Promise.resolve()
  assert.deepEqual(heard, [7])
})

test('an end that comes as a string is told once, and never after it was closed', async (t) => {
  const { source, devices } = trappedNodeHid(t)
  const lost: HidFault[] = []
  const listener = { onReport: () => {}, onLost: (fault: HidFault) => lost.push(fault) }
  await source.open('/dev/hidraw1', listener)
  const message = 'could not read from HID device: hid_read_timeout: unexpected poll error (device disconnected)'
  devices[0]?.emit('error', message)
  devices[0]?.emit('error', message)
  assert.deepEqual(lost, [{ type: 'gone' }])

  const second = await source.open('/dev/hidraw1', listener)
  assert.ok(second.type === 'open')
  await second.handle.close()
  devices[1]?.emit('error', message)
  assert.equal(lost.length, 1)
})

test('a reader that is asked for its card is not read, because closing would wait for its next report', async (t) => {
  const { source, devices } = trappedNodeHid(t)
  await source.open('/dev/hidraw1', { onReport: null, onLost: () => {} })
  assert.equal(devices[0]?.listenerCount('data'), 0)
  assert.equal(devices[0]?.listenerCount('error'), 1)
})

const sourceFile = join(import.meta.dirname, '../../core/reader/node-hid-source.ts')

test('a fault of ours in a listener ends the process, and is not taken for the end of the reader', () => {
  const script = `import { EventEmitter } from 'node:events'
    const { createNodeHidSource } = await import(${JSON.stringify(sourceFile)})
    const device = new EventEmitter()
    // As node-hid does with whatever a listener throws.
    const emit = () => { try { device.emit('data', Buffer.of(1)) } catch (error) { device.emit('error', error) } }
    const source = createNodeHidSource({ driver: 'hidraw', load: async () => ({ setDriverType() {}, HIDAsync: { open: async () => device } }) })
    await source.open('x', { onReport: () => { throw new Error('a bug') }, onLost: () => console.log('lost') })
    emit()`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  })
  assert.equal(status, 1)
  assert.match(stderr, /a bug/)
  assert.equal(stdout, '')
})

const errors: [unknown, HidFault['type']][] = [
  [new Error("Failed to open a device with path '/dev/hidraw0': Permission denied"), 'no-permission'],
  [new TypeError('cannot open device with path X (hid_error: Access is denied. (0x00000005))'), 'no-permission'],
  [
    new Error('hid_open_path: failed to open IOHIDDevice from mach entry: (0xE00002E2) (iokit/common) not permitted'),
    'no-permission',
  ],
  [new Error("Failed to open a device with path '/dev/hidraw0': No such file or directory"), 'gone'],
  ['Cannot write to hid device: No such device', 'gone'],
  [new Error('libusb-1.0.so.0: cannot open shared object file: No such file or directory'), 'no-library'],
  ['could not read from HID device', 'failed'],
  [undefined, 'failed'],
]
for (const [error, type] of errors) {
  test(`what node-hid says is told by its text: ${String(error)} is ${type}`, async (t) => {
    const { source, fail } = trappedNodeHid(t)
    fail(error ?? new Error(''))
    const opening = await source.open('/dev/hidraw1', { onReport: () => {}, onLost: () => {} })
    assert.equal(opening.type === 'failed' && opening.fault.type, type)
  })
}

test('a library that is missing is named by its Debian package, and loaded once it is there', async (t) => {
  const { source, fail } = trappedNodeHid(t)
  for (const [library, name] of [
    ['libusb-1.0.so.0', 'libusb-1.0-0'],
    ['libudev.so.1', 'libudev1'],
  ]) {
    fail(new Error(`${library}: cannot open shared object file: No such file or directory`))
    const listing = await source.list()
    assert.ok(listing.type === 'failed' && listing.fault.type === 'no-library')
    assert.match(listing.fault.why, new RegExp(`sudo apt-get install ${name}"`))
  }
  fail(null)
  assert.deepEqual(await source.list(), { type: 'listed', devices: [] })
})

test('all usages of a path are one device, with the port it is plugged in at', async (t) => {
  const { source, list } = trappedNodeHid(t)
  list.push(
    { ...entry, usagePage: 1, usage: 6, product: 'USB Reader\0 ', serialNumber: '' },
    { ...entry, usagePage: 0xff00, usage: 1 },
    { ...entry, path: '1-1:1.0', interface: -1 },
    { ...entry, path: undefined },
  )
  const listing = await source.list()
  assert.ok(listing.type === 'listed')
  const [first, second, ...others] = listing.devices
  assert.deepEqual(first, {
    path: '/dev/hidraw1',
    vendorId: 'ffff',
    productId: '0035',
    serialNumber: null,
    manufacturer: null,
    product: 'USB Reader',
    interface: 0,
    port: '1-1.2',
    usages: [
      { usagePage: '0001', usage: '0006' },
      { usagePage: 'ff00', usage: '0001' },
    ],
  })
  assert.deepEqual([second?.interface, second?.usages, second?.port], [null, [], null])
  assert.deepEqual(others, [])
})

test('the driver is chosen before the first use, and nothing is loaded before it is needed', async (t) => {
  const { source, drivers, loads } = trappedNodeHid(t)
  assert.equal(loads(), 0)
  await source.list()
  await source.list()
  assert.deepEqual(drivers, ['hidraw'])
  assert.equal(loads(), 1)
})

test('the real node-hid loads here and lists what there is, with either driver', {
  skip: process.platform !== 'linux',
}, () => {
  for (const driver of ['hidraw', 'libusb']) {
    // In a process of its own, because a driver is chosen once.
    const script = `const { createNodeHidSource } = await import(${JSON.stringify(sourceFile)});
      const source = createNodeHidSource({ driver: ${JSON.stringify(driver)} });
      const listing = await source.list();
      const opening = await source.open('/dev/hidraw4711', { onReport: () => {}, onLost: () => {} });
      console.log(JSON.stringify([listing, opening]))`
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    assert.notEqual(stdout, '', stderr)
    const [listing, opening] = JSON.parse(stdout)
    // Without libusb the sentence names its package; with it the list is one.
    if (listing.type === 'failed') assert.match(listing.fault.why, /apt-get install libusb-1\.0-0/)
    else assert.ok(Array.isArray(listing.devices))
    assert.equal(opening.type, 'failed')
    if (listing.type === 'listed' && driver === 'hidraw') assert.deepEqual(opening.fault, { type: 'gone' })
  }
})
