import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { formatUdevRules, udevRulesFile } from '../../core/reader/udev-rules.ts'

const pcprox = { vendorId: '0c27', productId: '3bfa' }

test('the template that is shipped is what the command prints for such a reader', () => {
  const file = join(import.meta.dirname, '../../resources/udev/60-foyer-reader.rules')
  assert.equal(readFileSync(file, 'utf8'), formatUdevRules([pcprox], { driver: 'libusb', group: null }))
})

test('the rules let in whoever sits at the screen, or a group, and never everybody', () => {
  const seat = formatUdevRules([pcprox], { driver: 'hidraw', group: null })
  assert.match(
    seat,
    /^SUBSYSTEM=="hidraw", KERNEL=="hidraw\*", ATTRS\{idVendor\}=="0c27", ATTRS\{idProduct\}=="3bfa", TAG\+="uaccess"$/m,
  )
  assert.match(seat, /LIBINPUT_IGNORE_DEVICE\}="1"$/m)
  assert.doesNotMatch(seat, /SUBSYSTEM=="usb"/)
  const group = formatUdevRules([pcprox], { driver: 'libusb', group: 'kiosk' })
  assert.match(group, /^SUBSYSTEM=="usb", .*GROUP="kiosk", MODE="0660"$/m)
  for (const text of [seat, group]) assert.doesNotMatch(text, /MODE="0?666"/)
})

test('two readers of one kind need one rule', () => {
  const rules = formatUdevRules([pcprox, { ...pcprox }, { vendorId: 'ffff', productId: '0035' }], {
    driver: 'hidraw',
    group: null,
  })
  assert.equal(rules.match(/SUBSYSTEM=="hidraw"/g)?.length, 2)
})

test('no rule asks for what udev finds out only after this file', () => {
  const rules = formatUdevRules([pcprox], { driver: 'libusb', group: null })
  assert.ok(udevRulesFile.endsWith('/60-foyer-reader.rules'))
  // Of an input node `60-persistent-input.rules` sets ID_VENDOR_ID, ID_MODEL_ID and the like (systemd, “usb_id”).
  assert.doesNotMatch(rules, /ENV\{ID_\w+\}==/)
  assert.match(
    rules,
    /^ACTION!="remove", SUBSYSTEM=="input", .*ATTRS\{idVendor\}=="0c27", ATTRS\{idProduct\}=="3bfa", ENV\{LIBINPUT_IGNORE_DEVICE\}="1"$/m,
  )
})
