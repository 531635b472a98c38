import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { findFolderOwner } from '../../core/store/folder-lock.ts'
import { makeFolder } from '../store/temporary-folder.ts'
import {
  commandFile,
  hasStackTrace,
  makeStaffedStation,
  makeStation,
  readChildPids,
  runFoyer,
  startFoyer,
} from './run-foyer.ts'

const isLinux = existsSync('/proc/self/task')

describe('starting a station', () => {
  it('prints "ready <url>" and nothing else, and the URL answers with the page', async (test) => {
    const dir = makeStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const response = await fetch(station.url, { redirect: 'error' })
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('set-cookie'), null)
    assert.match(await response.text(), /<!doctype html>/i)
    const { code, stdout } = await station.stop('SIGINT')
    assert.equal(code, 0)
    assert.equal(stdout, `ready ${station.url}\n`)
    assert.equal(findFolderOwner(dir).isTaken, false)
    assert.ok(!readdirSync(dir).includes('door.json'))
  })

  it('is a demonstration without --data, in a folder that goes with it', async (test) => {
    const temporary = makeFolder(test)
    const station = await startFoyer(test, ['start', '--shell', 'none'], { env: { TMPDIR: temporary } })
    assert.equal(readdirSync(temporary).filter((name) => name.startsWith('foyer-demo-')).length, 1)
    assert.equal((await fetch(station.url)).status, 200)
    assert.equal((await station.stop()).code, 0)
    assert.deepEqual(readdirSync(temporary), [])
    assert.notEqual(temporary, tmpdir())
  })

  it('keeps a demonstration in a folder that is named, and never makes one of a real station', async (test) => {
    const dir = join(makeFolder(test), 'demonstration')
    const args = ['start', '--demo', '--data', dir, '--shell', 'none']
    for (const _run of ['first', 'again']) {
      const station = await startFoyer(test, args)
      assert.equal((await station.stop()).code, 0)
      assert.ok(existsSync(join(dir, 'foyer.sqlite')))
    }
    const real = makeStation(test)
    const before = readFileSync(join(real, 'station.json'), 'utf8')
    const run = await runFoyer(['start', '--demo', '--data', real, '--shell', 'none'])
    assert.equal(run.code, 1)
    assert.match(run.stderr, /holds a station; a demonstration takes an empty folder/)
    assert.equal(readFileSync(join(real, 'station.json'), 'utf8'), before)
  })

  it('comes back at the same address when its process is killed', { skip: !isLinux && 'needs /proc' }, async (test) => {
    const dir = await makeStaffedStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const [child] = readChildPids(station.child.pid ?? 0)
    process.kill(child ?? 0, 'SIGKILL')
    await station.hear(/The station has ended; it is started again\.\n(.*\n)*The station is back\.\n/)
    assert.equal((await fetch(station.url)).status, 200)
    const { code, stdout } = await station.stop()
    assert.equal(code, 0)
    assert.equal(stdout, `ready ${station.url}\n`)
  })

  it('leaves no station behind when it is killed itself', { skip: !isLinux && 'needs /proc' }, async (test) => {
    const dir = makeStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    await station.stop('SIGKILL')
    // The next one waits for nobody but the lock, which dies with its process.
    const next = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    assert.equal((await next.stop()).code, 0)
  })

  it('ends with the npm that started it', { skip: !isLinux && 'needs /proc' }, async (test) => {
    const dir = makeStation(test)
    const args = [process.execPath, commandFile, 'start', '--data', dir, '--shell', 'none']
    // As npm has it: a shell in between, which dies of its signal alone. The last word keeps the shell from making way.
    const shell = spawn('sh', ['-c', `${args.map((arg) => `'${arg}'`).join(' ')}; true`], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, npm_lifecycle_event: 'start' },
    })
    const [ready] = await once(shell.stdout, 'data')
    assert.match(String(ready), /^ready /)
    const ended = once(shell.stdout, 'close', { signal: AbortSignal.timeout(20_000) })
    shell.kill('SIGTERM')
    await ended
    assert.equal(findFolderOwner(dir).isTaken, false)
  })

  it('is refused where another station runs, and where its port is taken', async (test) => {
    const dir = makeStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const second = await runFoyer(['start', '--data', dir, '--shell', 'none'])
    assert.equal(second.code, 4, second.stderr)
    assert.match(second.stderr, /process \d+/)
    const port = new URL(station.url).port
    const third = await runFoyer(['start', '--data', makeStation(test), '--shell', 'none', '--port', port])
    assert.equal(third.code, 1)
    assert.match(third.stderr, new RegExp(`Port ${port} is taken by another program`))
    for (const run of [second, third]) {
      assert.equal(run.stdout, '')
      assert.ok(!hasStackTrace(run))
    }
    await station.stop()
  })

  it('is refused in a folder that cannot be written', {
    skip: process.platform === 'win32' && 'needs modes',
  }, async (test) => {
    const dir = await makeStaffedStation(test)
    chmodSync(join(dir, '..'), 0o755)
    // The folder is their own: what is kept in it is for nobody else to read.
    if (process.getuid?.() === 0)
      for (const name of ['.', ...readdirSync(dir)]) chownSync(join(dir, name), 65_534, 65_534)
    chmodSync(dir, 0o555)
    for (const args of [
      ['start', '--shell', 'none'],
      ['replay', '-'],
    ]) {
      const run = await runFoyer([...args, '--data', dir], { isUnprivileged: true })
      assert.equal(run.code, 1, run.stderr)
      assert.match(run.stderr, /cannot be (read or cannot be written|opened)/)
      assert.equal(run.stdout, '')
      assert.ok(!hasStackTrace(run))
    }
    const status = await runFoyer(['status', '--data', dir], { isUnprivileged: true })
    assert.equal(status.code, 0, status.stderr)
    assert.equal(JSON.parse(status.stdout).people, 3)
  })

  it('is refused where a folder cannot be made or looked into, as every other command', {
    skip: process.platform === 'win32' && 'needs modes',
  }, async (test) => {
    const above = makeFolder(test)
    // Whoever owns a folder may not write into it either; the superuser's is another one's for the command.
    chmodSync(above, 0o555)
    const closed = join(makeFolder(test), 'closed')
    mkdirSync(closed)
    chmodSync(join(closed, '..'), 0o755)
    chmodSync(closed, 0o000)
    const supervisor = ['--supervisor', 'E7', '--supervisor-name', 'Ada Byron', '--badge', '0012345678']
    const central = ['central', '--port', '0', '--zone', 'UTC']
    for (const [args, dir] of [
      [['start', '--shell', 'none'], join(above, 'station')],
      [['start', '--demo', '--shell', 'none'], join(above, 'station')],
      [['setup', '--name', 'Door', ...supervisor], join(above, 'station')],
      [central, join(above, 'central')],
      [['start', '--shell', 'none'], join(closed, 'station')],
      [['status'], join(closed, 'station')],
    ] as const) {
      const run = await runFoyer([...args, '--data', dir], { isUnprivileged: true, input: '4829\n' })
      assert.equal(run.code, 1, `${args[0]}: ${run.stderr}`)
      assert.match(run.stderr, /^\S+ cannot be read or cannot be written by this user, or lies on a read-only disk\.$/m)
      assert.doesNotMatch(run.stderr, /a fault of Foyer itself/)
      assert.equal(run.stdout, '')
      assert.ok(!hasStackTrace(run))
    }
    chmodSync(closed, 0o700)
  })
})

