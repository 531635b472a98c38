import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import Database from 'better-sqlite3'
import { stationFileName } from '../../core/store/station-file.ts'
import { makeStaffedStation, readJsonLines, runFoyer, startFoyer, typed, writeBeside } from './run-foyer.ts'

const system = '5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10'

const toAda = (dir: string, ...more: string[]) =>
  runFoyer([
    ...['card', 'check-in', '--employee-number', 'E1', '--new-internal-card-number', '777', '--new-system-id', system],
    ...['--data', dir, '--json', ...more],
  ])

async function listCards(dir: string, person: string): Promise<Record<string, unknown>[]> {
  const run = await runFoyer(['card', 'list', '--person', person, '--data', dir, '--json'])
  assert.equal(run.code, 0, run.stderr)
  return JSON.parse(run.stdout)
}

describe('card', () => {
  it('hands out a card, takes it from its former holder, and answers in the documented names', async (test) => {
    const dir = await makeStaffedStation(test)
    const first = await toAda(dir)
    assert.equal(first.code, 0, first.stderr)
    const created = JSON.parse(first.stdout)
    assert.partialDeepStrictEqual(created, { PreviousUserId: null, InternalCardNumber: 777, ResultCode: 0 })
    assert.match(created.Value, /^[0-9a-f-]{36}$/)
    const again = await toAda(dir)
    assert.equal(again.code, 0, again.stderr)
    assert.equal(JSON.parse(again.stdout).ResultCode, 1)
    const taken = await runFoyer([
      ...['card', 'check-in', '--employee-number', 'E2', '--new-internal-card-number', '777'],
      ...['--new-system-id', system, '--data', dir, '--json'],
    ])
    assert.equal(JSON.parse(taken.stdout).ResultCode, 0)
    assert.deepEqual(
      (await listCards(dir, 'E1')).map(({ internalNumber }) => internalNumber),
      [101],
    )
    assert.deepEqual(
      (await listCards(dir, 'E2')).map(({ internalNumber }) => internalNumber),
      [102, 777],
    )
  })

  it('tells who held a card when, and what state it was in', async (test) => {
    const dir = await makeStaffedStation(test)
    assert.equal((await toAda(dir)).code, 0)
    const between = new Date().toISOString()
    const toEmile = ['card', 'check-in', '--employee-number', 'E2', '--new-internal-card-number', '777']
    assert.equal((await runFoyer([...toEmile, '--new-system-id', system, '--data', dir])).code, 0)
    assert.equal((await runFoyer(['card', 'revoke', '777', '--lost', '--data', dir])).code, 0)
    const history = JSON.parse((await runFoyer(['card', 'history', '777', '--data', dir, '--json'])).stdout)
    const [ada, emile, ...others] = history.holders
    assert.deepEqual(others, [])
    assert.deepEqual([ada.employeeNumber, ada.from, ada.until], ['E1', null, emile.from])
    assert.deepEqual([emile.employeeNumber, emile.until], ['E2', null])
    assert.deepEqual(
      history.states.map(({ state }: { state: string }) => state),
      ['active', 'lost'],
    )
    const then = await runFoyer(['card', 'history', '777', '--at', between, '--data', dir, '--json'])
    assert.partialDeepStrictEqual(JSON.parse(then.stdout), { holder: { employeeNumber: 'E1' }, state: 'active' })
    const unknown = await runFoyer(['card', 'history', '9', '--data', dir])
    assert.deepEqual([unknown.code, unknown.stderr], [1, 'There is no card "9".\n'])
  })

  it('says what a new card lacks, and which ones share a number, so that one can go on', async (test) => {
    const cards = { url: 'http://127.0.0.1:9', token: 'x' }
    const dir = await makeStaffedStation(test, { upstreams: { cards } })
    const give = (...more: string[]) =>
      runFoyer([
        ...[
          'card',
          'check-in',
          '--employee-number',
          'E1',
          '--new-internal-card-number',
          '2001',
          '--data',
          dir,
          '--json',
        ],
        ...more,
      ])
    assert.match(
      (await give()).stderr,
      /"cardSystemId", and start the station again\.\nOr name it now, with --new-system-id\./,
    )
    assert.equal((await give('--new-system-id', system)).stderr, '')
    const other = system.replace('5', '6')
    assert.match((await give('--new-system-id', other)).stderr, /reads the same as id:\d+ \(E1\)/)
    const several = await runFoyer(['card', 'revoke', '2001', '--data', dir])
    assert.equal(several.code, 1)
    for (const id of [system, other]) assert.match(several.stderr, new RegExp(`id:\\d+ \\(system ${id}, held by E1\\)`))
  })

  it('refuses whom and what it does not know, with the documented answer and exit code 1', async (test) => {
    const dir = await makeStaffedStation(test)
    const unknown = await runFoyer([
      ...['card', 'check-in', '--employee-number', 'E9', '--new-internal-card-number', '777'],
      ...['--new-system-id', system, '--data', dir, '--json'],
    ])
    assert.equal(unknown.code, 1)
    assert.equal(JSON.parse(unknown.stdout).ResultCode, 2)
    assert.equal(unknown.stderr, `${JSON.parse(unknown.stdout).Description}\n`)
    const cases: [string[], RegExp][] = [
      [['--by', 'E2'], /^E2 is no supervisor; "foyer person set-role" can make them one\.\n$/],
      [['--by', 'E9'], /^Nobody has the employee number E9\.\n$/],
      [['--until', '2026-03-02T08:00'], /^A temporary card has to end in the future\.\n$/],
      [['--until', 'soon'], /^"soon" is no instant/],
      [['--replaces', '999'], /^There is no card "999"\.\n$/],
      [['--replaces', '102'], /somebody else’s/],
    ]
    for (const [more, sentence] of cases) {
      const run = await toAda(dir, ...more)
      assert.equal(run.code, 1)
      assert.match(run.stderr, sentence)
      assert.equal(run.stdout, '')
    }
    assert.equal((await listCards(dir, 'E1')).length, 1)
  })

  it('keeps the end of a temporary card that is checked in again, and says of every other change who made it', async (test) => {
    const dir = await makeStaffedStation(test)
    await toAda(dir, '--until', '2099-01-01T08:00')
    const again = await toAda(dir, '--new-card-type', '3')
    assert.equal(JSON.parse(again.stdout).ResultCode, 1)
    const [card] = (await listCards(dir, 'E1')).filter(({ internalNumber }) => internalNumber === 777)
    assert.match(String(card?.until), /^2099-01-01/)
    assert.equal(card?.cardType, 3)
    await toAda(dir)
    const audit = readJsonLines((await runFoyer(['export', 'audit', '--data', dir])).stdout)
    assert.equal(audit.filter(({ action }) => action === 'card.check-in').length, 2, 'a repetition changes nothing')
  })

  it('makes a card good again, and leaves one that was lost as lost when it is replaced', async (test) => {
    const dir = await makeStaffedStation(test)
    const state = async (number: number) =>
      (await listCards(dir, 'E1')).find(({ internalNumber }) => internalNumber === number)?.state
    await runFoyer(['card', 'revoke', '101', '--lost', '--data', dir])
    const activated = await runFoyer(['card', 'activate', '101', '--reason', 'found', '--data', dir])
    assert.equal(activated.code, 0, activated.stderr)
    assert.equal(activated.stdout, '{"card":"id:1","state":"active"}\n')
    await runFoyer(['card', 'revoke', '101', '--lost', '--data', dir])
    assert.equal((await toAda(dir, '--replaces', '101')).code, 0)
    assert.equal(await state(101), 'lost')
    const aimless = await toAda(dir, '--lost')
    assert.equal(aimless.code, 2)
    assert.match(aimless.stderr, /--lost says how a card is replaced/)
  })

  it('kills the card that is replaced, and a card that is revoked, for the running station too', async (test) => {
    const dir = await makeStaffedStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const replaced = await toAda(dir, '--replaces', '101', '--lost')
    assert.equal(replaced.code, 0, replaced.stderr)
    const revoked = await runFoyer(['card', 'revoke', '102', '--reason', 'found open', '--data', dir, '--json'])
    assert.equal(revoked.code, 0, revoked.stderr)
    const twice = await runFoyer(['card', 'revoke', '102', '--data', dir])
    assert.equal(twice.code, 1)
    assert.equal(twice.stderr, 'The card is revoked already.\n')
    const taps = ['0000000101\n', '0000000102\n'].flatMap((text) => [
      typed('02T08:00:00', text),
      JSON.stringify({ ...JSON.parse(typed('02T08:00:00', text)), at: new Date().toISOString() }),
    ])
    const replay = await runFoyer(['replay', writeBeside(dir, 'taps.jsonl', taps.join('\n')), '--data', dir])
    assert.deepEqual(
      readJsonLines(replay.stdout).map(({ outcome, reason }) => [outcome, reason]),
      [
        ['in', null],
        ['refused', 'lost-card'],
        ['in', null],
        ['refused', 'revoked-card'],
      ],
      'what was tapped before it died counts',
    )
    assert.equal((await station.stop()).code, 0)
  })
})

