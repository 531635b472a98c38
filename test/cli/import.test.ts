import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { lockFolder } from '../../core/store/folder-lock.ts'
import {
  hasStackTrace,
  makeStaffedStation,
  makeStation,
  type Run,
  rosterText,
  runFoyer,
  startFoyer,
  writeBeside,
  writeSettings,
} from './run-foyer.ts'

describe('importing a roster', () => {
  it('changes nothing until it is approved, and then what was shown', async (test) => {
    const dir = makeStation(test)
    const file = writeBeside(dir, 'roster.csv', rosterText)
    const shown = await runFoyer(['import', file, '--data', dir, '--json'])
    assert.equal(shown.code, 0, shown.stderr)
    const { isApplied, batch: waiting, preview: name, ...preview } = JSON.parse(shown.stdout)
    assert.match(name, /^[0-9a-f]{12}$/)
    assert.equal(isApplied, false)
    assert.equal(preview.totalNew, 3)
    assert.equal(await countPeople(dir), 0)
    const applied = await runFoyer(['import', file, '--data', dir, '--approve', '--json'])
    assert.equal(applied.code, 0, applied.stderr)
    const { batch, preview: appliedName, ...report } = JSON.parse(applied.stdout)
    assert.deepEqual(report, { ...preview, isApplied: true })
    assert.ok(batch !== waiting && appliedName)
    assert.equal(await countPeople(dir), 3)
  })

  it('keeps what waits for approval when the file is torn meanwhile', async (test) => {
    const dir = makeStation(test)
    const file = writeBeside(dir, 'roster.csv', rosterText)
    await runFoyer(['import', file, '--data', dir, '--json'])
    const waiting = async () => {
      const list = await runFoyer(['batch', 'list', '--data', dir, '--json'])
      return JSON.parse(list.stdout).map(({ id }: { id: string }) => id)
    }
    const [batch, ...others] = await waiting()
    assert.deepEqual(others, [])
    writeBeside(dir, 'roster.csv', 'employeeNumber,displayName\nE1,"Ada By')
    assert.equal((await runFoyer(['import', file, '--data', dir])).code, 1)
    assert.deepEqual(await waiting(), [batch])
    writeBeside(dir, 'roster.csv', rosterText)
    await runFoyer(['import', file, '--data', dir])
    const [second, ...more] = await waiting()
    assert.notEqual(second, batch, 'a file that could be read takes the place of its earlier preview')
    assert.deepEqual(more, [])
    assert.equal((await runFoyer(['batch', 'approve', second, '--data', dir])).code, 0)
    assert.equal(await countPeople(dir), 3)
  })

  it('names a bad line by number and reason, and takes the others', async (test) => {
    const dir = makeStation(test)
    const file = writeBeside(dir, 'roster.csv', `${rosterText},Nobody,,,,\nE9,No Number,,,12x45,em4100\n`)
    const run = await runFoyer(['import', file, '--data', dir, '--approve'])
    assert.match(run.stderr, /roster\.csv: line 5: \S+/)
    assert.match(run.stderr, /roster\.csv: line 6: \S+/)
    assert.deepEqual(
      JSON.parse(run.stdout).errors.map(({ line }: { line: number }) => line),
      [5, 6],
    )
    assert.equal(await countPeople(dir), 3)
  })

  it('says which words of the status make people inactive, and which cards are given though they are lost', async (test) => {
    const dir = makeStation(test)
    const header = 'employeeNumber,displayName,status,cardNumber\n'
    const first = `${header}E1,Ada,Active,1\nE2,Ben,,2\nE3,Cleo,,3\nE4,Dora,,4\n`
    await runFoyer(['import', writeBeside(dir, 'first.csv', first), '--data', dir, '--approve'])
    await runFoyer(['card', 'revoke', '4', '--lost', '--data', dir])
    const file = writeBeside(dir, 'roster.csv', `${header}E1,Ada,Aktiv,\nE2,Ben,Inactive,\nE3,Cleo,Active,4\n`)
    const run = await runFoyer(['import', file, '--data', dir, '--json'])
    assert.match(run.stderr, /roster\.csv: warning: status "Aktiv" is none that is known: 1 person becomes inactive\n/)
    assert.match(
      run.stderr,
      /roster\.csv: line 4: warning: card 4 \(\w+\) is given to E3: it is marked \w+, and stays so\n/,
    )
    const { becomeInactive, cardsDie, batch } = JSON.parse(run.stdout)
    assert.deepEqual([becomeInactive, cardsDie], [2, 2])
    const list = JSON.parse((await runFoyer(['batch', 'list', '--data', dir, '--json'])).stdout)
    assert.partialDeepStrictEqual(list[0], {
      id: batch,
      warnings: ['status "Aktiv" is none that is known: it means inactive.'],
    })
  })

  it('names the bad lines and the batch also where a threshold stops it, in whose name it was', async (test) => {
    const dir = await makeStaffedStation(test)
    writeSettings(dir, {
      station: { id: 'front-door', zone: 'Europe/Berlin' },
      enrolment: { thresholds: { errorPercent: 10 } },
    })
    const file = writeBeside(dir, 'bad.csv', 'employeeNumber,displayName\nE7,Ada\n,Nobody\n')
    const run = await runFoyer(['import', file, '--data', dir, '--approve', '--json'])
    assert.equal(run.code, 1)
    assert.match(run.stderr, /bad\.csv: line 3: employeeNumber is missing\n/)
    assert.match(run.stderr, /exceeds threshold: 10%/)
    const failure = JSON.parse(run.stdout)
    assert.equal(failure.type, 'cancelled')
    assert.ok(run.stderr.includes(`The batch ${failure.batch} was cancelled; nothing was changed.`))
    const stranger = await runFoyer(['import', file, '--data', dir, '--by', 'X9', '--json'])
    assert.deepEqual(JSON.parse(stranger.stdout), { type: 'refused', message: 'Nobody has the employee number X9.' })
    const trail = (await runFoyer(['export', 'audit', '--data', dir])).stdout
    assert.match(trail, new RegExp(`"batch\\.stage","subject":"${failure.batch}"`))
  })

  it('tells its columns in its help', async () => {
    const { stdout } = await runFoyer(['import', '--help'])
    assert.match(stdout, /timeProfiles +link ids, separated by ";"/)
    assert.match(stdout, /status +"Active" or blank is active, anything else inactive/)
  })

  it('reads a byte-order mark and UTF-16', async (test) => {
    const dir = makeStation(test)
    for (const [name, bytes] of [
      ['utf-8.csv', Buffer.from(`\ufeff${rosterText}`, 'utf8')],
      ['utf-16.csv', Buffer.from(`\ufeff${rosterText}`, 'utf16le')],
    ] as const) {
      const run = await runFoyer(['import', writeBeside(dir, name, bytes), '--data', dir, '--json'])
      assert.equal(run.code, 0, run.stderr)
      assert.equal(JSON.parse(run.stdout).totalNew, 3, name)
    }
  })

  const unreadable: [string, string | Buffer | null][] = [
    ['cut off inside a quote', 'employeeNumber,displayName\nE1,"Ada By'],
    ['not there', null],
    ['empty', ''],
    ['of bytes that are no text', Buffer.from([0, 1, 2, 255, 254, 0, 9])],
    ['without the columns that it needs', 'name,card\nAda,12\n'],
  ]
  for (const [name, content] of unreadable) {
    it(`says what is wrong with a file ${name}, and harms nothing`, async (test) => {
      const dir = await makeStaffedStation(test)
      const file = content === null ? `${dir}/nowhere.csv` : writeBeside(dir, 'bad.csv', content)
      const run = await runFoyer(['import', file, '--data', dir, '--approve'])
      assert.equal(run.code, 1, run.stderr)
      assert.match(run.stderr, /^\S+\.csv: \S.*\n$/)
      assert.equal(run.stdout, '')
      assert.ok(!hasStackTrace(run))
      assert.equal(await countPeople(dir), 3)
    })
  }

  it('is handed to the station that runs there', async (test) => {
    const dir = makeStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    const file = writeBeside(dir, 'roster.csv', rosterText)
    const run = await runFoyer(['import', file, '--data', dir, '--approve', '--json'])
    assert.equal(run.code, 0, run.stderr)
    assert.equal(JSON.parse(run.stdout).totalNew, 3)
    assert.equal(await countPeople(dir), 3)
    assert.equal((await station.stop()).code, 0)
  })

  it('gives way to another program that owns the folder, and says which', async (test) => {
    const dir = makeStation(test)
    holdFolder(test, dir)
    const run = await runFoyer(['import', writeBeside(dir, 'roster.csv', rosterText), '--data', dir, '--approve'])
    assert.equal(run.code, 4)
    assert.match(run.stderr, new RegExp(`is in use by process ${process.pid} \\(a test\\).*try again`))
  })
})

function holdFolder(test: TestContext, dir: string): void {
  const locking = lockFolder(dir, 'a test')
  if (locking.type !== 'locked') throw new Error('nobody else has this folder')
  test.after(() => locking.lock.release())
}

async function countPeople(dir: string): Promise<number> {
  const run: Run = await runFoyer(['status', '--data', dir, '--json'])
  return JSON.parse(run.stdout).people
}
