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
} from './run-foyer.ts'

describe('importing a roster', () => {
  it('changes nothing until it is approved, and then what was shown', async (test) => {
    const dir = makeStation(test)
    const file = writeBeside(dir, 'roster.csv', rosterText)
    const shown = await runFoyer(['import', file, '--data', dir, '--json'])
    assert.equal(shown.code, 0, shown.stderr)
    const { isApplied, ...preview } = JSON.parse(shown.stdout)
    assert.equal(isApplied, false)
    assert.equal(preview.totalNew, 3)
    assert.equal(await countPeople(dir), 0)
    const applied = await runFoyer(['import', file, '--data', dir, '--approve', '--json'])
    assert.equal(applied.code, 0, applied.stderr)
    assert.deepEqual(JSON.parse(applied.stdout), { ...preview, isApplied: true })
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