describe('audit', () => {
  it('holds every change by hand, exports it, and finds an entry that was changed', async (test) => {
    const dir = await makeStaffedStation(test)
    await toAda(dir)
    await runFoyer(['card', 'revoke', '102', '--reason', 'found open', '--data', dir])
    const exported = await runFoyer(['export', 'audit', '--data', dir])
    const lines = readJsonLines(exported.stdout)
    assert.deepEqual(
      lines.slice(-2).map(({ action, subject, by }) => [action, subject, by]),
      [
        ['card.check-in', 'E1', null],
        ['card.mark', 'E2', null],
      ],
    )
    const intact = await runFoyer(['audit', 'verify', '--data', dir, '--json'])
    assert.equal(intact.code, 0, intact.stderr)
    assert.deepEqual(JSON.parse(intact.stdout), {
      verdict: 'intact',
      entries: lines.length,
      head: lines.at(-1)?.hash,
    })
    const keptEnd = `${lines.length}:${lines.at(-1)?.hash}`
    const held = await runFoyer(['audit', 'verify', '--head', keptEnd, '--data', dir])
    assert.equal(held.code, 0, held.stderr)
    const another = await runFoyer(['audit', 'verify', '--head', `${lines.length}:${'0'.repeat(64)}`, '--data', dir])
    assert.equal(another.code, 1)
    assert.match(another.stderr, /is not the one that a backup or an export has: the trail was written anew\.\n$/)
    assert.equal((await runFoyer(['audit', 'verify', '--head', 'soon', '--data', dir])).code, 2)
    const db = new Database(join(dir, stationFileName))
    db.exec(`DROP TRIGGER audit_is_never_changed; UPDATE audit SET subject = 'E3' WHERE action = 'card.mark'`)
    db.close()
    const broken = await runFoyer(['audit', 'verify', '--data', dir, '--json'])
    assert.equal(broken.code, 1)
    assert.partialDeepStrictEqual(JSON.parse(broken.stdout), { verdict: 'broken', fault: 'changed' })
    assert.match(broken.stderr, /^Entry \d+ is not as it was written\.\n$/)
  })

  it('calls a trail whose table was taken away a damaged database, and no fault of Foyer', async (test) => {
    const dir = await makeStaffedStation(test)
    const db = new Database(join(dir, stationFileName))
    db.exec('DROP TABLE audit')
    db.close()
    for (const command of [
      ['audit', 'verify'],
      ['export', 'audit'],
    ]) {
      const run = await runFoyer([...command, '--data', dir])
      assert.equal(run.code, 1, command.join(' '))
      assert.equal(run.stderr, `The database in ${dir} is damaged (its tables are not those of its version).\n`)
    }
    assert.equal((await runFoyer(['status', '--data', dir])).code, 1)
  })
})
