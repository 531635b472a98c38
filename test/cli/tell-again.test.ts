import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { centralFileName } from '../../core/central/central-folder.ts'
import { openCentral, person, secret, temporaryFolder } from '../central/open-central.ts'
import { makeStaffedStation, runFoyer, startFoyer, typed, writeBeside, writeSettings } from './run-foyer.ts'

const people = [person('E1', { apiId: 'api-1' }), person('E2', { apiId: 'api-2' })]

const settingsFor = (url: string, clock: object = {}) => ({
  station: { id: 'front-door', zone: 'Europe/Berlin', location: 'HQ' },
  upstreams: {
    presence: { url, token: secret, matchBy: 'employeeID' },
    clock: { url, communityId: 'foyer', key: secret, ...clock },
  },
})

async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runFoyer(args)
  assert.equal(code, 0, stderr)
  return stdout
}

const tellAgain = async (dir: string, upstream: string, ...more: string[]) =>
  JSON.parse(
    await run('outbox', 'tell-again', '--data', dir, '--upstream', upstream, '--since', '2026-01-01T00:00Z', ...more),
  )

/** A service whose file is put back to a state in which it knew the first tap alone. */
async function loseAllButTheFirst(t: TestContext) {
  const dataDir = temporaryFolder(t)
  const first = await openCentral(t, { dataDir, people })
  const dir = await makeStaffedStation(t, settingsFor(first.url))
  const tap = async (at: string, card: string): Promise<void> => {
    const file = writeBeside(dir, 'tap.jsonl', typed(at, `${card}\n`))
    await run('replay', file, '--data', dir)
    await run('sync', '--once', '--data', dir)
  }
  await tap('02T08:00:00', '0000000101')
  await first.close()
  const backup = join(temporaryFolder(t), 'backup')
  copyFileSync(join(dataDir, centralFileName), backup)
  const second = await openCentral(t, { dataDir, people, port: first.port })
  await tap('02T09:00:00', '0000000102')
  await tap('02T12:00:00', '0000000101')
  await tap('02T13:00:00', '0000000101')
  const exported = async () => [
    await run('export', 'clock', '--data', dataDir),
    await run('export', 'presence', '--data', dataDir),
  ]
  const whole = await exported()
  await second.close()
  copyFileSync(backup, join(dataDir, centralFileName))
  await openCentral(t, { dataDir, people, port: first.port })
  assert.notDeepEqual(await exported(), whole)
  return { dir, exported, whole, url: first.url }
}

test('a service that was put back is told again what it lost, in order, and nothing is doubled, also the second time', async (t) => {
  const { dir, exported, whole } = await loseAllButTheFirst(t)
  const because = ['--reason', 'the service was restored']
  assert.deepEqual(await tellAgain(dir, 'clock', ...because), { type: 'counted', rows: 4, erased: 0 })
  for (let time = 0; time < 2; time += 1) {
    for (const [upstream, rows] of [
      ['clock', 4],
      ['presence', 2],
    ] as const) {
      const told = await tellAgain(dir, upstream, ...because, '--approve')
      assert.deepEqual(told, { type: 'told-again', rows, erased: 0 })
    }
    const none = { retry: 0, refused: 0, unknown: 0, waiting: 0 }
    const counts = JSON.parse(await run('sync', '--once', '--data', dir))
    assert.deepEqual(counts, { presence: { ...none, delivered: 2 }, clock: { ...none, delivered: 4 } })
    assert.deepEqual(await exported(), whole)
  }
  assert.match(await run('export', 'audit', '--data', dir), /outbox\.tell-again.*the service was restored/)
})

test('a running station tells again when it is asked, and one with a vendor’s toggle refuses', async (t) => {
  const { dir, exported, whole, url } = await loseAllButTheFirst(t)
  const station = await startFoyer(t, ['start', '--data', dir, '--shell', 'none'])
  for (const upstream of ['clock', 'presence']) await tellAgain(dir, upstream, '--reason', 'restored', '--approve')
  await run('sync', '--once', '--data', dir)
  assert.deepEqual(await exported(), whole)
  await station.stop()
  writeSettings(dir, settingsFor(url, { dialect: 'vendor' }))
  const args = ['--upstream', 'clock', '--since', '2026-01-01T00:00Z', '--reason', 'restored', '--approve']
  const refused = await runFoyer(['outbox', 'tell-again', '--data', dir, ...args])
  assert.deepEqual([refused.code, refused.stdout], [1, ''])
  assert.match(refused.stderr, /^The service of the clock takes a toggle without a key/)
})
