import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readShellOptions } from '../../electron/shell-options.ts'

const shell = {
  here: join('/opt', 'foyer', 'electron'),
  isBundle: true,
  isPackaged: true,
  userDataDir: '/home/kiosk/foyer',
}

test('a packed shell that is simply started runs the station of its user as a kiosk', () => {
  assert.deepEqual(readShellOptions(['foyer'], shell), {
    station: { type: 'data', dataDir: join('/home/kiosk/foyer', 'station') },
    port: null,
    isWindowed: false,
    places: {
      screensDir: join('/opt', 'foyer', 'dist', 'screens'),
      outOfOrderDir: join('/opt', 'foyer', 'electron', 'out-of-order'),
      stationEntry: join('/opt', 'foyer', 'core', 'station', 'process.js'),
      preload: join('/opt', 'foyer', 'electron', 'preload.cjs'),
    },
  })
})

test('a packed shell believes no argument that names code or pages; one in development does', () => {
  const argv = ['foyer', '--demo', '--screens=/tmp/evil', '--station-entry=/tmp/evil.js']
  const packed = readShellOptions(argv, shell)
  assert.deepEqual(packed.places, readShellOptions([], shell).places)
  assert.deepEqual(packed.station, { type: 'demo', dataDir: null })
  const inDevelopment = readShellOptions(argv, { ...shell, isPackaged: false })
  assert.equal(inDevelopment.places.screensDir, '/tmp/evil')
  assert.equal(inDevelopment.places.stationEntry, '/tmp/evil.js')
})

test('a demonstration is shown in a window, unless a kiosk is asked for', () => {
  assert.equal(readShellOptions(['--demo'], shell).isWindowed, true)
  assert.equal(readShellOptions(['--demo', '--kiosk'], shell).isWindowed, false)
  assert.equal(readShellOptions(['--data', '/srv/door', '--port', '7310'], shell).port, '7310')
})

test('the sources run as they are', () => {
  const { places } = readShellOptions(['--data', '/srv/door', '--windowed'], { ...shell, isBundle: false })
  assert.match(places.stationEntry, /process\.ts$/)
  assert.match(places.preload, /preload\.ts$/)
})
