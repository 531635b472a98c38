import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { findBrowser } from '../../electron/find-browser.ts'
import { browserSwitches, openKioskBrowser } from '../../electron/kiosk-browser.ts'
import { launchElectron } from '../../electron/launch-electron.ts'
import { chooseShell, type ShellSearch } from '../../electron/launcher.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const noBrowser = findBrowser() === null && 'no Chromium, Chrome or Edge is installed'
const noShell = process.platform === 'win32' && 'the stand-in binary is a shell script'
const whyNot = 'Electron cannot be used: its binary could not be downloaded (fetch failed).'

const machine = (given: Partial<ShellSearch>): ShellSearch => ({
  hasDisplay: () => true,
  findElectron: async () => ({ type: 'missing', why: whyNot }),
  findBrowser: () => '/usr/bin/chromium',
  ...given,
})

test('Electron is opened where it can be had', async () => {
  const choice = await chooseShell(
    'electron',
    machine({ findElectron: async () => ({ type: 'found', binary: '/opt/electron' }) }),
  )
  assert.deepEqual(choice, { type: 'electron', binary: '/opt/electron' })
})

test('a browser stands in for Electron, and it is said why', async () => {
  assert.deepEqual(await chooseShell('electron', machine({})), {
    type: 'browser',
    browser: '/usr/bin/chromium',
    why: whyNot,
  })
  assert.deepEqual(await chooseShell('browser', machine({})), {
    type: 'browser',
    browser: '/usr/bin/chromium',
    why: null,
  })
})

test('without a display nothing is opened, and Electron is not even fetched', async () => {
  const choice = await chooseShell(
    'electron',
    machine({
      hasDisplay: () => false,
      findElectron: () => assert.fail('nobody could see it'),
    }),
  )
  assert.equal(choice.type, 'none')
  assert.match(choice.type === 'none' ? (choice.why ?? '') : '', /^There is no display here/)
})

test('with neither Electron nor a browser there is the address, and both are said', async () => {
  const choice = await chooseShell('electron', machine({ findBrowser: () => null }))
  assert.deepEqual(choice, { type: 'none', why: `${whyNot} No Chromium, Chrome or Edge is installed here.` })
  assert.deepEqual(await chooseShell('none', machine({})), { type: 'none', why: null })
})

test('the browser is given a page and nothing around it, and goes without its sandbox for root alone', () => {
  const kiosk = { browser: '/usr/bin/chromium', url: 'http://127.0.0.1:7310/#token', profileDir: '/srv/profile' }
  const switches = browserSwitches(kiosk, false)
  for (const wanted of [
    '--kiosk',
    '--kiosk-printing',
    '--app=http://127.0.0.1:7310/#token',
    '--user-data-dir=/srv/profile',
    '--no-first-run',
    '--disable-background-networking',
  ]) {
    assert.ok(switches.includes(wanted), wanted)
  }
  assert.equal(switches.includes('--no-sandbox'), false)
  assert.equal(browserSwitches(kiosk, true).includes('--no-sandbox'), true)
})

test('an installed browser opens the address and can be closed again', { skip: noBrowser }, async () => {
  const profileDir = mkdtempSync(join(tmpdir(), 'foyer-kiosk-'))
  const asked = Promise.withResolvers<string>()
  const server = createServer((request, response) => {
    asked.resolve(request.url ?? '')
    response.end('<title>Foyer</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const opened = await openKioskBrowser({
    browser: String(findBrowser()),
    url: `http://127.0.0.1:${port}/kiosk`,
    profileDir,
    switches: ['--headless', '--disable-gpu'],
  })
  try {
    assert.equal(opened.type, 'opened')
    assert.equal(await asked.promise, '/kiosk')
  } finally {
    if (opened.type === 'opened') {
      opened.close()
      await opened.ended
    }
    server.closeAllConnections()
    server.close()
    rmSync(profileDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
})

test('a browser that cannot be started is told in a sentence', async () => {
  const profileDir = mkdtempSync(join(tmpdir(), 'foyer-kiosk-'))
  try {
    const opened = await openKioskBrowser({ browser: '/nowhere/chromium', url: 'http://127.0.0.1:1/', profileDir })
    assert.deepEqual(opened, {
      type: 'failed',
      why: '/nowhere/chromium cannot be started: spawn /nowhere/chromium ENOENT.',
    })
  } finally {
    rmSync(profileDir, { recursive: true, force: true })
  }
})

/** A binary that runs the shell's sources on the stand-in, as Electron would run the bundle. */
function makeBinary(dir: string): string {
  const binary = join(dir, 'electron')
  const register = join(root, 'test/electron/stand-in/register.ts')
  writeFileSync(
    binary,
    `#!/bin/sh\nexec '${process.execPath}' --import '${register}' '${join(root, 'electron/main.ts')}' "$@"\n`,
  )
  chmodSync(binary, 0o755)
  return binary
}

test('Electron is started, tells its address, and says when it runs already', {
  skip: noShell || noBrowser,
}, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-launch-'))
  const launch = {
    binary: makeBinary(dir),
    appDir: dir,
    station: { type: 'data', dataDir: dir },
    port: 0,
    isWindowed: true,
    parameters: [
      `--user-data-dir=${dir}`,
      `--screens=${join(root, 'test/fixtures/shell/screens')}`,
      `--station-entry=${join(root, 'test/fixtures/shell/echo-station.ts')}`,
    ],
  } as const
  const first = await launchElectron(launch)
  try {
    assert.equal(first.type, 'running')
    assert.equal(first.type === 'running' && first.url, 'app://foyer/')
    assert.deepEqual(await launchElectron(launch), { type: 'already-running' })
  } finally {
    if (first.type === 'running') {
      first.stop()
      assert.equal(await first.ended, 0)
    }
    rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
})

test('an Electron that ends at once, or is not there, is told in a sentence', { skip: noShell }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-launch-'))
  const binary = join(dir, 'electron')
  writeFileSync(binary, '#!/bin/sh\nexit 7\n')
  chmodSync(binary, 0o755)
  const station = { type: 'demo', dataDir: null } as const
  try {
    assert.deepEqual(await launchElectron({ binary, appDir: dir, station, port: 0 }), {
      type: 'failed',
      why: 'Electron ended with code 7 before the station was ready.',
    })
    assert.deepEqual(await launchElectron({ binary: '/nowhere/electron', appDir: dir, station, port: 0 }), {
      type: 'failed',
      why: 'Electron cannot be started: spawn /nowhere/electron ENOENT.',
    })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
