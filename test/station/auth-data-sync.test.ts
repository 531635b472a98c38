/** What a station and the reference service achieve together with authentication data. */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import type { AuthDataRules } from '../../core/central/auth-data-store.ts'
import type { CentralOptions } from '../../core/central/central.ts'
import { compilePatterns, hideAuthValues } from '../../core/enrolment/auth-record.ts'
import { readWaiting } from '../../core/outbox/outbox-report-store.ts'
import { summarise } from '../../core/outbox/outbox-store.ts'
import { authKeyFileName, openAuthHash } from '../../core/staging/auth-hash.ts'
import { dryRun } from '../../core/station/sync.ts'
import { createLanes } from '../../core/station/upstream-lanes.ts'
import { openDatabase } from '../../core/store/database.ts'
import type { SendOutcome } from '../../core/upstream/http.ts'
import { openCentral, post, secret } from '../central/open-central.ts'
import { listAuthData } from '../enrolment/list-auth-data.ts'
import { authDataSettings, openAuthDataStation, type Passage } from '../fakes/auth-data-station.ts'
import { readRefused } from '../fakes/read-refused.ts'

const anna = { employeeId: 'A', employeeStatus: 'Active', authValue1: 'anna-secret', authValue2: '1980-01-01' }
const ben = { employeeId: 'B', employeeStatus: 'Active', authValue1: 'ben-secret' }

