import assert from 'node:assert/strict'
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, matchesGlob } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { extractAll, listPackage, statFile } from '@electron/asar'
import { findNode24 } from '../../build/install-node24.ts'
import { findBrowser } from '../../electron/find-browser.ts'
import { runShell } from './run-shell.ts'

const root = join(import.meta.dirname, '../..')
const outDir = join(root, 'dist', 'package-test')
const resources = join(outDir, 'linux-unpacked', 'resources')
const archive = join(resources, 'app.asar')
const node24 = findNode24()
const noBrowser = findBrowser() === null && 'no Chromium, Chrome or Edge is installed'
const noNode24 = node24 === null && 'Node 24 is not installed; “npm ci” in test/node24 does it'
const noLinux = process.platform !== 'linux' && 'a package around the stand-in for Electron is made under Linux only'

describe('the package', { skip: noLinux }, () => {
  let unpackedDir = ''

  before(() => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(root, 'build/package-app.ts'), '--dir', `-c.directories.output=${outDir}`],
      // Nothing is downloaded for a test.
      { cwd: root, encoding: 'utf8', env: { ...process.env, FOYER_ELECTRON_LIMIT_MS: '0' } },
    )
    assert.equal(status, 0, stderr)
    unpackedDir = mkdtempSync(join(tmpdir(), 'foyer-packed-'))
    extractAll(archive, unpackedDir)
  })
  after(() => {
    rmSync(unpackedDir, { recursive: true, force: true })
    rmSync(outDir, { recursive: true, force: true })
  })

  test('holds exactly the files of the list', () => {
    const target = `${process.platform}-${process.arch}`
    const patterns = readFileSync(join(import.meta.dirname, 'packed-files.txt'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.replace('{target}', target))
    const files = packedFiles()
    assert.deepEqual(
      files.filter((file) => !patterns.some((pattern) => matchesGlob(file, pattern))),
      [],
      'files that no line allows',
    )
    assert.deepEqual(
      patterns.filter((pattern) => !files.some((file) => matchesGlob(file, pattern))),
      [],
      'lines that no file needs',
    )
  })

  test('has its native modules beside the archive, and nothing else there', () => {
    const unpacked = packedFiles().filter((file) => isUnpacked(file))
    assert.ok(unpacked.includes(`node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`))
    assert.deepEqual(
      packedFiles().filter((file) => file.startsWith('node_modules/') !== isUnpacked(file)),
      [],
    )
  })

  test('refuses by its fuses to be a plain Node, to be inspected, and to load another app', () => {
    const binary = readFileSync(join(outDir, 'linux-unpacked', 'foyer'), 'latin1')
    const wire = /dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX[\s\S]{2}([01r]{8})/.exec(binary)?.[1]
    // Run as Node, cookie encryption, NODE_OPTIONS, --inspect, archive integrity, archive only, snapshot (as it was), file: powers.
    assert.match(wire ?? '', /^000011[01]0$/)
  })

  test('brings the licences of what it is made of', () => {
    const licences = readFileSync(join(unpackedDir, 'licences.txt'), 'utf8')
    for (const name of ['zod', 'fastify', 'react', 'temporal-polyfill', 'ws']) {
      assert.match(licences, new RegExp(`^== ${name} \\d`, 'm'))
    }
  })

  test('holds a station that runs under Node 24, with the native modules that it brings', {
    skip: noNode24,
  }, async () => {
    assert.equal(typeof node24, 'string')
    const child = fork(join(unpackedDir, 'core/station/process.js'), ['--demo'], {
      execPath: String(node24),
      execArgv: [],
      cwd: unpackedDir,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    try {
      const [word] = (await once(child, 'message')) as [{ type: string; url: string }]
      assert.equal(word.type, 'ready', JSON.stringify(word))
      assert.equal((await fetch(word.url)).status, 200)
      child.send({ type: 'close' })
      const [code] = await once(child, 'exit')
      assert.equal(code, 0)
    } finally {
      child.kill('SIGKILL')
    }
  })

  test('holds a shell that shows the real screens, and a tap there comes back as a result', {
    skip: noNode24 || noBrowser,
  }, async () => {
    const shell = runShell({
      main: join(unpackedDir, 'electron/main.js'),
      station: ['--demo'],
      env: { STAND_IN_STATION_NODE: String(node24) },
    })
    try {
      const page = await shell.page()
      await page.locator('.tray-badge').first().click()
      await page.locator('.result[data-tone="in"]').waitFor()
      shell.process.kill('SIGTERM')
      assert.equal(await shell.ended, 0)
    } finally {
      await shell.stop()
    }
  })
})

/** Paths from the archive's top, folders left out. */
function packedFiles(): string[] {
  return listPackage(archive, { isPack: false })
    .map((path) => path.replaceAll('\\', '/').slice(1))
    .filter((path) => !('files' in statFile(archive, path)))
}

function isUnpacked(file: string): boolean {
  const entry = statFile(archive, file)
  return 'unpacked' in entry && entry.unpacked === true
}
