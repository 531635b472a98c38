import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readDescriptorBytes } from '../../core/reader/device-facts.ts'
import { readPort } from '../../core/reader/read-port.ts'
import { makeFolder } from '../store/temporary-folder.ts'

/** As the kernel lays it out: the node in /sys/class is a link into the tree of what hangs where. */
function plantDevice(sysDir: string, node: string, hid: string, uevent: string): void {
  const device = join(sysDir, 'devices', hid)
  mkdirSync(join(device, 'hidraw', node), { recursive: true })
  writeFileSync(join(device, 'uevent'), uevent)
  writeFileSync(join(device, 'report_descriptor'), Buffer.of(5, 1))
  symlinkSync(device, join(device, 'hidraw', node, 'device'))
  mkdirSync(join(sysDir, 'class/hidraw'), { recursive: true })
  symlinkSync(join(device, 'hidraw', node), join(sysDir, 'class/hidraw', node))
}

test('under Linux the port of a USB device is the one that the system names', (t) => {
  const sysDir = makeFolder(t)
  plantDevice(sysDir, 'hidraw0', 'pci0000:00/usb1/1-1/1-1.2/1-1.2:1.0/0003:0C27:3BFA.0002', 'HID_PHYS=usb-x/input0\n')
  plantDevice(sysDir, 'hidraw1', 'pci0000:00/usb2/2-10/2-10:1.1/0003:FFFF:0035.0003', '')
  assert.equal(readPort('/dev/hidraw0', sysDir), '1-1.2')
  assert.equal(readPort('/dev/hidraw1', sysDir), '2-10')
  assert.deepEqual([...(readDescriptorBytes('/dev/hidraw0', sysDir) ?? [])], [5, 1])
})

test('a device that hangs on no USB port has the place that its driver names', (t) => {
  const sysDir = makeFolder(t)
  plantDevice(
    sysDir,
    'hidraw3',
    'virtual/misc/uhid/0003:FFFF:0035.0009',
    'HID_NAME=x\nHID_PHYS=counter/left\nHID_UNIQ=1\n',
  )
  plantDevice(sysDir, 'hidraw4', 'virtual/misc/uhid/0003:FFFF:0035.000A', 'HID_NAME=x\nHID_PHYS=\n')
  assert.equal(readPort('/dev/hidraw3', sysDir), 'counter/left')
  assert.equal(readPort('/dev/hidraw4', sysDir), null)
})

test('the path of the libusb driver holds the port; other systems name none', () => {
  assert.equal(readPort('1-1.2:1.0'), '1-1.2')
  for (const path of [
    '\\\\?\\HID#VID_0C27&PID_3BFA#7&1a2b',
    'DevSrvsID:4294971234',
    '/dev/hidraw9999',
    '/dev/../x',
    '',
  ]) {
    assert.equal(readPort(path), null)
    assert.equal(readDescriptorBytes(path), null)
  }
})
