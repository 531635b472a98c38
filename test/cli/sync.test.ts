import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { makeProfile, repeatEvery } from '../schedule/make-profile.ts'
import {
  hasStackTrace,
  makeStaffedStation,
  makeStation,
  type RunningFoyer,
  readJsonLines,
  rosterText,
  runFoyer,
  startFoyer,
  typed,
  writeBeside,
} from './run-foyer.ts'

const day = [
  typed('02T08:00:00', '0000000101\n'),
  typed('02T08:01:00', '0000000102\n'),
  typed('02T16:00:00', '0000000101\n'),
].join('\n')

describe('telling the central service', () => {
  it('tells each tap exactly once, however often it is asked to', async (test) => {
    const { dir, centralDir, central } = await makeBoth(test)
    const replayed = readJsonLines((await runFoyer(['replay', '-', '--data', dir], { input: day })).stdout)
    const first = await runFoyer(['sync', '--data', dir, '--once'])
    assert.equal(first.code, 0, first.stderr)
    assert.deepEqual(JSON.parse(first.stdout), {
      clock: { delivered: 3, retry: 0, refused: 0, unknown: 0, waiting: 0 },
    })
    const second = await runFoyer(['sync', '--data', dir, '--once'])
    assert.equal(JSON.parse(second.stdout).clock.delivered, 0)
    const run = await runFoyer(['export', 'clock', '--data', centralDir])
    assert.equal(run.code, 0, run.stderr)
    const told = readJsonLines(run.stdout)
    assert.deepEqual(
      told.map(({ idempotencyKey, occurredAt }) => [idempotencyKey, Date.parse(String(occurredAt))]).sort(),
      replayed.map(({ eventId, at }) => [eventId, Date.parse(String(at))]).sort(),
    )
    assert.deepEqual(told.map(({ employeeNumber, kind }) => `${employeeNumber} ${kind}`).sort(), [
      'E1 in',
      'E1 out',
      'E2 in',
    ])
    assert.equal((await central.stop()).code, 0)
  })

  it('is shown beforehand without being done', async (test) => {
    const { dir, centralDir } = await makeBoth(test)
    await runFoyer(['replay', '-', '--data', dir], { input: day })
    const run = await runFoyer(['sync', '--data', dir, '--once', '--dry-run'])
    assert.equal(run.code, 0, run.stderr)
    const rows = readJsonLines(run.stdout)
    assert.deepEqual(
      rows.map(({ upstream, type }) => [upstream, type]),
      [
        ['clock', 'would-send'],
        ['clock', 'would-send'],
        ['clock', 'would-send'],
      ],
    )
    assert.ok(!run.stdout.includes(secret))
    assert.equal((await runFoyer(['export', 'clock', '--data', centralDir])).stdout, '')
    assert.equal(JSON.parse((await runFoyer(['status', '--data', dir])).stdout).outbox.clock.waiting, 3)
  })

  it('keeps every tap where nobody answers', async (test) => {
    const { dir, central } = await makeBoth(test)
    await central.stop()
    await runFoyer(['replay', '-', '--data', dir], { input: day })
    const run = await runFoyer(['sync', '--data', dir, '--once'])
    assert.equal(run.code, 0, run.stderr)
    assert.equal(JSON.parse(run.stdout).clock.waiting, 3)
    assert.equal(JSON.parse(run.stdout).clock.delivered, 0)
    assert.ok(!hasStackTrace(run))
  })

  it('is done by a running station by itself, and once more when it is asked to', async (test) => {
    const { dir, centralDir } = await makeBoth(test)
    await runFoyer(['replay', '-', '--data', dir], { input: day })
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const run = await runFoyer(['sync', '--data', dir, '--once'])
    assert.equal(run.code, 0, run.stderr)
    assert.equal(JSON.parse(run.stdout).clock.waiting, 0)
    await station.stop()
    assert.equal(readJsonLines((await runFoyer(['export', 'clock', '--data', centralDir])).stdout).length, 3)
  })
})

