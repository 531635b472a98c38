import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeStaffedStation, type Run, readJsonLines, runFoyer, startFoyer, typed, writeBeside } from './run-foyer.ts'

async function readPeriods(dir: string, person: string): Promise<Record<string, unknown>[]> {
  const run = await runFoyer(['hours', person, '--week', '2026-W10', '--data', dir, '--json'])
  assert.equal(run.code, 0, run.stderr)
  return JSON.parse(run.stdout).periods
}

const tooLong =
  'The period would be longer than the longest shift (rules.longestShiftHours); where that is meant, add --long.\n'

async function replay(dir: string, lines: string[]): Promise<string[]> {
  const run = await runFoyer(['replay', writeBeside(dir, 'taps.jsonl', lines.join('\n')), '--data', dir])
  assert.equal(run.code, 0, run.stderr)
  return readJsonLines(run.stdout).map(({ eventId }) => String(eventId))
}

function done(run: Run): { events: string[]; employeeNumber: string; isIn: boolean } {
  assert.equal(run.code, 0, run.stderr)
  return JSON.parse(run.stdout)
}

describe('a supervisor on the command line', () => {
  it('forces somebody in and out, in their own name, also through the running station', async (test) => {
    const dir = await makeStaffedStation(test)
    await runFoyer(['person', 'set-role', 'E1', 'supervisor', '--data', dir])
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const force = (direction: string, ...more: string[]) =>
      runFoyer([`force-${direction}`, 'E2', '--reason', 'no badge', '--data', dir, '--json', ...more])
    assert.equal(done(await force('in', '--by', 'E1')).isIn, true)
    const who = JSON.parse((await runFoyer(['who', '--data', dir, '--json'])).stdout)
    assert.deepEqual(
      who.map(({ employeeNumber }: { employeeNumber: string }) => employeeNumber),
      ['E2'],
    )
    assert.equal(done(await force('out')).isIn, false)
    const out = await force('out')
    assert.equal(out.code, 1)
    assert.equal(out.stderr, 'They are not in.\n')
    const stranger = await force('in', '--by', 'E2')
    assert.match(stranger.stderr, /^E2 is no supervisor/)
    assert.equal((await station.stop()).code, 0)
    const trail = readJsonLines((await runFoyer(['export', 'audit', '--data', dir])).stdout)
    assert.deepEqual(
      trail.slice(-2).map(({ action, subject, by }) => [action, subject, by]),
      [
        ['attendance.force-in', 'E2', 'E1'],
        ['attendance.force-out', 'E2', null],
      ],
    )
  })

  it('gives a reason that says something and does not go on for ever', async (test) => {
    const dir = await makeStaffedStation(test)
    const wrong = [
      ['', 'A reason is needed.\n'],
      [' \t ', 'A reason is needed.\n'],
      ['x'.repeat(501), 'A reason has at most 500 characters.\n'],
    ] as const
    const commands = [
      ['force-in', 'E2'],
      ['undo', 'any'],
      ['settle', 'any', '--at', '2026-03-02T16:30'],
      ['correct', 'E2', '--remove', 'any'],
      ['card', 'revoke', '101'],
    ]
    for (const [index, command] of commands.entries()) {
      const [reason, sentence] = wrong[index % wrong.length] ?? wrong[0]
      const run = await runFoyer([...command, '--reason', reason, '--data', dir])
      assert.deepEqual([run.code, run.stderr, run.stdout], [2, sentence, ''])
    }
    done(await runFoyer(['force-in', 'E2', '--reason', ` ${'x'.repeat(500)} `, '--data', dir, '--json']))
    const trail = readJsonLines((await runFoyer(['export', 'audit', '--data', dir])).stdout)
    assert.equal(JSON.parse(String(trail.at(-1)?.content)).reason, 'x'.repeat(500))
  })

  it('leaves a forgotten clock-out to be settled when it is forced, and ends it when told when', async (test) => {
    const dir = await makeStaffedStation(test)
    const [first = '', second = ''] = await replay(dir, [
      typed('02T08:00:00', '0000000101\n'),
      typed('02T08:00:00', '0000000102\n'),
    ])
    const forceOut = (person: string, ...more: string[]) =>
      runFoyer(['force-out', person, '--reason', 'forgot', '--data', dir, '--json', ...more])
    const run = await forceOut('E1')
    assert.partialDeepStrictEqual(done(run), { isIn: false, toSettle: first })
    assert.match(run.stderr, new RegExp(`no hours are counted until .* settle ${first} --at INSTANT`))
    assert.equal((await readPeriods(dir, 'E1'))[0]?.state, 'missed-out')
    done(await runFoyer(['settle', first, '--at', '2026-03-02T16:00', '--data', dir, '--json']))
    assert.partialDeepStrictEqual((await readPeriods(dir, 'E1'))[0] ?? {}, {
      state: 'closed',
      until: '2026-03-02T16:00:00+01:00',
    })
    const long = await forceOut('E2', '--at', '2026-03-03T08:00')
    assert.deepEqual([long.code, long.stderr.includes('add --long')], [1, true])
    assert.equal(done(await forceOut('E2', '--at', '2026-03-02T17:00')).isIn, false)
    assert.partialDeepStrictEqual((await readPeriods(dir, 'E2'))[0] ?? {}, { state: 'closed', inEvent: second })
  })

  it('makes no period by hand that is longer than the longest shift, unless that is meant', async (test) => {
    const dir = await makeStaffedStation(test)
    const [first = '', last = ''] = await replay(dir, [
      typed('02T08:00:00', '0000000101\n'),
      typed('02T16:00:00', '0000000101\n'),
      typed('02T08:00:00', '0000000102\n'),
    ])
    const commands = [
      ['correct', 'E1', '--event', last, '--to', '2026-03-03T16:00', '--reason', 'r'],
      ['correct', 'E1', '--from', '2026-02-02T08:00', '--until', '2026-03-01T16:00', '--reason', 'r'],
    ]
    for (const command of commands) {
      const refused = await runFoyer([...command, '--data', dir])
      assert.deepEqual([refused.code, refused.stderr], [1, tooLong])
      done(await runFoyer([...command, '--long', '--data', dir, '--json']))
    }
    const same = await runFoyer([
      'correct',
      'E1',
      '--event',
      first,
      '--to',
      '2026-03-02T08:00',
      '--reason',
      'r',
      '--data',
      dir,
    ])
    assert.deepEqual([same.code, same.stderr], [1, 'It is at that instant already.\n'])
  })

  it('points to a correction where an undo is to be undone', async (test) => {
    const dir = await makeStaffedStation(test)
    const [first = ''] = await replay(dir, [typed('02T08:00:00', '0000000101\n')])
    const [undo = ''] = done(await runFoyer(['undo', first, '--data', dir, '--json'])).events
    const again = await runFoyer(['undo', undo, '--data', dir])
    assert.equal(again.code, 1)
    assert.match(again.stderr, /correct PERSON --from … --until …/)
  })

  it('undoes an old tap once', async (test) => {
    const dir = await makeStaffedStation(test)
    const [, out = ''] = await replay(dir, [typed('02T08:00:00', '0000000101\n'), typed('02T16:00:00', '0000000101\n')])
    assert.equal(done(await runFoyer(['undo', out, '--data', dir, '--json'])).isIn, true)
    const twice = await runFoyer(['undo', out, '--data', dir])
    assert.equal(twice.code, 1)
    assert.equal(twice.stderr, 'The event was undone before.\n')
    const unknown = await runFoyer(['undo', 'nothing', '--data', dir])
    assert.equal(unknown.stderr, 'There is no such event.\n')
  })

  it('settles a missed clock-out with a clock time of the station', async (test) => {
    const dir = await makeStaffedStation(test)
    const [first = ''] = await replay(dir, [
      typed('02T08:00:00', '0000000101\n'),
      typed('04T08:00:00', '0000000101\n'),
      typed('04T16:00:00', '0000000101\n'),
    ])
    assert.equal((await readPeriods(dir, 'E1'))[0]?.state, 'missed-out')
    const early = await runFoyer(['settle', first, '--at', '2026-03-02T07:00', '--data', dir])
    assert.equal(early.code, 1)
    assert.equal(early.stderr, 'The period would end before it starts.\n')
    done(await runFoyer(['settle', first, '--at', '2026-03-02T16:30', '--data', dir, '--json']))
    assert.partialDeepStrictEqual((await readPeriods(dir, 'E1'))[0] ?? {}, {
      state: 'closed',
      until: '2026-03-02T16:30:00+01:00',
    })
  })

  it('moves, adds and removes, each with its reason, and only what is theirs', async (test) => {
    const dir = await makeStaffedStation(test)
    const [first = ''] = await replay(dir, [typed('02T08:00:00', '0000000101\n'), typed('02T16:00:00', '0000000101\n')])
    const correct = (person: string, ...more: string[]) =>
      runFoyer(['correct', person, '--reason', 'as it was', '--data', dir, '--json', ...more])
    done(await correct('E1', '--event', first, '--to', '2026-03-02T07:30'))
    assert.deepEqual(
      (await readPeriods(dir, 'E1')).map(({ from, until }) => [from, until]),
      [['2026-03-02T07:30:00+01:00', '2026-03-02T16:00:00+01:00']],
    )
    const notTheirs = await correct('E2', '--remove', first)
    assert.equal(notTheirs.code, 1)
    assert.equal(notTheirs.stderr, `E2 has no event "${first}".\n`)
    done(await correct('E1', '--remove', first))
    done(await correct('E1', '--from', '2026-03-03T08:00', '--until', '2026-03-03T12:00'))
    assert.deepEqual(
      (await readPeriods(dir, 'E1')).map(({ from, until }) => [from, until]),
      [['2026-03-03T08:00:00+01:00', '2026-03-03T12:00:00+01:00']],
    )
    const overlapping = await correct('E1', '--from', '2026-03-03T11:00', '--until', '2026-03-03T13:00')
    assert.equal(overlapping.stderr, 'The period would overlap with another one.\n')
    const noTime = await correct('E1', '--from', '2026-03-03T13:00', '--until', '2026-03-03T13:00')
    assert.deepEqual([noTime.code, noTime.stderr], [1, 'The period would end at the instant at which it starts.\n'])
    const half = await correct('E1', '--from', '2026-03-03T11:00')
    assert.equal(half.code, 2)
  })
})
