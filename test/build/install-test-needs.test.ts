import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { planInstall, type Surroundings } from '../../build/install-test-needs.ts'

const complete: Surroundings = {
  platform: 'linux',
  isRoot: true,
  hasApt: true,
  hasBrowser: true,
  hasLibusb: true,
  missingForVm: [],
}

test('nothing is done where nothing is missing', () => {
  assert.deepEqual(planInstall(complete), { type: 'nothing-missing' })
})

test('root on Debian gets what is missing and no more', () => {
  assert.deepEqual(planInstall({ ...complete, hasBrowser: false, hasLibusb: false }), {
    type: 'install',
    packages: ['chromium', 'libusb-1.0-0'],
  })
  assert.deepEqual(planInstall({ ...complete, hasLibusb: false }), { type: 'install', packages: ['libusb-1.0-0'] })
})

test('anybody else is told in one sentence what to install', () => {
  for (const surroundings of [
    { ...complete, isRoot: false, hasBrowser: false },
    { ...complete, hasApt: false, hasLibusb: false },
    { ...complete, platform: 'darwin' as const, isRoot: false, hasApt: false, hasBrowser: false },
  ]) {
    const plan = planInstall(surroundings)
    assert.equal(plan.type, 'say')
    assert.match(plan.type === 'say' ? plan.sentence : '', /^The tests lack [^\n]*\.$/)
  }
})

test('the virtual machine gets its own packages, and whoever may not install them is told', () => {
  const missingForVm = ['qemu-system-x86', 'e2fsprogs']
  assert.deepEqual(planInstall({ ...complete, missingForVm }), { type: 'install', packages: missingForVm })
  const plan = planInstall({ ...complete, isRoot: false, missingForVm })
  assert.match(plan.type === 'say' ? plan.sentence : '', /apt-get install .*qemu-system-x86 e2fsprogs"\.$/)
})

test('libusb is asked for on Linux alone', () => {
  for (const platform of ['win32', 'darwin'] as const)
    assert.deepEqual(planInstall({ ...complete, platform, hasApt: false, hasLibusb: false }), {
      type: 'nothing-missing',
    })
})

test('importing the step installs nothing', () => {
  const step = fileURLToPath(new URL('../../build/install-test-needs.ts', import.meta.url))
  const planned = `import { planInstall } from ${JSON.stringify(step)}; console.log(typeof planInstall)`
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', planned], { encoding: 'utf8' })
  assert.equal(status, 0)
  assert.equal(stdout, 'function\n')
})
