import assert from 'node:assert/strict'
import { chmodSync, existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { findFolderOwner } from '../../core/store/folder-lock.ts'
import { makeFolder } from '../store/temporary-folder.ts'
import { hasStackTrace, makeStaffedStation, makeStation, readChildPids, runFoyer, startFoyer } from './run-foyer.ts'

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
    chmodSync(dir, 0o555)
    for (const args of [
      ['start', '--shell', 'none'],
      ['replay', '-'],
    ]) {
      const run = await runFoyer([...args, '--data', dir], { isUnprivileged: true })
      assert.equal(run.code, 1, run.stderr)
      assert.match(run.stderr, /cannot be (written|opened)/)
      assert.equal(run.stdout, '')
      assert.ok(!hasStackTrace(run))
    }
    const status = await runFoyer(['status', '--data', dir], { isUnprivileged: true })
    assert.equal(status.code, 0, status.stderr)
    assert.equal(JSON.parse(status.stdout).people, 3)
  })
})