/** Stands in for a browser or for Electron: what matters here is what the command does with it. */
describe('the shell of a station', { skip: process.platform === 'win32' && 'the stand-ins are shell scripts' }, () => {
  it('is a browser that shows the page, opened again when it dies, and closed at the end', async (test) => {
    const folder = makeFolder(test)
    const shown = join(folder, 'shown')
    writeFileSync(shown, '')
    const FOYER_BROWSER = writeScript(folder, 'browser', `echo "$$ $@" >> ${shown}; exec sleep 600`)
    const dir = makeStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'browser'], {
      env: { FOYER_BROWSER, DISPLAY: ':77' },
    })
    const [first] = await readWhenThere(shown, 1)
    assert.match(
      first ?? '',
      new RegExp(`--kiosk --kiosk-printing --app=${station.url} --user-data-dir=${join(dir, 'browser')} `),
    )
    process.kill(Number.parseInt(first ?? '', 10), 'SIGKILL')
    const [, second] = await readWhenThere(shown, 2)
    assert.equal((await station.stop()).code, 0)
    assert.throws(() => process.kill(Number.parseInt(second ?? '', 10), 0), { code: 'ESRCH' })
  })

  it('ends a demonstration when its window is closed', async (test) => {
    const folder = makeFolder(test)
    const FOYER_BROWSER = writeScript(folder, 'browser', 'exit 0')
    const run = await runFoyer(['start', '--shell', 'browser'], {
      env: { FOYER_BROWSER, DISPLAY: ':77', TMPDIR: folder },
    })
    assert.equal(run.code, 0, run.stderr)
    assert.match(run.stdout, /^ready \S+\n$/)
    assert.deepEqual(readdirSync(folder), ['browser'])
  })

  it('is a browser where Electron cannot be had, and one sentence says why', async (test) => {
    const folder = makeFolder(test)
    const FOYER_BROWSER = writeScript(folder, 'browser', 'exit 0')
    writeScript(folder, 'electron', 'echo "no such library" >&2; exit 1')
    const run = await runFoyer(['start'], {
      env: { FOYER_BROWSER, DISPLAY: ':77', TMPDIR: folder, ELECTRON_OVERRIDE_DIST_PATH: folder },
    })
    assert.equal(run.code, 0, run.stderr)
    assert.match(run.stderr, /^Electron cannot be used: .*no such library.*\. The browser shell is opened instead\.$/m)
    assert.ok(!hasStackTrace(run))
  })

  it('is a browser where Electron is there and does not open', async (test) => {
    const folder = makeFolder(test)
    const FOYER_BROWSER = writeScript(folder, 'browser', 'exit 0')
    writeScript(folder, 'electron', '[ "$1" = --version ] && exit 0; exit 3')
    const run = await runFoyer(['start'], {
      env: { FOYER_BROWSER, DISPLAY: ':77', TMPDIR: folder, ELECTRON_OVERRIDE_DIST_PATH: folder },
    })
    assert.equal(run.code, 0, run.stderr)
    assert.match(run.stdout, /^ready \S+\n$/)
    assert.match(run.stderr, /^Electron ended with code 3 before the station was ready\.$/m)
  })

  it('is none where there is no display, and one sentence says so', async (test) => {
    const station = await startFoyer(test, ['start', '--data', makeStation(test)], {
      env: { DISPLAY: '', WAYLAND_DISPLAY: '' },
    })
    assert.equal((await fetch(station.url)).status, 200)
    const { code, stderr } = await station.stop()
    assert.equal(code, 0)
    assert.match(stderr, /^There is no display here .*\.$/m)
  })
})

function writeScript(folder: string, name: string, body: string): string {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  return file
}

/** The lines of a file as soon as it has so many. */
async function readWhenThere(file: string, count: number): Promise<string[]> {
  const read = () => readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const watching = watch(file)
  try {
    while (read().length < count) await once(watching, 'change')
    return read()
  } finally {
    watching.close()
  }
}
