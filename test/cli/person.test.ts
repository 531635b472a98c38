import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { verify } from '@node-rs/argon2'
import Database from 'better-sqlite3'
import { stationFileName } from '../../core/store/station-file.ts'
import { makeStaffedStation, readJsonLines, runFoyer, startFoyer } from './run-foyer.ts'

function readPinHash(dir: string): string | null {
  const db = new Database(join(dir, stationFileName), { readonly: true })
  const row = db.prepare(`SELECT pin_hash AS pinHash FROM person WHERE employee_number = 'E1'`).get() as {
    pinHash: string | null
  }
  db.close()
  return row.pinHash
}

describe('person', () => {
  it('names a supervisor, who may then act in their own name', async (test) => {
    const dir = await makeStaffedStation(test)
    const named = await runFoyer(['person', 'set-role', 'E1', 'supervisor', '--data', dir, '--json'])
    assert.equal(named.code, 0, named.stderr)
    assert.deepEqual(JSON.parse(named.stdout), { employeeNumber: 'E1', role: 'supervisor' })
    const byAda = await runFoyer(['person', 'set-role', 'E2', 'scan', '--by', 'E1', '--data', dir])
    assert.equal(byAda.code, 0, byAda.stderr)
    const byEmile = await runFoyer(['person', 'set-role', 'E2', 'supervisor', '--by', 'E2', '--data', dir])
    assert.equal(byEmile.code, 1)
    assert.match(byEmile.stderr, /^E2 is no supervisor/)
    const again = await runFoyer(['person', 'set-role', 'E2', 'scan', '--by', 'E1', '--data', dir])
    assert.deepEqual([again.code, again.stderr], [1, 'E2 has the role scan already.\n'])
    const trail = readJsonLines((await runFoyer(['export', 'audit', '--data', dir])).stdout)
    assert.deepEqual(
      trail.slice(-2).map(({ action, subject, by }) => [action, subject, by]),
      [
        ['person.set-role', 'E1', null],
        ['person.set-role', 'E2', 'E1'],
      ],
    )
  })

  it('is added without a roster, by whoever may, and corrected', async (test) => {
    const dir = await makeStaffedStation(test)
    const added = await runFoyer(['person', 'add', 'E9', 'Petra Neumann', '--email', 'p@example.com', '--data', dir])
    assert.deepEqual(
      [added.code, JSON.parse(added.stdout)],
      [0, { employeeNumber: 'E9', displayName: 'Petra Neumann' }],
    )
    const again = await runFoyer(['person', 'add', 'e9', 'Petra', '--data', dir])
    assert.deepEqual([again.code, again.stderr], [1, 'E9 is the employee number of Petra Neumann already.\n'])
    const byEmile = await runFoyer(['person', 'add', 'E10', 'Petra', '--by', 'E2', '--data', dir])
    assert.equal(byEmile.code, 1)
    const show = async () => {
      const { stdout } = await runFoyer(['person', 'show', 'E9', '--data', dir, '--json'])
      const { displayName, email, isActive } = JSON.parse(stdout)
      return [displayName, email, isActive]
    }
    await runFoyer(['person', 'correct', 'E9', 'Petra Roth', '--data', dir])
    assert.deepEqual(await show(), ['Petra Roth', 'p@example.com', true])
    await runFoyer(['person', 'correct', 'E9', 'Petra Roth', '--no-email', '--data', dir])
    assert.deepEqual(await show(), ['Petra Roth', null, true])
    const trail = readJsonLines((await runFoyer(['export', 'audit', '--data', dir])).stdout)
    assert.deepEqual(
      trail.slice(-3).map(({ action, subject }) => [action, subject]),
      [
        ['person.add', 'E9'],
        ['person.correct', 'E9'],
        ['person.correct', 'E9'],
      ],
    )
  })

  it('is given a language, once, and only one that the screens speak', async (test) => {
    const dir = await makeStaffedStation(test)
    const set = await runFoyer(['person', 'set-language', 'E1', 'fr', '--data', dir, '--json'])
    assert.deepEqual(JSON.parse(set.stdout), { employeeNumber: 'E1', language: 'fr' })
    const again = await runFoyer(['person', 'set-language', 'E1', 'fr', '--data', dir])
    assert.equal(again.code, 1)
    const unknown = await runFoyer(['person', 'set-language', 'E1', 'klingon', '--data', dir])
    assert.equal(unknown.code, 2)
    const shown = JSON.parse((await runFoyer(['person', 'show', 'E1', '--data', dir, '--json'])).stdout)
    assert.equal(shown.language, 'fr')
    const trail = readJsonLines((await runFoyer(['export', 'audit', '--data', dir])).stdout)
    assert.deepEqual([trail.at(-1)?.action, trail.at(-1)?.subject], ['person.set-language', 'E1'])
  })

  it('is listed, and shown with identifiers, cards, role, and whether they are in', async (test) => {
    const dir = await makeStaffedStation(test)
    const forced = await runFoyer(['force-in', 'E1', '--reason', 'no badge', '--data', dir])
    assert.equal(forced.code, 0, forced.stderr)
    const people = JSON.parse((await runFoyer(['person', 'list', '--data', dir, '--json'])).stdout)
    assert.deepEqual(
      people.map(({ displayName: _, ...rest }: Record<string, unknown>) => rest),
      [
        { employeeNumber: 'E1', isActive: true, role: 'none', cards: 1, isIn: true },
        { employeeNumber: 'E2', isActive: true, role: 'none', cards: 1, isIn: false },
        { employeeNumber: 'E3', isActive: false, role: 'none', cards: 1, isIn: false },
      ],
    )
    const shown = JSON.parse((await runFoyer(['person', 'show', 'E1', '--data', dir, '--json'])).stdout)
    const { cards, since, ...rest } = shown
    assert.partialDeepStrictEqual(rest, {
      employeeNumber: 'E1',
      apiId: 'api-1',
      role: 'none',
      hasPin: false,
      isIn: true,
      isOverdue: false,
    })
    assert.match(since, /^\d{4}-\d\d-\d\dT/)
    assert.partialDeepStrictEqual(cards, [{ internalNumber: 101, state: 'active' }])
    const stranger = await runFoyer(['person', 'show', 'E9', '--data', dir])
    assert.deepEqual([stranger.code, stranger.stderr], [1, 'Nobody has the employee number "E9".\n'])
  })

  it('keeps a PIN from stdin as a hash only, also through the running station, and takes it away', async (test) => {
    const dir = await makeStaffedStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const set = await runFoyer(['person', 'set-pin', 'E1', '--data', dir, '--json'], { input: '482915\n' })
    assert.equal(set.code, 0, set.stderr)
    assert.deepEqual(JSON.parse(set.stdout), { employeeNumber: 'E1', hasPin: true })
    assert.equal((await station.stop()).code, 0)
    const pinHash = readPinHash(dir)
    assert.match(pinHash ?? '', /^\$argon2id\$/)
    assert.ok(await verify(pinHash ?? '', '482915'))
    const trail = await runFoyer(['export', 'audit', '--data', dir])
    assert.ok(!trail.stdout.includes('482915') && !trail.stdout.includes('argon2'))
    assert.equal((await runFoyer(['person', 'set-pin', 'E1', '--clear', '--data', dir])).code, 0)
    assert.equal(readPinHash(dir), null)
  })

  it('frees whoever was locked after wrong PINs, once, and the audit trail says by whom', async (test) => {
    const dir = await makeStaffedStation(test)
    const free = (...more: string[]) => runFoyer(['person', 'free-pin', 'E1', ...more, '--data', dir])
    assert.deepEqual((await free()).stderr, 'No wrong PIN of E1 is counted: there is nothing to free.\n')
    const db = new Database(join(dir, stationFileName))
    db.exec(`INSERT INTO pin_attempt (person_id, failures, last_at_ms)
      SELECT id, 8, 0 FROM person WHERE employee_number = 'E1'`)
    db.close()
    const freed = await free('--json')
    assert.equal(freed.code, 0, freed.stderr)
    assert.deepEqual(JSON.parse(freed.stdout), { employeeNumber: 'E1', isFreed: true })
    assert.equal((await free()).code, 1)
    const trail = readJsonLines((await runFoyer(['export', 'audit', '--data', dir])).stdout)
    assert.partialDeepStrictEqual(trail.at(-1), { action: 'person.free-pin', subject: 'E1', by: null })
  })

  it('refuses what is no PIN, a stranger, and whoever has left', async (test) => {
    const dir = await makeStaffedStation(test)
    const cases: [string, string, RegExp][] = [
      ['E1', '123', /^A PIN is four to twelve digits, on stdin\.\n$/],
      ['E1', 'abcd', /^A PIN is four to twelve digits/],
      ['E9', '1234', /^Nobody has the employee number "E9"\.\n$/],
      ['E3', '1234', /^E3 is no longer active\.\n$/],
    ]
    for (const [person, input, sentence] of cases) {
      const run = await runFoyer(['person', 'set-pin', person, '--data', dir], { input })
      assert.equal(run.code, 1)
      assert.match(run.stderr, sentence)
      assert.equal(run.stdout, '')
    }
  })
})