describe('telling of time profiles', () => {
  it('puts and deletes at the service what was put and deleted here, and is shown beforehand', async (test) => {
    const centralDir = join(makeStation(test), '..', 'central')
    const central = await startFoyer(test, ['central', '--port', '0', '--data', centralDir, '--secret', secret])
    const timeProfiles = { url: central.url, username: 'front-door', password: 'env:FOYER_TEST_PASSWORD' }
    const dir = makeStation(test, { upstreams: { timeProfiles } })
    const env = { FOYER_TEST_PASSWORD: secret }
    const sync = (...more: string[]) => runFoyer(['sync', '--data', dir, '--once', ...more], { env })
    const item = makeProfile('2026-03-02T08:00', '2026-03-02T17:00', repeatEvery('day'))
    const file = writeBeside(dir, 'profiles.json', JSON.stringify({ list_items: [item] }))
    assert.equal((await runFoyer(['profile', 'put', file, '--data', dir], { env })).code, 0)
    const shown = await sync('--dry-run')
    assert.deepEqual(
      readJsonLines(shown.stdout).map(({ type, says }) => [type, says]),
      [['would-send', { put: item }]],
    )
    assert.ok(!shown.stdout.includes(secret))
    const told = { timeProfiles: { delivered: 1, retry: 0, refused: 0, unknown: 0, waiting: 0 } }
    assert.deepEqual(JSON.parse((await sync()).stdout), told)
    assert.equal((await runFoyer(['profile', 'delete', item.link_id, '--data', dir], { env })).code, 0)
    const last = await sync()
    assert.deepEqual(JSON.parse(last.stdout), told)
    const figures = await (await fetch(`${central.url}/metrics`)).text()
    for (const word of ['created', 'deleted']) {
      assert.ok(figures.includes(`foyer_central_time_profiles_total{extended_info="${word}"} 1\n`), figures)
    }
    const said = (await central.stop()).stderr + last.stderr
    for (const word of [secret, createHash('md5').update(secret).digest('hex')]) assert.ok(!said.includes(word))
  })
})

describe('telling of presence', () => {
  it('tells of the first tap of a day at a location, matched by what the settings say, and shows it beforehand', async (test) => {
    const centralDir = join(makeStation(test), '..', 'central')
    const roster = writeBeside(centralDir, 'roster.csv', rosterText)
    const central = await startFoyer(test, [
      ...['central', '--port', '0', '--data', centralDir, '--people', roster, '--secret', secret],
      ...['--zone', 'Europe/Berlin', '--location', 'HQ', '--day-window', '08:00-18:30', '--state', 'at_location'],
    ])
    const presence = { url: central.url, token: 'env:FOYER_TEST_TOKEN', matchBy: 'employeeID', dateFormat: 'longForm' }
    const dir = await makeStaffedStation(test, { upstreams: { presence } })
    const env = { FOYER_TEST_TOKEN: secret }
    assert.equal((await runFoyer(['replay', '-', '--data', dir], { input: day, env })).code, 0)
    const shown = await runFoyer(['sync', '--data', dir, '--once', '--dry-run'], { env })
    assert.deepEqual(
      readJsonLines(shown.stdout).map(({ says }) => says),
      ['E1', 'E2'].map((employeeID) => ({
        ...{ employeeID, date: 'March 2, 2026', state: 'at_location', location: 'HQ' },
      })),
    )
    const told = await runFoyer(['sync', '--data', dir, '--once'], { env })
    assert.deepEqual(JSON.parse(told.stdout), {
      presence: { delivered: 2, retry: 0, refused: 0, unknown: 0, waiting: 0 },
    })
    const heard = readJsonLines((await runFoyer(['export', 'presence', '--data', centralDir])).stdout)
    assert.deepEqual(
      heard.map(({ employeeNumber, date, state, location }) => [employeeNumber, date, state, location]),
      ['E1', 'E2'].map((number) => [number, '2026-03-02', 'at_location', 'HQ']),
    )
    assert.ok(!((await central.stop()).stderr + told.stderr + shown.stdout).includes(secret))
  })

  it('cannot start a service with a day window that is none', async (test) => {
    const run = await runFoyer(['central', '--port', '0', '--data', makeStation(test), '--day-window', '18:00-08:00'])
    assert.equal(run.code, 2)
    assert.match(run.stderr, /two times of the day such as 08:00-18:30/)
  })
})

