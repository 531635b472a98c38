import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { hasStackTrace, makeStation, runFoyer, startFoyer, writeBeside } from './run-foyer.ts'

const early = '5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10'
const absent = '00000000-0000-4000-8000-000000000001'

/** Eight to four, every day, from Monday 2 March 2026 in Berlin. */
const body = {
  list_items: [
    {
      link_id: early,
      name: 'Early',
      time_options: {
        is_all_day: false,
        date_from: Date.parse('2026-03-02T08:00:00+01:00') / 1000,
        date_to: Date.parse('2026-03-02T16:00:00+01:00') / 1000,
      },
      repeat_options: { repeat_enable: true, repeat_format: { repeat_type: 'day', repeat_end: { format: 'never' } } },
    },
  ],
}

async function makeScheduledStation(test: TestContext): Promise<{ dir: string; file: string }> {
  const dir = makeStation(test)
  const roster = writeBeside(
    dir,
    'roster.csv',
    `employeeNumber,displayName,timeProfiles\nE1,Ada Byron,${early}\nE2,Émile Borel,\nE3,Grace Old,${absent}\n`,
  )
  const run = await runFoyer(['import', roster, '--data', dir, '--approve'])
  assert.equal(run.code, 0, run.stderr)
  return { dir, file: writeBeside(dir, 'profiles.json', JSON.stringify(body)) }
}

