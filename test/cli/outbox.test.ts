import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { enqueue } from '../../core/outbox/outbox-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { stationFileName } from '../../core/store/station-file.ts'
import { write } from '../fakes/station-store.ts'
import { makeStaffedStation, runFoyer, startFoyer } from './run-foyer.ts'

const payload = { want: 'out', occurredAtMs: 1_772_438_400_000 }

/** A station that was refused a row (and the one that follows it), and has one that was never to be sent. */
async function makeRefused(test: TestContext): Promise<string> {
  const dir = await makeStaffedStation(test)
  const store = openDatabase(join(dir, stationFileName), 'write')
  const common = {
    upstream: 'clock',
    fence: 'person:1',
    personId: 1,
    payload,
    enqueuedAtMs: 1000,
    dueAtMs: 1000,
  } as const
  write(store, (db) => {
    enqueue(db, [
      { ...common, key: 'a', follows: 'z' },
      { ...common, key: 'b', follows: 'a' },
      { ...common, key: 'c', refusedBecause: 'take back by hand' },
    ])
    db.prepare(
      `UPDATE outbox SET state = 'refused', is_first = 0, attempts = iif(key = 'a', 1, 0), settled_at_ms = 2000,
         reason = 'NOT LINKED', answer = 'NOT LINKED' WHERE key IN ('a', 'b')`,
    ).run()
  })
  store.close()
  return dir
}

async function list(dir: string, ...more: string[]): Promise<Record<string, unknown>[]> {
  const run = await runFoyer(['outbox', 'list', '--data', dir, '--json', ...more])
  assert.equal(run.code, 0, run.stderr)
  return run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

describe('outbox', () => {
  it('lists what was refused, in the server’s own words and with what to do', async (test) => {
    const dir = await makeRefused(test)
    const rows = await list(dir)
    assert.deepEqual(
      rows.map(({ id, reason }) => [id, reason]),
      [
        [1, 'NOT LINKED'],
        [2, 'NOT LINKED'],
        [3, 'take back by hand'],
      ],
    )
    assert.match(String(rows[0]?.advice), /^Make the person known/)
    assert.deepEqual(rows[0]?.payload, payload)
    assert.deepEqual(await list(dir, '--upstream', 'cards'), [])
    const wrong = await runFoyer(['outbox', 'list', '--data', dir, '--state', 'lost'])
    assert.equal(wrong.code, 2)
  })

  it('retries, corrects and sets aside, and the audit trail tells of it', async (test) => {
    const dir = await makeRefused(test)
    const act = (...args: string[]) => runFoyer(['outbox', ...args, '--data', dir, '--json'])
    const aside = await act('set-aside', '3', '--reason', 'entered by hand')
    assert.deepEqual([aside.code, aside.stdout], [0, '{"rows":[3]}\n'])
    const wrong = await act('correct', '1', '--set', 'wish=in')
    assert.deepEqual([wrong.code, wrong.stderr], [1, 'The row has no "wish"; it has want, occurredAtMs.\n'])
    const corrected = await act('correct', '1', '--set', 'want=in')
    assert.deepEqual([corrected.code, corrected.stdout], [0, '{"rows":[1,2]}\n'])
    assert.deepEqual(
      (await list(dir, '--state', 'waiting')).map(({ id, payload: says }) => [id, says]),
      [
        [1, { ...payload, want: 'in' }],
        [2, payload],
      ],
    )
    assert.deepEqual(
      (await list(dir, '--state', 'set-aside')).map(({ setAsideBecause }) => setAsideBecause),
      ['entered by hand'],
    )
    const none = await act('retry', '--all-of', 'clock')
    assert.deepEqual([none.code, none.stdout], [0, '{"rows":[]}\n'])
    for (const args of [
      ['retry'],
      ['retry', '1', '--all-of', 'clock'],
      ['correct', '1'],
      ['retry', 'x'],
      ['set-aside', '1'],
    ]) {
      assert.equal((await act(...args)).code, 2, args.join(' '))
    }
    const audit = await runFoyer(['export', 'audit', '--data', dir])
    assert.match(audit.stdout, /outbox\.set-aside/)
    assert.match(audit.stdout, /outbox\.correct/)
  })

  it('asks the running station, which sends at once what was retried', async (test) => {
    const dir = await makeRefused(test)
    await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const run = await runFoyer(['outbox', 'retry', '1', '--data', dir, '--json'])
    assert.deepEqual([run.code, run.stdout], [0, '{"rows":[1,2]}\n'], run.stderr)
  })
})
