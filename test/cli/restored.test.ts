import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { backUpNow } from '../../core/store/backups.ts'
import { openDatabase } from '../../core/store/database.ts'
import { openCentral, person, secret } from '../central/open-central.ts'
import { makeStaffedStation, runFoyer, typed, writeBeside } from './run-foyer.ts'

test('what a restored backup takes for waiting, and the service has, is delivered and alarms nobody', async (t) => {
  const central = await openCentral(t, { people: [person('E1', { apiId: 'api-1' }), person('E2', { apiId: 'api-2' })] })
  const dir = await makeStaffedStation(t, {
    station: { id: 'front-door', zone: 'Europe/Berlin', location: 'HQ' },
    upstreams: {
      presence: { url: central.url, token: secret, matchBy: 'employeeID' },
      clock: { url: central.url, communityId: 'foyer', key: secret },
    },
  })
  const taps = [typed('02T08:00:00', '0000000101\n'), typed('02T08:01:00', '0000000102\n')]
  const replayed = await runFoyer(['replay', writeBeside(dir, 'taps.jsonl', taps.join('\n')), '--data', dir])
  assert.equal(replayed.code, 0, replayed.stderr)
  const file = join(dir, 'foyer.sqlite')
  const store = openDatabase(file, 'write')
  assert.equal((await backUpNow(store, dir, 8, Date.now())).type, 'backed-up')
  store.close()
  const sync = async () => {
    const run = await runFoyer(['sync', '--once', '--data', dir])
    assert.equal(run.code, 0, run.stderr)
    return JSON.parse(run.stdout)
  }
  const none = { retry: 0, refused: 0, unknown: 0, waiting: 0 }
  const all = { presence: { ...none, delivered: 2 }, clock: { ...none, delivered: 2 } }
  assert.deepEqual(await sync(), all)
  const exported = async () => (await runFoyer(['export', 'presence', '--data', central.dataDir])).stdout
  const heard = await exported()

  writeFileSync(file, 'no database any more')
  assert.match((await runFoyer(['sync', '--once', '--data', dir])).stderr, /The backup of .* was restored/)
  assert.deepEqual(await sync(), all)
  assert.equal(await exported(), heard, 'nothing is there twice')
})
