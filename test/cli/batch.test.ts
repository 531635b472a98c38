import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  hasStackTrace,
  makeStaffedStation,
  makeStation,
  readJsonLines,
  runFoyer,
  startFoyer,
  writeBeside,
  writeSettings,
} from './run-foyer.ts'

const secret = 'hunter2-secret'
const csv = `employeeId,employeeStatus,authValue1,authValue2,authValue3
E1,Active,${secret},1980-01-01,
E2,Active,other,1981-01-01,
,Active,lonely,,
`

async function stage(dir: string, ...more: string[]) {
  return runFoyer(['stage', writeBeside(dir, 'auth.csv', csv), '--data', dir, '--json', ...more])
}

async function listBatches(dir: string): Promise<Record<string, unknown>[]> {
  const run = await runFoyer(['batch', 'list', '--data', dir, '--json'])
  assert.equal(run.code, 0, run.stderr)
  return JSON.parse(run.stdout)
}

describe('stage and batch', () => {
  it('stages, shows and approves, and counts every record as exactly one of five', async (test) => {
    const dir = await makeStaffedStation(test)
    const staged = await stage(dir)
    assert.equal(staged.code, 0, staged.stderr)
    const answer = JSON.parse(staged.stdout)
    assert.partialDeepStrictEqual(answer, { totalRecords: 3, totalNew: 2, totalErrors: 1, totalUpdates: 0 })
    assert.match(staged.stderr, /auth\.csv: line 3: \S/)
    const shown = await runFoyer(['batch', 'show', answer.fileLogId, '--data', dir, '--json'])
    assert.equal(shown.code, 0, shown.stderr)
    const { people, ...batch } = JSON.parse(shown.stdout)
    assert.partialDeepStrictEqual(batch, { id: answer.fileLogId, kind: 'auth', state: 'staged', records: 3 })
    assert.equal(people.length, 3)
    assert.ok(!shown.stdout.includes(secret))
    const approved = await runFoyer(['batch', 'approve', answer.fileLogId, '--data', dir, '--json'])
    assert.equal(approved.code, 0, approved.stderr)
    assert.partialDeepStrictEqual(JSON.parse(approved.stdout), { state: 'approved', totals: { totalNew: 2 } })
    const twice = await runFoyer(['batch', 'approve', answer.fileLogId, '--data', dir])
    assert.equal(twice.code, 1)
    assert.equal(twice.stderr, 'The batch was approved before.\n')
    const again = JSON.parse((await stage(dir)).stdout)
    assert.partialDeepStrictEqual(again, { totalNew: 0, totalNoChange: 2, totalErrors: 1 })
  })

  it('does not approve what nobody was shown, in words and for a script', async (test) => {
    const dir = await makeStaffedStation(test)
    const first = JSON.parse((await stage(dir)).stdout)
    assert.equal((await runFoyer(['batch', 'show', first.fileLogId, '--data', dir, '--json'])).code, 0)
    const second = JSON.parse((await stage(dir, '--file-log-id', first.fileLogId)).stdout)
    assert.notEqual(second.preview, first.preview)
    const approve = (...more: string[]) =>
      runFoyer(['batch', 'approve', first.fileLogId, '--data', dir, '--json', ...more])
    for (const more of [[], [], ['--preview', first.preview]]) {
      const refused = await approve(...more)
      assert.equal(refused.code, 1)
      assert.match(refused.stderr, /^It would come to something else than what was shown\. Nothing was changed/)
      assert.equal(JSON.parse(refused.stdout).type, 'stale')
    }
    const shown = JSON.parse((await runFoyer(['batch', 'show', first.fileLogId, '--data', dir, '--json'])).stdout)
    assert.partialDeepStrictEqual(shown, { preview: second.preview, by: { staged: 'owner', settled: null } })
    assert.equal((await approve('--preview', second.preview)).code, 0)
    assert.equal(JSON.parse((await approve()).stdout).type, 'not-open')
    assert.equal(
      JSON.parse((await runFoyer(['batch', 'reject', 'nowhere', '--data', dir, '--json'])).stdout).type,
      'unknown-batch',
    )
  })

  it('only tries where it is told not to commit', async (test) => {
    const dir = await makeStaffedStation(test)
    const before = (await listBatches(dir)).length
    const tried = await stage(dir, '--no-commit')
    assert.equal(JSON.parse(tried.stdout).totalRecords, 3)
    assert.equal((await listBatches(dir)).length, before)
  })

  it('rejects a batch, and knows neither a stranger nor a batch that was settled', async (test) => {
    const dir = await makeStaffedStation(test)
    const { fileLogId } = JSON.parse((await stage(dir)).stdout)
    assert.equal((await runFoyer(['batch', 'reject', fileLogId, '--data', dir])).code, 0)
    const appended = await stage(dir, '--file-log-id', fileLogId)
    assert.equal(appended.code, 1)
    assert.match(appended.stderr, /The batch was rejected, and takes no more records\.\n$/)
    for (const name of ['show', 'approve', 'reject']) {
      const run = await runFoyer(['batch', name, 'nowhere', '--data', dir])
      assert.equal(run.code, 1)
      assert.equal(run.stderr, 'There is no batch "nowhere".\n')
      assert.ok(!hasStackTrace(run))
    }
  })

  it('cancels a batch that exceeds a threshold, in the documented sentence', async (test) => {
    const dir = makeStation(test)
    writeSettings(dir, {
      station: { id: 'front-door', zone: 'Europe/Berlin' },
      enrolment: { thresholds: { addedPercent: 50 } },
    })
    const sentence = 'Number of added employees exceeds threshold: 50%. Processing has stopped.'
    const staged = await stage(dir)
    assert.equal(staged.code, 0, staged.stderr)
    const { fileLogId, thresholdExceptions } = JSON.parse(staged.stdout)
    assert.deepEqual(thresholdExceptions, [sentence])
    const approved = await runFoyer(['batch', 'approve', fileLogId, '--data', dir])
    assert.equal(approved.code, 1)
    assert.equal(approved.stderr, `${sentence} The batch was cancelled; nothing was changed.\n`)
    assert.equal((await listBatches(dir))[0]?.state, 'cancelled')
  })

  it('is handed to the station that runs there, and approving stands in the audit trail', async (test) => {
    const dir = await makeStaffedStation(test)
    const alone = await stage(dir, '--no-commit')
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const staged = await stage(dir)
    assert.equal(staged.code, 0, staged.stderr)
    const { fileLogId } = JSON.parse(staged.stdout)
    const fieldsOf = ({ stdout }: { stdout: string }) => Object.keys(JSON.parse(stdout))
    assert.deepEqual(fieldsOf(staged), fieldsOf(alone), 'in the order of the page, whoever answers')
    const approved = await runFoyer(['batch', 'approve', fileLogId, '--data', dir, '--json'])
    assert.equal(approved.code, 0, approved.stderr)
    assert.equal((await station.stop()).code, 0)
    const trail = readJsonLines((await runFoyer(['export', 'audit', '--data', dir])).stdout)
    assert.partialDeepStrictEqual(trail.at(-1) ?? {}, { action: 'batch.approve', subject: fileLogId })
    assert.equal((await runFoyer(['audit', 'verify', '--data', dir])).code, 0)
  })
})