describe('profile', () => {
  it('puts, lists and deletes time profiles, and answers in the documented words', async (test) => {
    const { dir, file } = await makeScheduledStation(test)
    for (const word of ['created', 'updated']) {
      const run = await runFoyer(['profile', 'put', file, '--data', dir, '--json'])
      assert.equal(run.code, 0, run.stderr)
      assert.deepEqual(JSON.parse(run.stdout), { result: [{ link_id: early, success: true, extended_info: word }] })
    }
    const listed = await runFoyer(['profile', 'list', '--data', dir, '--json'])
    const [profile, ...others] = JSON.parse(listed.stdout)
    assert.deepEqual(others, [])
    assert.partialDeepStrictEqual(profile, { ...body.list_items[0], people: 1 })
    const deleted = await runFoyer(['profile', 'delete', early, absent, '--data', dir, '--json'])
    assert.equal(deleted.code, 1)
    assert.deepEqual(JSON.parse(deleted.stdout).result, [
      { link_id: early, success: true, extended_info: 'deleted' },
      { link_id: absent, success: false, extended_info: 'entity_not_found' },
    ])
    assert.match(deleted.stderr, /^1 person has no time profile now and may badge at any time\.\n/)
    assert.match(deleted.stderr, new RegExp(`Not done: ${absent} \\(entity_not_found\\)\\.\n$`))
    assert.equal((await runFoyer(['profile', 'list', '--data', dir, '--json'])).stdout, '[]\n')
  })

  it('refuses a request as a whole with the documented sentence', async (test) => {
    const { dir } = await makeScheduledStation(test)
    const misplaced = { ...body.list_items[0], repeat_options: { repeat_enable: true, repeat_options: ['MON'] } }
    const cases: [string | Buffer, string, string][] = [
      [
        JSON.stringify({ list_items: [...body.list_items, { link_id: 'x' }] }),
        'Wrong Time Profile Uid',
        'item 2, link_id',
      ],
      [JSON.stringify({ list_items: [misplaced] }), 'Wrong JSON body', 'item 1, repeat_options.repeat_options'],
      ['{"list_items": [', 'Wrong JSON body', 'the file is no JSON'],
      [Buffer.from([0xff, 0xfe, 0x00]), 'Wrong JSON body', 'the file is no JSON'],
    ]
    for (const [content, error, where] of cases) {
      const run = await runFoyer(['profile', 'put', writeBeside(dir, 'bad.json', content), '--data', dir, '--json'])
      assert.equal(run.code, 1)
      assert.deepEqual(JSON.parse(run.stdout), { error })
      assert.match(run.stderr, new RegExp(`bad\\.json: ${error} \\(${where}\\)\\. Nothing was changed\\.`))
    }
    assert.equal((await runFoyer(['profile', 'list', '--data', dir, '--json'])).stdout, '[]\n')
  })

  it('says what is wrong with a file that cannot be had', async (test) => {
    const { dir } = await makeScheduledStation(test)
    for (const file of [`${dir}/nowhere.json`, dir]) {
      const run = await runFoyer(['profile', 'put', file, '--data', dir])
      assert.equal(run.code, 1)
      assert.match(run.stderr, /: (The file does not exist|The file is a folder, not a file)\.\n$/)
      assert.equal(run.stdout, '')
      assert.ok(!hasStackTrace(run))
    }
  })

  it('checks a person at an instant, in JSON with the next time', async (test) => {
    const { dir, file } = await makeScheduledStation(test)
    await runFoyer(['profile', 'put', file, '--data', dir])
    const check = (person: string, at: string) =>
      runFoyer(['profile', 'check', person, '--at', at, '--data', dir, '--json'])
    const night = await check('E1', '2026-03-03T20:00')
    assert.equal(night.code, 0, night.stderr)
    assert.deepEqual(JSON.parse(night.stdout), {
      employeeNumber: 'E1',
      at: '2026-03-03T20:00:00+01:00',
      isAllowed: false,
      next: '2026-03-04T08:00:00+01:00',
      until: null,
      sentence: 'Not allowed now; next tomorrow at 08:00.',
      profiles: [{ link_id: early, name: 'Early' }],
      missingLinks: [],
    })
    const day = JSON.parse((await check('E1', '2026-03-03T08:00:00Z')).stdout)
    assert.equal(day.isAllowed, true)
    assert.equal(day.at, '2026-03-03T09:00:00+01:00')
    assert.equal(day.sentence, 'Allowed now, until 16:00.')
    assert.equal(JSON.parse((await check('E2', '2026-03-03T20:00')).stdout).isAllowed, true)
    const unlinked = await check('E3', '2026-03-03T20:00')
    assert.deepEqual(JSON.parse(unlinked.stdout).missingLinks, [absent])
  })

  it('knows neither a stranger nor a time that clocks do not show exactly once', async (test) => {
    const { dir } = await makeScheduledStation(test)
    const cases: [string, string, RegExp][] = [
      ['E9', '2026-03-03T20:00', /^Nobody has the employee number "E9"\.\n$/],
      ['E1', 'noon', /^"noon" is no instant such as 2026-03-02T08:00:00\+01:00\.\n$/],
      ['E1', '2026-03-29T02:30', /Europe\/Berlin do not show 2026-03-29T02:30 exactly once; add an offset/],
      ['E1', '2026-10-25T02:30', /do not show 2026-10-25T02:30 exactly once/],
    ]
    for (const [person, at, sentence] of cases) {
      const run = await runFoyer(['profile', 'check', person, '--at', at, '--data', dir])
      assert.equal(run.code, 1)
      assert.match(run.stderr, sentence)
      assert.equal(run.stdout, '')
    }
  })

  it('is handed to the station that runs there, and seen by whoever looks', async (test) => {
    const { dir, file } = await makeScheduledStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const put = await runFoyer(['profile', 'put', file, '--data', dir, '--json'])
    assert.equal(put.code, 0, put.stderr)
    assert.equal(JSON.parse(put.stdout).result[0].extended_info, 'created')
    const bad = await runFoyer(['profile', 'put', writeBeside(dir, 'bad.json', '{}'), '--data', dir, '--json'])
    assert.equal(bad.code, 1)
    assert.deepEqual(JSON.parse(bad.stdout), { error: 'Wrong JSON body' })
    assert.equal(JSON.parse((await runFoyer(['profile', 'list', '--data', dir, '--json'])).stdout).length, 1)
    const deleted = await runFoyer(['profile', 'delete', early, '--data', dir, '--json'])
    assert.equal(deleted.code, 0, deleted.stderr)
    assert.equal((await station.stop()).code, 0)
  })
})
