import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeStaffedStation, readJsonLines, runFoyer, startFoyer, writeBeside } from './run-foyer.ts'

const week = `date,state,location,employeeID
2026-03-02,at_location,HQ,E1
2026-03-03,remote,,E1
2026-02-30,remote,,E2
2026-03-02,remote,,E9
`

async function listPresence(dir: string): Promise<Record<string, unknown>[]> {
  return readJsonLines((await runFoyer(['export', 'presence', '--data', dir])).stdout)
}

describe('presence put', () => {
  it('creates nothing at all where an entry cannot be taken, and names its line', async (test) => {
    const dir = await makeStaffedStation(test)
    const file = writeBeside(dir, 'week.csv', week)
    const run = await runFoyer(['presence', 'put', file, '--match-by', 'employeeID', '--data', dir, '--json'])
    assert.equal(run.code, 1)
    const { created, errors } = JSON.parse(run.stdout)
    assert.equal(created, 0)
    assert.deepEqual(
      errors.map(({ index, reason }: { index: number; reason: string }) => [index, reason]),
      [
        [2, 'invalid'],
        [3, 'no-match'],
      ],
    )
    assert.match(run.stderr, /week\.csv: line 4: invalid: \S.*\n.*week\.csv: line 5: no-match: \S/)
    assert.deepEqual(await listPresence(dir), [])
  })

  it('warns where stamps in seconds were taken for milliseconds', async (test) => {
    const dir = await makeStaffedStation(test)
    const seconds = Date.UTC(2026, 2, 2, 12) / 1000
    const entries = (stamp: number) => JSON.stringify([{ date: stamp, state: 'remote', employeeID: 'E1' }])
    const put = (stamp: number) =>
      runFoyer([
        ...['presence', 'put', writeBeside(dir, 'stamps.json', entries(stamp)), '--match-by', 'employeeID'],
        ...['--date-format', 'unixMS', '--data', dir, '--json'],
      ])
    assert.match((await put(seconds)).stderr, /Entry 1 lies before 2000: are its stamps in seconds \(unixS\)\?/)
    const right = await put(seconds * 1000)
    assert.deepEqual([right.code, right.stderr], [0, ''])
  })

  it('creates all other entries where it is told to skip, and finds them taken the next time', async (test) => {
    const dir = await makeStaffedStation(test)
    const file = writeBeside(dir, 'week.csv', week)
    const put = (...more: string[]) =>
      runFoyer([
        ...['presence', 'put', file, '--match-by', 'employeeID', '--on-invalid', 'skip', '--on-no-match', 'skip'],
        ...['--data', dir, '--json', ...more],
      ])
    const first = await put()
    assert.equal(first.code, 0, first.stderr)
    assert.equal(JSON.parse(first.stdout).created, 2)
    assert.equal((await listPresence(dir)).length, 2)
    const again = await put()
    assert.equal(again.code, 1)
    const skipped = await put('--on-conflict', 'skip')
    assert.equal(skipped.code, 0, skipped.stderr)
    assert.equal(JSON.parse(skipped.stdout).created, 0)
    assert.equal(JSON.parse(skipped.stdout).skipped.length, 4)
    assert.equal((await listPresence(dir)).length, 2)
  })

  it('reads dates in the format that it is told, and a file’s own parameters where it is told nothing', async (test) => {
    const dir = await makeStaffedStation(test)
    const entry = { date: '03-02-2026', state: 'remote', employeeID: 'E1' }
    const plain = writeBeside(dir, 'plain.json', JSON.stringify([entry]))
    const told = ['--match-by', 'employeeID', '--date-format', 'us', '--data', dir, '--json']
    assert.equal(JSON.parse((await runFoyer(['presence', 'put', plain, ...told])).stdout).created, 1)
    const own = { dateFormat: 'international', matchBy: 'employeeID', data: [entry] }
    const file = writeBeside(dir, 'own.json', JSON.stringify(own))
    assert.equal(JSON.parse((await runFoyer(['presence', 'put', file, '--data', dir, '--json'])).stdout).created, 1)
    assert.deepEqual((await listPresence(dir)).map(({ date }) => date).sort(), ['2026-02-03', '2026-03-02'])
  })

  it('says what is wrong with a file as a whole', async (test) => {
    const dir = await makeStaffedStation(test)
    for (const [file, sentence] of [
      [`${dir}/nowhere.csv`, /nowhere\.csv: The file does not exist\.\n$/],
      [writeBeside(dir, 'torn.json', '[{'), /torn\.json: The file is not valid JSON/],
      [
        writeBeside(dir, 'mistyped.json', '{"onConflcit":"skip","data":[]}'),
        /The request cannot be read: .*onConflcit/,
      ],
    ] as const) {
      const run = await runFoyer(['presence', 'put', file, '--data', dir])
      assert.equal(run.code, 1)
      assert.match(run.stderr, sentence)
      assert.equal(run.stdout, '')
    }
  })

  it('is handed to the station that runs there', async (test) => {
    const dir = await makeStaffedStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const args = ['--match-by', 'employeeID', '--on-invalid', 'skip', '--on-no-match', 'skip', '--data', dir, '--json']
    const run = await runFoyer(['presence', 'put', writeBeside(dir, 'week.csv', week), ...args])
    assert.equal(run.code, 0, run.stderr)
    assert.equal(JSON.parse(run.stdout).created, 2)
    assert.match(run.stderr, /week\.csv: line 4: invalid/)
    assert.equal((await station.stop()).code, 0)
    assert.equal((await listPresence(dir)).length, 2)
  })
})
