/** What a station and the reference service achieve together with authentication data. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { AuthDataRules } from '../../core/central/auth-data-store.ts'
import { iterateAuthData } from '../../core/enrolment/auth-data-store.ts'
import { hideAuthValues } from '../../core/enrolment/auth-record.ts'
import { summarise } from '../../core/outbox/outbox-store.ts'
import { openAuthHash } from '../../core/staging/auth-hash.ts'
import { openDatabase } from '../../core/store/database.ts'
import { openCentral, secret } from '../central/open-central.ts'
import { authDataSettings, openAuthDataStation, type Passage } from '../fakes/auth-data-station.ts'

const anna = { employeeId: 'A', employeeStatus: 'Active', authValue1: 'anna-secret', authValue2: '1980-01-01' }
const ben = { employeeId: 'B', employeeStatus: 'Active', authValue1: 'ben-secret' }

/** A service and what it has stored, values as given where they are the ones expected. */
async function openService(t: TestContext, rules?: AuthDataRules) {
  const central = await openCentral(t, rules ? { authData: rules } : {})
  const open = () => openDatabase(join(central.dataDir, 'central.sqlite'), 'write')
  const withFile = <Value>(work: (database: ReturnType<typeof open>) => Value): Value => {
    const database = open()
    try {
      return work(database)
    } finally {
      database.close()
    }
  }
  return {
    ...central,
    settings: authDataSettings({ url: central.url, token: secret }),
    /** By employee id: status, and whether the values are these. */
    stands: (values: Record<string, readonly [string | null, string | null, string | null]>) =>
      withFile((database) => {
        const hashing = openAuthHash(database)
        assert.ok(hashing.type === 'ready')
        return [...iterateAuthData(database.read)].map(({ employeeId, employeeStatus, authValues }) => {
          const expected = values[employeeId]
          const isSame =
            expected !== undefined &&
            JSON.stringify(hideAuthValues(expected, hashing.hash)) === JSON.stringify(authValues)
          return [employeeId, employeeStatus, isSame]
        })
      }),
    batches: () =>
      withFile((database) =>
        database.read
          .prepare<{ state: string; totals: string }>('SELECT state, totals FROM enrolment_batch ORDER BY number')
          .all()
          .map(({ state, totals }) => ({ state, ...JSON.parse(totals) })),
      ),
  }
}

const annaValues = ['anna-secret', '1980-01-01', null] as const
const benValues = ['ben-secret', null, null] as const

test('what was approved at the station is staged and then processed at the service', async (t) => {
  const [station, service] = [openAuthDataStation(t), await openService(t)]
  await station.approve([anna, ben])
  const paths: string[] = []
  const counts = await station.drain(service.settings, (wire, send) => {
    paths.push(`${wire.method} ${wire.path.replace(/[0-9a-f-]{36}/, '{fileLogId}')}`)
    return send()
  })
  assert.deepEqual(counts, { delivered: 2, retry: 0, refused: 0, unknown: 0, waiting: 0 })
  assert.deepEqual(paths, ['POST /api/admin/authdata/stage', 'POST /api/admin/authdata/{fileLogId}'])
  assert.deepEqual(service.stands({ A: annaValues, B: benValues }), [
    ['A', 'Active', true],
    ['B', 'Active', true],
  ])
})

test('a lost answer at any step changes nothing twice, and the batch that it was about is never processed again', async (t) => {
  for (const lostStep of ['stage', 'process']) {
    for (const when of ['before', 'after']) {
      const [station, service] = [openAuthDataStation(t), await openService(t)]
      await station.approve([anna, ben])
      let lost = 0
      const processed: string[] = []
      const passage: Passage = async (wire, send) => {
        const isProcess = !wire.path.endsWith('/stage')
        if (isProcess) processed.push(wire.path)
        if (lost > 0 || isProcess !== (lostStep === 'process')) return send()
        lost += 1
        if (when === 'after') await send()
        return { type: 'lost', why: 'reset', requestId: 'r' }
      }
      assert.equal((await station.drain(service.settings, passage))?.unknown, 2)
      for (let run = 0; run < 9 && summarise(station.store.read).waiting > 0; run += 1) {
        await station.drain(service.settings, passage)
      }
      assert.deepEqual([lost, summarise(station.store.read).refused], [1, 0])
      assert.equal(new Set(processed).size, processed.length, 'no batch is processed twice')
      const applied = service.batches().filter(({ state }) => state === 'approved')
      const changes = applied.reduce((sum, { totalNew, totalUpdates }) => sum + totalNew + totalUpdates, 0)
      assert.equal(changes, 2, `${lostStep} ${when}: each fact is applied exactly once`)
      assert.equal(
        service.stands({ A: annaValues, B: benValues }).every(([, , isSame]) => isSame),
        true,
      )
    }
  }
})
