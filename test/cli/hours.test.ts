import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { makeStaffedStation, readJsonLines, runFoyer, startFoyer, typed, writeBeside } from './run-foyer.ts'

/** Ada works a day and a night over midnight; Émile leaves without having come, and comes without having left. */
async function makeWorkedStation(test: TestContext): Promise<string> {
  const dir = await makeStaffedStation(test, { readers: [{ id: 'out', use: 'out' }] })
  const lines = [
    typed('02T08:00:00', '0000000101\n'),
    typed('02T09:00:00', '0000000102\n', 'out'),
    typed('02T16:30:00', '0000000101\n'),
    typed('03T22:00:00', '0000000101\n'),
    typed('04T06:00:00', '0000000101\n'),
    typed('05T08:00:00', '0000000102\n'),
  ]
  const run = await runFoyer(['replay', writeBeside(dir, 'days.jsonl', lines.join('\n')), '--data', dir])
  assert.equal(run.code, 0, run.stderr)
  return dir
}

describe('hours', () => {
  it('tells a person’s week by date, and the periods that it comes from', async (test) => {
    const dir = await makeWorkedStation(test)
    const run = await runFoyer(['hours', 'E1', '--week', '2026-W10', '--data', dir, '--json'])
    assert.equal(run.code, 0, run.stderr)
    const { days, periods, ...week } = JSON.parse(run.stdout)
    assert.deepEqual(week, {
      employeeNumber: 'E1',
      displayName: 'Ada Byron',
      week: '2026-W10',
      workedMs: 16.5 * 3_600_000,
      hours: '16:30',
    })
    assert.deepEqual(
      days.map(({ date, hours }: { date: string; hours: string }) => `${date} ${hours}`),
      [
        ...['2026-03-02 8:30', '2026-03-03 2:00', '2026-03-04 6:00', '2026-03-05 0:00', '2026-03-06 0:00'],
        ...['2026-03-07 0:00', '2026-03-08 0:00'],
      ],
    )
    assert.partialDeepStrictEqual(periods, [
      { state: 'closed', from: '2026-03-02T08:00:00+01:00', until: '2026-03-02T16:30:00+01:00' },
      { state: 'closed', from: '2026-03-03T22:00:00+01:00', until: '2026-03-04T06:00:00+01:00' },
    ])
  })

  it('counts what is to be settled on the date that it lies on, and nothing for it', async (test) => {
    const dir = await makeWorkedStation(test)
    const run = await runFoyer(['hours', 'show', 'E2', '--week', '2026-W10', '--data', dir, '--json'])
    const { days, periods } = JSON.parse(run.stdout)
    assert.partialDeepStrictEqual(days[0], { date: '2026-03-02', workedMs: 0, toSettle: 1 })
    assert.partialDeepStrictEqual(periods[0], { state: 'missed-in', from: null, inEvent: null })
  })

  it('counts nothing for a period that nobody ended, and marks it on its first date alone', async (test) => {
    const dir = await makeWorkedStation(test)
    const lines = readJsonLines((await runFoyer(['hours', 'export', '--from', '2026-03-05', '--data', dir])).stdout)
    assert.deepEqual(lines, [
      {
        employeeNumber: 'E2',
        displayName: 'Émile Borel',
        date: '2026-03-05',
        workedMs: 0,
        hours: '0:00',
        isOpen: true,
        isOverdue: true,
        toSettle: 1,
      },
    ])
    const shown = JSON.parse((await runFoyer(['hours', 'E2', '--week', '2026-W11', '--data', dir, '--json'])).stdout)
    assert.equal(shown.workedMs, 0)
    assert.equal(shown.periods.at(-1).isOverdue, true)
  })

  it('exports a line for each person and date, in CSV with its header', async (test) => {
    const dir = await makeWorkedStation(test)
    const span = ['--from', '2026-03-02', '--to', '2026-03-04', '--data', dir]
    const lines = readJsonLines((await runFoyer(['hours', 'export', ...span])).stdout)
    assert.deepEqual(
      lines.map(({ employeeNumber, date, hours, toSettle }) => [employeeNumber, date, hours, toSettle]),
      [
        ['E1', '2026-03-02', '8:30', 0],
        ['E1', '2026-03-03', '2:00', 0],
        ['E1', '2026-03-04', '6:00', 0],
        ['E2', '2026-03-02', '0:00', 1],
      ],
    )
    const csv = await runFoyer(['hours', 'export', ...span, '--format', 'csv'])
    assert.deepEqual(csv.stdout.split('\n').slice(0, 2), [
      'employeeNumber,displayName,date,workedMs,hours,isOpen,isOverdue,toSettle',
      'E1,Ada Byron,2026-03-02,30600000,8:30,false,false,0',
    ])
  })

  it('knows neither a stranger nor a week or date that there is not', async (test) => {
    const dir = await makeWorkedStation(test)
    const cases: [string[], number, RegExp][] = [
      [['hours', 'E9'], 1, /^Nobody has the employee number "E9"\.\n$/],
      [['hours', 'E1', '--week', '2027-W53'], 2, /a week such as 2026-W10/],
      [['hours', 'export', '--from', '2026-02-30'], 2, /a date such as 2026-03-02/],
      [['hours', 'export', '--from', '2026-03-03', '--to', '2026-03-02'], 2, /^2026-03-03 is after 2026-03-02\.\n$/],
      [['hours', 'export', '--from', '2999-01-01'], 2, /^2999-01-01 is after \d{4}-\d\d-\d\d, today\.\n$/],
      [['hours'], 2, /missing required argument 'person'/],
    ]
    for (const [args, code, sentence] of cases) {
      const run = await runFoyer([...args, '--data', dir])
      assert.equal(run.code, code, run.stderr)
      assert.match(run.stderr, sentence)
      assert.equal(run.stdout, '')
    }
  })
})

