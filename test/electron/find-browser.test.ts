import assert from 'node:assert/strict'
import { posix } from 'node:path'
import { test } from 'node:test'
import { findBrowser, type Machine } from '../../electron/find-browser.ts'
import { hasDisplay } from '../../electron/has-display.ts'

const machine = (platform: NodeJS.Platform, env: Machine['env'], installed: string[]): Machine => ({
  platform,
  env,
  isExecutable: (path) => installed.some((each) => path.replaceAll('\\', '/') === each),
})

test('Chromium is taken before Chrome, and Chrome before Edge', () => {
  const all = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/opt/bin/microsoft-edge']
  const env = { PATH: '/opt/bin' }
  assert.equal(findBrowser(machine('linux', env, all)), '/usr/bin/chromium')
  assert.equal(findBrowser(machine('linux', env, all.slice(1))), '/usr/bin/google-chrome')
  assert.equal(findBrowser(machine('linux', env, all.slice(2))), '/opt/bin/microsoft-edge')
  assert.equal(findBrowser(machine('linux', env, [])), null)
})

test('what the environment names is taken first, but only where it can be run', () => {
  const env = { FOYER_BROWSER: '/opt/mine', PATH: '' }
  assert.equal(findBrowser(machine('linux', env, ['/opt/mine', '/usr/bin/chromium'])), '/opt/mine')
  assert.equal(findBrowser(machine('linux', env, ['/usr/bin/chromium'])), '/usr/bin/chromium')
})

test('browsers are found where macOS and Windows keep them', () => {
  const edge = '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'
  assert.equal(findBrowser(machine('darwin', { HOME: '/Users/a' }, [edge])), edge)
  const found = findBrowser(
    machine('win32', { PROGRAMFILES: 'C:/Program Files', 'PROGRAMFILES(X86)': 'C:/Program Files (x86)' }, [
      posix.join('C:/Program Files (x86)', 'Microsoft/Edge/Application/msedge.exe'),
    ]),
  )
  assert.match(found ?? '', /msedge\.exe$/)
})

test('a display is known by its environment under Linux, and taken for granted elsewhere', () => {
  assert.equal(hasDisplay('linux', {}), false)
  assert.equal(hasDisplay('linux', { DISPLAY: '' }), false)
  assert.equal(hasDisplay('linux', { DISPLAY: ':0' }), true)
  assert.equal(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' }), true)
  assert.equal(hasDisplay('darwin', {}), true)
  assert.equal(hasDisplay('win32', {}), true)
})