describe('telling of authentication data', () => {
  it('stages and processes at the service what was approved here, refuses what its site does not take, and shows no value', async (test) => {
    const centralDir = join(makeStation(test), '..', 'central')
    const central = await startFoyer(test, [
      ...['central', '--port', '0', '--data', centralDir, '--secret', secret],
      ...['--pattern', 'employeeId=E[0-9]+', '--threshold', 'errors=60'],
    ])
    const authData = { url: central.url, username: 'front-door', password: 'env:FOYER_TEST_PASSWORD' }
    const dir = makeStation(test, { upstreams: { authData } })
    const env = { FOYER_TEST_PASSWORD: secret }
    const run = async (...args: string[]) => {
      const ran = await runFoyer([...args, '--data', dir], { env })
      assert.equal(ran.code, 0, ran.stderr)
      return ran
    }
    const file = writeBeside(dir, 'auth.csv', 'employeeId,authValue1\nE1,value-of-e1\nX2,value-of-x2\n')
    const { fileLogId } = JSON.parse((await run('stage', file, '--json')).stdout)
    await run('batch', 'approve', fileLogId)
    const shown = await run('sync', '--once', '--dry-run')
    assert.deepEqual(
      readJsonLines(shown.stdout).map(({ type, says }) => [type, says]),
      ['E1', 'X2'].map((employeeId) => ['would-send', { employeeId, employeeStatus: null, authValues: '(sealed)' }]),
    )
    const synced = await run('sync', '--once')
    assert.deepEqual(JSON.parse(synced.stdout), {
      authData: { delivered: 1, retry: 0, refused: 1, unknown: 0, waiting: 0 },
    })
    const figures = await (await fetch(`${central.url}/metrics`)).text()
    assert.match(figures, /^foyer_central_auth_batches_total\{outcome="approved"\} 1$/m)
    const stopped = await central.stop()
    const said = [stopped.stdout, stopped.stderr, shown.stdout, synced.stderr, (await run('export', 'audit')).stdout]
    assert.doesNotMatch(said.join('\n'), new RegExp(`value-of|${secret}`))
    for (const path of [join(dir, 'foyer.sqlite'), join(centralDir, 'central.sqlite')]) {
      assert.equal(readFileSync(path).includes('value-of'), false)
    }
  })

  it('takes thresholds and patterns that make sense, and no others', async (test) => {
    const dir = join(makeStation(test), '..', 'central')
    const wrong = ['errors', 'errors=101', 'errors=-1', 'mistakes=5']
    const options = [
      ...wrong.map((text) => ['--threshold', text]),
      ['--pattern', 'employeeId=('],
      ['--pattern', 'pin=x'],
    ]
    for (const option of options) {
      const run = await runFoyer(['central', '--port', '0', '--data', dir, ...option])
      assert.deepEqual([run.code, run.stdout, hasStackTrace(run)], [2, '', false])
      assert.match(run.stderr, /Expected/)
    }
  })
})

describe('the central service alone', () => {
  it('says why it cannot start: a taken port, a taken folder, a roster that is none, an unset secret', async (test) => {
    const { dir, centralDir, central } = await makeBoth(test)
    const port = new URL(central.url).port
    const other = join(dir, '..', 'other')
    const cases: [string[], number, RegExp][] = [
      [['--port', port, '--data', other], 1, new RegExp(`^Port ${port} is taken by another program`, 'm')],
      [['--port', '0', '--data', centralDir], 4, /is in use by process \d+/],
      [
        ['--port', '0', '--data', `${other}2`, '--people', join(dir, 'nowhere.csv')],
        1,
        /nowhere\.csv: The roster does not exist/,
      ],
      [
        ['--port', '0', '--data', `${other}3`, '--secret', 'env:FOYER_TEST_NOT_SET'],
        2,
        /"FOYER_TEST_NOT_SET".* is not set/,
      ],
    ]
    for (const [args, code, says] of cases) {
      const run = await runFoyer(['central', ...args])
      assert.equal(run.code, code, run.stderr)
      assert.match(run.stderr, says)
      assert.equal(run.stdout, '')
      assert.ok(!hasStackTrace(run))
    }
  })
})

const secret = 'open-sesame-17'

/** A staffed station and the central service that it tells. */
async function makeBoth(test: TestContext): Promise<{ dir: string; centralDir: string; central: RunningFoyer }> {
  const outside = await makeStaffedStation(test)
  const centralDir = join(outside, '..', 'central')
  const central = await startFoyer(test, [
    ...['central', '--port', '0', '--data', centralDir, '--secret', secret, '--zone', 'Europe/Berlin'],
    ...['--people', writeBeside(outside, 'people.csv', rosterText)],
  ])
  const dir = await makeStaffedStation(test, {
    upstreams: { clock: { url: central.url, communityId: 'foyer', key: secret } },
  })
  return { dir, centralDir, central }
}
