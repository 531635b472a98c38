import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { findElectron } from '../../electron/find-electron.ts'

const projects: string[] = []
after(() => {
  for (const project of projects) rmSync(project, { recursive: true, force: true })
})
const noShell = process.platform === 'win32' && 'the stand-in binaries are shell scripts'

/** A project whose `electron` package has this `install.js`; `binary` is a shell script that is there already. */
function makeProject({ install, binary }: { install?: string; binary?: string }): string {
  const project = mkdtempSync(join(tmpdir(), 'foyer-electron-'))
  projects.push(project)
  const packageDir = join(project, 'node_modules', 'electron')
  mkdirSync(join(packageDir, 'dist'), { recursive: true })
  writeFileSync(join(packageDir, 'package.json'), '{"name":"electron","version":"45.4.1"}')
  writeFileSync(join(packageDir, 'install.js'), install ?? 'process.exit(0)')
  if (binary !== undefined) {
    writeFileSync(join(packageDir, 'path.txt'), 'electron')
    writeFileSync(join(packageDir, 'dist', 'electron'), binary)
    chmodSync(join(packageDir, 'dist', 'electron'), 0o755)
  }
  return join(project, 'main.js')
}

const why = (sentence: string) => ({ type: 'missing', why: `Electron cannot be used: ${sentence}.` })

test('a binary that starts is found, and nothing is downloaded', { skip: noShell }, async () => {
  const from = makeProject({ binary: '#!/bin/sh\necho v45.4.1\n', install: 'process.exit(1)' })
  assert.deepEqual(await findElectron({ from }), {
    type: 'found',
    binary: join(from, '..', 'node_modules', 'electron', 'dist', 'electron'),
  })
})

test('a binary that lacks a library is said to, with the library', { skip: noShell }, async () => {
  const from = makeProject({
    binary: '#!/bin/sh\necho "electron: error while loading shared libraries: libnss3.so: not found" >&2\nexit 127\n',
  })
  assert.deepEqual(
    await findElectron({ from }),
    why('its binary does not start (electron: error while loading shared libraries: libnss3.so: not found)'),
  )
})

test('a binary that may not be run is said to be there', { skip: noShell }, async () => {
  const from = makeProject({ binary: '#!/bin/sh\n' })
  chmodSync(join(from, '..', 'node_modules', 'electron', 'dist', 'electron'), 0o644)
  const found = await findElectron({ from })
  assert.match(found.type === 'missing' ? found.why : '', /its binary does not start \(spawn .* EACCES\)\.$/)
})

test('a failed download is told in one line, without a stack trace', async () => {
  const from = makeProject({
    install: `console.error(new TypeError('fetch failed').stack); process.exit(1)`,
  })
  assert.deepEqual(await findElectron({ from }), why('its binary could not be downloaded (fetch failed)'))
})

test('a download that hangs is ended', async () => {
  const from = makeProject({ install: 'setInterval(() => {}, 1000)' })
  const found = await findElectron({ from, downloadLimitMs: 1000 })
  assert.match(found.type === 'missing' ? found.why : '', /could not be downloaded within 1 s/)
})

test('a download that leaves nothing behind is not believed', async () => {
  assert.deepEqual(await findElectron({ from: makeProject({}) }), why('its download left no binary behind'))
})

test('where no download is wanted, none is tried', async () => {
  const from = makeProject({ install: `require('node:fs').writeFileSync(__dirname + '/tried', '')` })
  assert.deepEqual(await findElectron({ from, downloadLimitMs: 0 }), why('its binary has not been downloaded'))
})

test('without the package itself, that is what is said', async () => {
  const project = mkdtempSync(join(tmpdir(), 'foyer-electron-'))
  projects.push(project)
  assert.deepEqual(await findElectron({ from: join(project, 'main.js') }), why('its npm package is not installed'))
})

test('an Electron of the machine is taken where the environment names one', { skip: noShell }, async () => {
  const from = makeProject({ install: 'process.exit(1)' })
  const dist = join(from, '..', 'dist')
  mkdirSync(dist)
  writeFileSync(join(dist, 'electron'), '#!/bin/sh\necho v45.4.1\n')
  chmodSync(join(dist, 'electron'), 0o755)
  const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: dist }
  assert.deepEqual(await findElectron({ from, env }), { type: 'found', binary: join(dist, 'electron') })
})
