/** QEMU's own keyboard behind a USB controller: a real plug, a real descriptor, and keys that are pressed outside the guest. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { type Machine, openWorkshop, startMachine, type Workshop } from './machine.ts'
import { countReports, readerState, takeDecision } from './station-words.ts'

const keyboard = ['usb-kbd', 'id=reader', 'bus=usb.0', 'port=2']
/** However slow the machine, what is half sent is not given up before the rest comes or the reader goes. */
const reader = { id: 'front', device: { vendorId: '0627', productId: '0001', port: '1-2' }, idleMs: 10_000 }
const settings = {
  station: { id: 'front-door', zone: 'Europe/Berlin' },
  readers: [reader],
  rules: { repeatGuardSeconds: 0 },
}
const roster = `employeeNumber,displayName,apiId,cardNumber,cardFormat
E1,Ada Byron,api-1,0012345678,em4100
`
const badge = [...'0012345678', 'ret']

suite('a USB keyboard in a virtual machine', () => {
  let machine: Machine
  let workshop: Workshop
  /** One key after the other: QEMU's keyboard holds 16 events and drops the next, and the guest may be slow to fetch them. */
  const press = async (keys: readonly string[]) => {
    for (const key of keys) {
      const last = await countReports(machine)
      await machine.monitor.press(key)
      // Down and up, a report each.
      while ((await countReports(machine)) < last + 2);
    }
  }
  const type = async () => {
    const from = machine.heard.length
    await press(badge)
    return takeDecision(machine, from)
  }
  const start = async (dir: string, more: object) => {
    await machine.guest.makeStation(dir, { ...settings, ...more })
    const run = await machine.guest.foyer('import', '/data/roster.csv', '--data', dir, '--approve')
    assert.equal(run.code, 0, run.stderr)
    const from = machine.heard.length
    assert.equal(await machine.guest.startStation(dir), null)
    await readerState(machine, 'front', 'ready', from)
  }

  after(async () => {
    await machine.cutPower()
    workshop.clear()
  })
  before(async () => {
    workshop = await openWorkshop()
    const devices = ['-device', 'qemu-xhci,id=usb', '-device', keyboard.join()]
    machine = await startMachine({ workshop, groups: ['usb'], devices })
    await machine.guest.writeFile('/data/roster.csv', roster)
  })

  test('is found at its port and clocks people in', async () => {
    await start('/data/hidraw', {})
    const decision = await type()
    assert.deepEqual([decision.outcome, decision.person?.employeeNumber], ['in', 'E1'])
  })

  test('is missed when it is pulled out, and read when it is back', async () => {
    const from = machine.heard.length
    // Half a badge, and nobody ends it.
    await press(['9', '9', '9'])
    await machine.monitor.ask('device_del', { id: 'reader' })
    await readerState(machine, 'front', 'absent', from)
    await machine.monitor.ask('device_add', { driver: 'usb-kbd', id: 'reader', bus: 'usb.0', port: '2' })
    await readerState(machine, 'front', 'ready', from)
    const decision = await type()
    assert.deepEqual([decision.outcome, decision.person?.employeeNumber], ['out', 'E1'])
  })

  test('types into no window while the station has it by the driver libusb', async () => {
    assert.equal(await machine.guest.stopStation(), 0)
    const inputs = async () => (await machine.guest.listFolder('/dev/input')).filter((name) => name.startsWith('event'))
    const before = await inputs()
    // Through libusb it names no usage, so its kind has to be said.
    await start('/data/libusb', { readerDriver: 'libusb', readers: [{ ...reader, kind: 'keyboard' }] })
    assert.equal((await inputs()).length, before.length - 1, 'no input device is left of it')
    const decision = await type()
    assert.equal(decision.person?.employeeNumber, 'E1')
    assert.deepEqual(
      machine.ended.map(({ code }) => code),
      [0],
    )
  })
})