describe('who', () => {
  it('lists who is in, also of a station that runs, and who has been in for too long', async (test) => {
    const dir = await makeWorkedStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const run = await runFoyer(['who', '--data', dir, '--json'])
    assert.equal(run.code, 0, run.stderr)
    const people = JSON.parse(run.stdout)
    assert.equal(people.length, 1)
    assert.partialDeepStrictEqual(people[0], {
      employeeNumber: 'E2',
      displayName: 'Émile Borel',
      since: '2026-03-05T08:00:00+01:00',
      isOverdue: true,
    })
    assert.equal(people[0].workedMs, 0)
    assert.equal((await station.stop()).code, 0)
  })

  it('lists everything that has to be settled, over all people', async (test) => {
    const dir = await makeWorkedStation(test)
    const run = await runFoyer(['who', '--to-settle', '--data', dir, '--json'])
    assert.equal(run.code, 0, run.stderr)
    const unsettled = JSON.parse(run.stdout)
    assert.deepEqual(
      unsettled.map(({ eventId, ...rest }: Record<string, unknown>) => rest),
      [
        {
          employeeNumber: 'E2',
          displayName: 'Émile Borel',
          missing: 'clock-in',
          from: null,
          until: '2026-03-02T09:00:00+01:00',
          isOpen: false,
        },
        {
          employeeNumber: 'E2',
          displayName: 'Émile Borel',
          missing: 'clock-out',
          from: '2026-03-05T08:00:00+01:00',
          until: null,
          isOpen: true,
        },
      ],
    )
    for (const { eventId, missing } of unsettled) {
      const at = missing === 'clock-in' ? '2026-03-02T08:30' : '2026-03-05T17:00'
      const settled = await runFoyer(['settle', eventId, '--at', at, '--data', dir])
      assert.equal(settled.code, 0, settled.stderr)
    }
    assert.equal((await runFoyer(['who', '--to-settle', '--data', dir])).stdout, '[]\n')
  })
})