/** A service and what it has stored, values as given where they are the ones expected. */
async function openService(t: TestContext, rules?: AuthDataRules, more: Partial<CentralOptions> = {}) {
  const central = await openCentral(t, rules ? { ...more, authData: rules } : more)
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
        return listAuthData(database.read).map(({ employeeId, employeeStatus, authValues }) => {
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

test('what the service refuses of one record is kept in its words, and everybody else is told', async (t) => {
  const patterns = compilePatterns({ employeeId: '[A-Z]' })
  const [station, service] = [openAuthDataStation(t), await openService(t, { thresholds: {}, patterns })]
  await station.approve([anna, { ...ben, employeeId: '12' }])
  const counts = await station.drain(service.settings)
  assert.deepEqual(counts, { delivered: 1, retry: 0, refused: 1, unknown: 0, waiting: 0 })
  const [refused] = readRefused(station.store.read, 'authData')
  assert.equal(refused?.reason, 'employeeId does not fit the pattern of this site')
  assert.deepEqual(service.stands({ A: annaValues }), [['A', 'Active', true]])
})

test('too many errors cost nobody else anything', async (t) => {
  const patterns = compilePatterns({ employeeId: '[A-Z]' })
  const rules = { thresholds: { errorPercent: 10 }, patterns }
  const [station, service] = [openAuthDataStation(t), await openService(t, rules)]
  await station.approve([anna, { ...ben, employeeId: '12' }])
  const counts = await station.drain(service.settings)
  assert.deepEqual(counts, { delivered: 1, retry: 0, refused: 1, unknown: 0, waiting: 0 })
  assert.deepEqual(service.stands({ A: annaValues }), [['A', 'Active', true]])
})

test('a threshold of the service stops a batch: nothing is applied, and all of it waits for a person', async (t) => {
  const rules = { thresholds: { addedPercent: 10 }, patterns: {} }
  const [station, service] = [openAuthDataStation(t), await openService(t, rules)]
  await station.approve([anna, ben])
  const counts = await station.drain(service.settings)
  assert.deepEqual(counts, { delivered: 0, retry: 0, refused: 2, unknown: 0, waiting: 0 })
  for (const { reason } of readRefused(station.store.read, 'authData')) {
    assert.equal(reason, 'Number of added employees exceeds threshold: 10%. Processing has stopped.')
  }
  assert.deepEqual(service.stands({}), [])
})

test('a batch that something else came before is staged anew', async (t) => {
  const [station, service] = [openAuthDataStation(t), await openService(t)]
  await station.approve([anna])
  const staging = { employee: [{ ...anna, authValue1: 'somebody else’s' }] }
  let isFirst = true
  const passage: Passage = async (wire, send) => {
    if (!wire.path.endsWith('/stage') && isFirst) {
      isFirst = false
      const headers = { authorization: `bearer ${secret}` }
      const staged = await post(service.url, '/api/admin/authdata/stage', staging, headers)
      await fetch(`${service.url}/api/admin/authdata/${JSON.parse(staged.body).fileLogId}`, { method: 'POST', headers })
    }
    return send()
  }
  assert.equal((await station.drain(service.settings, passage))?.retry, 1)
  assert.equal((await station.drain(service.settings, passage))?.delivered, 1)
  assert.deepEqual(service.stands({ A: annaValues }), [['A', 'Active', true]])
})

test('a late request to process an abandoned batch does not undo what came after', async (t) => {
  const [station, service] = [openAuthDataStation(t), await openService(t)]
  await station.approve([anna])
  const late: string[] = []
  const passage: Passage = async (wire, send) => {
    if (wire.path.endsWith('/stage') || late.length > 0) return send()
    late.push(wire.path)
    return { type: 'lost', why: 'timed out', requestId: 'r' }
  }
  await station.drain(service.settings, passage)
  await station.approve([{ ...anna, authValue1: 'newer' }])
  for (let run = 0; run < 9 && summarise(station.store.read).waiting > 0; run += 1) {
    await station.drain(service.settings, passage)
  }
  const headers = { authorization: `bearer ${secret}` }
  assert.equal((await fetch(`${service.url}${late[0]}`, { method: 'POST', headers })).status, 409)
  const newer = ['newer', annaValues[1], null] as const
  assert.deepEqual(service.stands({ A: newer }), [['A', 'Active', true]])
})

test('a token is asked for once, and again when it is no longer good', async (t) => {
  let nowMs = Date.now()
  const [station, service] = [openAuthDataStation(t), await openService(t, undefined, { nowMs: () => nowMs })]
  const login = {
    token: undefined,
    username: 'station',
    password: secret,
    companyUrlSuffix: 'acme',
    tokenMinutes: 1440,
  }
  const settings = authDataSettings({ url: service.url, ...login, batchRows: 1 })
  await station.approve([anna, ben])
  const paths: string[] = []
  const counts = await station.drain(settings, (wire, send) => {
    paths.push(
      wire.path
        .replace(/[0-9a-f-]{36}/, '{id}')
        .split('/')
        .at(-1) ?? '',
    )
    // The first token ends between staging and processing.
    if (paths.length === 3) nowMs += 2 * 3_600_000
    return send()
  })
  assert.equal(counts?.delivered, 2)
  assert.deepEqual(paths, ['token', 'stage', '{id}', 'token', 'stage', '{id}', 'stage', '{id}'])
  assert.equal(service.batches().filter(({ state }) => state === 'approved').length, 2)
})

test('a wrong password refuses nothing: it is told, and waits for an operator', async (t) => {
  const [station, service] = [openAuthDataStation(t), await openService(t)]
  await station.approve([anna])
  for (const wrong of [
    { token: undefined, username: 'station', password: 'wrong-password' },
    { token: 'wrong-token' },
  ]) {
    const counts = await station.drain(authDataSettings({ url: service.url, ...wrong }))
    assert.deepEqual(counts, { delivered: 0, retry: 1, refused: 0, unknown: 0, waiting: 1 })
  }
  assert.ok(station.reports.some(({ level, message }) => level === 'error' && message.startsWith('configuration')))
  assert.equal((await station.drain(service.settings))?.delivered, 1)
})

test('a request that is refused whole is halved until the offender stands alone', async (t) => {
  const [station, service] = [openAuthDataStation(t), await openService(t)]
  const employee = Array.from({ length: 9 }, (_, index) => ({ employeeId: `E${index}`, authValue1: `v${index}` }))
  await station.approve(employee)
  const counts = await station.drain(service.settings, (wire, send) =>
    wire.body?.includes('"E4"') ? Promise.resolve(answered(400, 'no E4 here')) : send(),
  )
  assert.deepEqual(counts, { delivered: 8, retry: 0, refused: 1, unknown: 0, waiting: 0 })
  assert.equal(readRefused(station.store.read, 'authData')[0]?.answer, 'no E4 here')
})

test('a record that makes the service fail every time does not hold up the others', async (t) => {
  const [station, service] = [openAuthDataStation(t), await openService(t)]
  await station.approve([anna, ben])
  for (let run = 0; run < 4; run += 1) {
    await station.drain(service.settings, (wire, send) =>
      wire.body?.includes('anna-secret') ? Promise.resolve(answered(500, 'anna-secret broke it')) : send(),
    )
  }
  assert.deepEqual(service.stands({ B: benValues }), [['B', 'Active', true]])
  assert.equal(summarise(station.store.read).waiting, 1)
  const texts = station.store.read.prepare('SELECT reason, answer FROM outbox').all()
  assert.doesNotMatch(JSON.stringify([texts, station.reports]), /anna-secret/)
})

test('Retry-After is obeyed', async (t) => {
  const [station, service] = [openAuthDataStation(t), await openService(t)]
  await station.approve([anna])
  const before = Date.now()
  await station.drain(service.settings, async () => answered(429, 'slow down', { 'retry-after': '120' }))
  const [row] = [...readWaiting(station.store.read, 'authData', before + 60_000)]
  assert.ok(row && row.dueAtMs >= before + 120_000 && !row.isDue)
})

test('a dry run shows what would be told without a secret, sealed or open, and changes nothing', async (t) => {
  const { store, approve } = openAuthDataStation(t)
  await approve([anna, { employeeId: 'C' }])
  const neverHere = (): never => assert.fail('a dry run tried to do something')
  const parts = { store: { ...store, transact: neverHere }, now: Date.now, random: Math.random, report: neverHere }
  const lanes = createLanes(
    { authData: authDataSettings({ url: 'http://127.0.0.1:9' }) },
    { ...parts, sleep: neverHere, exchange: { send: neverHere } },
  )
  const shown = [...dryRun({ store, lanes, now: Date.now })]
  assert.deepEqual(
    shown.map((row) => (row.type === 'would-send' ? row.says : row)),
    [
      { employeeId: 'A', employeeStatus: 'Active', authValues: '(sealed)' },
      { employeeId: 'C', employeeStatus: null, authValues: [null, null, null] },
    ],
  )
  assert.doesNotMatch(JSON.stringify(shown), /anna-secret|"sealed":/)
})

test('values that do not open with the folder’s key are refused in words and not sent as none', async (t) => {
  const [station, service] = [openAuthDataStation(t), await openService(t)]
  await station.approve([anna])
  rmSync(join(station.store.folder, authKeyFileName))
  const counts = await station.drain(service.settings)
  assert.deepEqual(counts, { delivered: 0, retry: 0, refused: 1, unknown: 0, waiting: 0 })
  assert.match(readRefused(station.store.read, 'authData')[0]?.reason ?? '', /do not open with the key/)
  assert.deepEqual(service.stands({}), [])
})

test('whatever goes wrong on the way, the service ends up as the station approved it, and each change is applied once', async (t) => {
  const faults = [
    'none',
    'none',
    'not-sent',
    'lost-before',
    'lost-after',
    'busy',
    'broken-after',
    'gibberish-after',
    'expired',
  ]
  const step = fc.record({
    who: fc.constantFrom('A', 'B', 'C'),
    value: fc.constantFrom('1', '2', '3'),
    plan: fc.array(fc.constantFrom(...faults), { maxLength: 5 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const [station, service] = [openAuthDataStation(t), await openService(t)]
      let changes = 0
      const expected: Record<string, string> = {}
      const plan: string[] = []
      const passage: Passage = async (_wire, send) => {
        const fault = plan.shift() ?? 'none'
        if (fault.endsWith('-after')) await send()
        if (fault === 'not-sent') return { type: 'not-sent', why: 'refused', requestId: 'r' }
        if (fault.startsWith('lost')) return { type: 'lost', why: 'reset', requestId: 'r' }
        if (fault === 'busy') return answered(503, 'busy')
        if (fault === 'broken-after') return answered(500, 'broken')
        if (fault === 'gibberish-after') return answered(200, '<html>Welcome to the hotel’s network</html>')
        return fault === 'expired' ? answered(401, 'expired') : send()
      }
      for (const { who, value, plan: planned } of steps) {
        // Nobody shares another's values, so that nobody is taken for somebody under a new id.
        const authValue1 = `${who}${value}`
        if (expected[who] !== authValue1) changes += 1
        expected[who] = authValue1
        await station.approve([{ employeeId: who, authValue1 }])
        plan.push(...planned)
        await station.drain(service.settings, passage)
      }
      plan.length = 0
      for (let run = 0; run < 99 && summarise(station.store.read).waiting > 0; run += 1) {
        await station.drain(service.settings, passage)
      }
      assert.deepEqual(summarise(station.store.read), { waiting: 0, oldestWaitingAtMs: null, refused: 0 })
      const values = Object.fromEntries(
        Object.entries(expected).map(([who, value]) => [who, [value, null, null] as const]),
      )
      assert.deepEqual(
        service.stands(values),
        Object.keys(expected)
          .sort()
          .map((who) => [who, null, true]),
      )
      const applied = service.batches().filter(({ state }) => state === 'approved')
      assert.equal(
        applied.reduce((sum, { totalNew, totalUpdates }) => sum + totalNew + totalUpdates, 0),
        changes,
      )
    }),
    { numRuns: 12 },
  )
})

function answered(status: number, body: string, headers: Record<string, string> = {}): SendOutcome {
  return { type: 'answered', requestId: 'r', answer: { status, headers, body } }
}
