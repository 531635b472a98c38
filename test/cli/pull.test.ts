import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { person as centralPerson, type OpenCentral, openCentral, secret } from '../central/open-central.ts'
import {
  hasStackTrace,
  makeStation,
  type Run,
  readJsonLines,
  runFoyer,
  startFoyer,
  writeSettings,
} from './run-foyer.ts'

const people = ['E1', 'E2', 'E3'].map((employeeNumber) => centralPerson(employeeNumber))

const pullFrom = (url: string, more: object = {}) => ({
  station: { id: 'front-door', zone: 'Europe/Berlin' },
  pull: { url, token: secret, everySeconds: 1, ...more },
})

const pull = (dir: string, ...more: string[]) => runFoyer(['pull', '--data', dir, '--once', ...more])

async function statusOf(dir: string) {
  return JSON.parse((await runFoyer(['status', '--data', dir])).stdout)
}

/** The command ended as it should, without words that are for its makers. */
function assertEnded(run: Run, code: number): void {
  assert.equal(run.code, code, run.stderr)
  assert.ok(!hasStackTrace(run), run.stderr)
}

test('foyer pull takes everything and counts it, and counts nothing the second time', async (t) => {
  const central = await openCentral(t, { people })
  const dir = makeStation(t, pullFrom(central.url))
  const nothing = { items: 0, fault: null, warning: null }
  const first = await pull(dir, '--json')
  assertEnded(first, 0)
  assert.deepEqual(readJsonLines(first.stdout), [
    { people: { ...nothing, items: 3 }, timeProfiles: nothing, clock: nothing },
  ])
  assert.equal(first.stderr, '')
  assert.deepEqual(readJsonLines((await pull(dir)).stdout), [
    { people: nothing, timeProfiles: nothing, clock: nothing },
  ])
  assert.equal((await statusOf(dir)).people, 3)
})

test('a wrong token ends with 1 and says what to do, in the status too', async (t) => {
  const central = await openCentral(t, { people })
  const dir = makeStation(t, pullFrom(central.url, { token: 'wrong' }))
  const run = await pull(dir, '--json')
  assertEnded(run, 1)
  const words =
    /people: the service does not take the token \(status 401\); put the secret .* into "pull.token" of station.json/
  assert.match(run.stderr, words)
  assert.doesNotMatch(run.stderr + run.stdout, /wrong/, 'the token is a secret')
  const { pull: lists } = await statusOf(dir)
  assert.match(`people: ${lists.people.fault}`, words)
  assert.equal(lists.people.workedAtMs, null)
})

test('a service that is away, or is none, ends with 1 and leaves what is there', async (t) => {
  const central = await openCentral(t, { people })
  const dir = makeStation(t, pullFrom(central.url))
  assertEnded(await pull(dir), 0)
  await central.close()
  const away = await pull(dir)
  assertEnded(away, 1)
  assert.match(away.stderr, /^people: the service was not reached: .*ECONNREFUSED/m)
  assert.equal((await statusOf(dir)).people, 3)
  const other = await openCentral(t)
  writeSettings(dir, pullFrom(`${other.url}/elsewhere`))
  assert.match((await pull(dir)).stderr, /the service has no \/foyer\/v1\/people \(status 404\).* "pull.url"/)
})

test('nothing to pull is said', async (t) => {
  const run = await pull(makeStation(t), '--json')
  assertEnded(run, 0)
  assert.deepEqual(
    [run.stdout, run.stderr],
    ['{}\n', 'Nothing is pulled: station.json has no "pull", or each of its lists is off.\n'],
  )
})

test('a service whose roster is gone wipes nobody; one that says that most are gone is held, and named', async (t) => {
  const central = await openCentral(t, { people })
  const dir = makeStation(t, pullFrom(central.url))
  assertEnded(await pull(dir), 0)
  const empty = await openCentral(t, { people: [] })
  writeSettings(dir, pullFrom(empty.url))
  assertEnded(await pull(dir), 0)
  const leaving = await openCentral(t, {
    people: people.map((each) => ({ ...each, isActive: each.employeeNumber === 'E1' })),
  })
  writeSettings(dir, pullFrom(leaving.url))
  const held = await pull(dir, '--json')
  assertEnded(held, 1)
  assert.match(
    held.stderr,
    /people: 2 of 3 active people would leave, more than 20 percent \(pull.thresholds.leavingPercent\)/,
  )
  assert.equal(readJsonLines(held.stdout)[0]?.people && (await statusOf(dir)).people, 3)
  writeSettings(dir, pullFrom(leaving.url, { thresholds: { leavingPercent: 70 } }))
  const allowed = await pull(dir, '--json')
  assertEnded(allowed, 0)
  assert.deepEqual(readJsonLines(allowed.stdout)[0]?.people, { items: 2, fault: null, warning: null })
})

/** Resolves when `what` holds; a station that never comes to it is ended by the test's own limit. */
async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what())) await sleep(100)
}

/** A later start with another roster, as an operator would have it: at the same address. */
async function restartWith(t: TestContext, central: OpenCentral, roster: typeof people): Promise<void> {
  await central.close()
  await openCentral(t, { dataDir: central.dataDir, port: central.port, people: roster })
}

test('a running station pulls by itself, goes on after the service was away, and is asked by the command', async (t) => {
  const central = await openCentral(t, { people })
  const dir = makeStation(t, pullFrom(central.url))
  const station = await startFoyer(t, ['start', '--data', dir, '--shell', 'none'])
  await until(async () => (await statusOf(dir)).people === 3)
  await central.close()
  await until(async () => /not reached/.test((await statusOf(dir)).pull.clock?.fault ?? ''))
  const asked = await pull(dir, '--json')
  assertEnded(asked, 1)
  assert.match(asked.stderr, /people: the service was not reached/)
  await restartWith(t, central, [...people, centralPerson('E4')])
  await until(async () => (await statusOf(dir)).people === 4)
  await until(async () => (await statusOf(dir)).pull.people.fault === null)
  const again = await pull(dir, '--json')
  assertEnded(again, 0)
  await station.stop()
  const told = readJsonLines(station.said.stderr).filter(({ topic }) => topic === 'clock')
  assert.equal(told.length, 1, 'what stands in the way is told once, not at every round')
  assert.match(String(told[0]?.fault), /the service was not reached/)
})

test('two folders with one station id are told of by the command, the status and the log', async (t) => {
  const central = await openCentral(t, { people })
  const dirs = [makeStation(t, pullFrom(central.url)), makeStation(t, pullFrom(central.url))]
  const [one, other] = await Promise.all(dirs.map((dir) => startFoyer(t, ['start', '--data', dir, '--shell', 'none'])))
  assert.ok(one && other)
  for (const dir of dirs) {
    await until(async () =>
      /under the station id "front-door" as well/.test((await statusOf(dir)).pull.clock?.warning ?? ''),
    )
  }
  const asked = await pull(dirs[0] ?? '')
  assertEnded(asked, 0)
  assert.match(asked.stderr, /give each folder an id of its own \("station.id" of station.json\)/)
  await one.hear(/another data folder pulls under the station id/)
  await Promise.all([one.stop(), other.stop()])
})
