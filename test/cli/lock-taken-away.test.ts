/** What a station does whose `lock.sqlite` somebody deletes by hand. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { makeFolder } from '../store/temporary-folder.ts'
import { makeStaffedStation, runFoyer, startFoyer, typed } from './run-foyer.ts'

const skip = process.platform === 'win32' ? 'Windows deletes no file that is open' : false
const holder = join(import.meta.dirname, '../store/hold-folder.ts')

describe('a running station whose lock is deleted', { skip }, () => {
  it('stays the only one, takes commands, and locks its folder anew within seconds', async (test) => {
    const dir = await makeStaffedStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const address = readFileSync(join(dir, 'door.json'), 'utf8')
    rmSync(join(dir, 'lock.sqlite'))
    const second = await runFoyer(['start', '--data', dir, '--shell', 'none'])
    assert.equal(second.code, 4, second.stderr)
    assert.match(second.stderr, /is in use by process \d+ \(station\); a data folder has one owner/)
    const replayed = await runFoyer(['replay', '-', '--data', dir], { input: typed('02T08:00:00', '0000000101\n') })
    assert.match(replayed.stdout, /"outcome":"in"/)
    await station.hear(/the lock of the data folder was taken away or replaced; it was taken again/)
    assert.ok(existsSync(join(dir, 'lock.sqlite')))
    assert.equal(readFileSync(join(dir, 'door.json'), 'utf8'), address)
    assert.equal((await station.stop()).code, 0)
  })

  it('ends where another program has the folder by then, says why, and comes back when that one has ended', async (test) => {
    const dir = await makeStaffedStation(test)
    const elsewhere = makeFolder(test)
    const other = spawn(process.execPath, [holder, elsewhere], { stdio: ['ignore', 'pipe', 'inherit'] })
    test.after(() => other.kill('SIGKILL'))
    await once(other.stdout, 'data')
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    renameSync(join(elsewhere, 'lock.sqlite'), join(dir, 'lock.sqlite'))
    const why = `The lock of the data folder was taken away, and ${dir} is in use by process ${other.pid} (test) now`
    await station.hear(new RegExp(`^The station has ended: ${RegExp.escape(why)}`, 'm'))
    assert.ok(!existsSync(join(dir, 'door.json')))
    other.kill('SIGKILL')
    await station.hear(/^The station is back\.$/m)
    assert.equal((await station.stop()).code, 0)
  })
})
