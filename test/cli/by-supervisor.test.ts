import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { makeStaffedStation, readJsonLines, runFoyer, startFoyer, writeBeside } from './run-foyer.ts'

const link = '5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10'
const absent = '6c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10'
const auth = `employeeId,employeeStatus,authValue1,authValue2,authValue3
E1,Active,a,b,c
E2,Active,d,e,f
`
const week = 'date,state,location,employeeID\n2026-03-02,remote,,E1\n'
const profiles = JSON.stringify({
  list_items: [
    {
      link_id: link,
      name: 'Early',
      time_options: { is_all_day: true, date_from: 1_772_434_800, date_to: 1_772_463_600 },
      repeat_options: { repeat_enable: false },
    },
  ],
})

async function makeSupervisedStation(test: TestContext): Promise<string> {
  const dir = await makeStaffedStation(test)
  const run = await runFoyer(['person', 'set-role', 'E1', 'supervisor', '--data', dir])
  assert.equal(run.code, 0, run.stderr)
  return dir
}

async function readTrail(dir: string): Promise<unknown[][]> {
  const run = await runFoyer(['export', 'audit', '--data', dir])
  assert.equal(run.code, 0, run.stderr)
  return readJsonLines(run.stdout).map(({ action, by }) => [action, by])
}

/** Each change that can be made in somebody's name, one after the other. */
async function makeChanges(dir: string, ...by: string[]) {
  const end = [...by, '--data', dir, '--json']
  const stage = () => runFoyer(['stage', writeBeside(dir, 'auth.csv', auth), ...end])
  const idOf = ({ stdout }: { stdout: string }) => (stdout === '' ? absent : JSON.parse(stdout).fileLogId)
  const staged = await stage()
  const approved = await runFoyer(['batch', 'approve', idOf(staged), ...end])
  const again = await stage()
  const rejected = await runFoyer(['batch', 'reject', idOf(again), ...end])
  const put = await runFoyer(['profile', 'put', writeBeside(dir, 'profiles.json', profiles), ...end])
  const deleted = await runFoyer(['profile', 'delete', link, ...end])
  const file = writeBeside(dir, 'week.csv', week)
  const present = await runFoyer(['presence', 'put', file, '--match-by', 'employeeID', ...end])
  return [staged, approved, again, rejected, put, deleted, present]
}

const actions = [
  'batch.stage',
  'batch.approve',
  'batch.stage',
  'batch.reject',
  'profile.put',
  'profile.delete',
  'presence.put',
]

describe('what is staged, put and approved', () => {
  it("is a supervisor's in the audit trail where it is done in their name", async (test) => {
    const dir = await makeSupervisedStation(test)
    const before = await readTrail(dir)
    for (const run of await makeChanges(dir, '--by', 'E1')) assert.equal(run.code, 0, run.stderr)
    assert.deepEqual(
      (await readTrail(dir)).slice(before.length),
      actions.map((action) => [action, 'E1']),
    )
    assert.equal((await runFoyer(['audit', 'verify', '--data', dir])).code, 0)
  })

  it("is the owner's otherwise", async (test) => {
    const dir = await makeSupervisedStation(test)
    const before = await readTrail(dir)
    for (const run of await makeChanges(dir)) assert.equal(run.code, 0, run.stderr)
    assert.deepEqual(
      (await readTrail(dir)).slice(before.length),
      actions.map((action) => [action, null]),
    )
  })

  it('is refused, and nothing changes, in the name of whoever is no supervisor', async (test) => {
    const dir = await makeSupervisedStation(test)
    const before = await readTrail(dir)
    for (const run of await makeChanges(dir, '--by', 'E2')) {
      assert.equal(run.code, 1)
      assert.match(run.stderr, /E2 is no supervisor; "foyer person set-role" can make them one\.\n$/)
    }
    assert.deepEqual(await readTrail(dir), before)
    const batches = JSON.parse((await runFoyer(['batch', 'list', '--data', dir, '--json'])).stdout)
    assert.deepEqual(
      batches.map(({ kind }: { kind: string }) => kind),
      ['roster'],
    )
  })

  it("is a supervisor's also where a running station is asked", async (test) => {
    const dir = await makeSupervisedStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const before = await readTrail(dir)
    const put = await runFoyer([
      ...['profile', 'put', writeBeside(dir, 'profiles.json', profiles)],
      ...['--by', 'E1', '--data', dir],
    ])
    assert.equal(put.code, 0, put.stderr)
    assert.deepEqual((await readTrail(dir)).slice(before.length), [['profile.put', 'E1']])
    await station.stop()
  })
})
