import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { openCentral, person, secret } from '../central/open-central.ts'
import { makeFolder } from '../store/temporary-folder.ts'
import {
  hasStackTrace,
  makeStaffedStation,
  readJsonLines,
  runFoyer,
  startFoyer,
  typed,
  writeBeside,
} from './run-foyer.ts'

const skip = canMount() ? false : 'a small disk takes Linux, root and the right to mount'

it('a full disk is said in a sentence, and every decision that was printed is stored', { skip }, async (test) => {
  const staffed = await makeStaffedStation(test)
  const dir = join(mountSmallDisk(test), 'station')
  cpSync(staffed, dir, { recursive: true })
  const filling = fillDisk(dir, 200_000)
  const taps = Array.from({ length: 2000 }, (_, index) => typed(timeOf(index), '0000000101\n'))
  const run = await runFoyer(['replay', writeBeside(staffed, 'taps.jsonl', taps.join('\n')), '--data', dir])
  assert.equal(run.code, 1, run.stderr)
  assert.match(run.stderr, /^The disk is full: nothing more can be stored in \S+station\.\n$/)
  assert.ok(!hasStackTrace(run))
  const decided = readJsonLines(run.stdout).map(({ eventId }) => eventId)
  assert.ok(decided.length > 0 && decided.length < taps.length, `${decided.length} decisions`)
  rmSync(filling)
  const exported = readJsonLines((await runFoyer(['export', 'events', '--data', dir])).stdout)
  assert.deepEqual(
    exported.map(({ eventId }) => eventId),
    decided,
  )
  assert.equal(JSON.parse((await runFoyer(['status', '--data', dir])).stdout).database, 'ok')
})

it('a replay through a station that runs stops where the disk is full, and prints no tap that is not stored', {
  skip,
}, async (test) => {
  const staffed = await makeStaffedStation(test)
  const dir = join(mountSmallDisk(test), 'station')
  cpSync(staffed, dir, { recursive: true })
  const ballast = fillDisk(dir, 700_000)
  const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
  try {
    const taps = Array.from({ length: 5000 }, (_, index) => typed(timeOf(index), '0000000101\n'))
    const run = await runFoyer(['replay', '-', '--data', dir], { input: taps.join('\n') })
    assert.equal(run.code, 1, run.stderr)
    const decided = readJsonLines(run.stdout).map(({ eventId }) => eventId)
    const line = decided.length + 1
    assert.equal(run.stderr, `stdin: line ${line}: The disk is full: nothing more can be stored in the data folder.\n`)
    const exported = readJsonLines((await runFoyer(['export', 'events', '--data', dir])).stdout)
    assert.deepEqual(
      exported.map(({ eventId }) => eventId),
      decided,
    )
  } finally {
    rmSync(ballast)
    await station.stop()
  }
})

it('a station that pulls more than the disk has room for stays up, says so, takes taps, and pulls once there is room', {
  skip,
}, async (test) => {
  const many = Array.from({ length: 20_000 }, (_, index) =>
    person(`P${index}`, { displayName: 'Somebody with a long name' }),
  )
  const central = await openCentral(test, { people: many })
  const pull = { url: central.url, token: secret, everySeconds: 1, clock: false, timeProfiles: false }
  const staffed = await makeStaffedStation(test, { pull })
  const dir = join(mountSmallDisk(test, '24m'), 'station')
  cpSync(staffed, dir, { recursive: true })
  const ballast = fillDisk(dir, 2_500_000)
  const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
  try {
    await station.hear(/"topic":"people","fault":"The disk is full: nothing more can be stored in the data folder."/)
    for (let index = 0; index < 5; index += 1) {
      const input = typed(timeOf(index), '0000000101\n')
      const run = await runFoyer(['replay', '-', '--data', dir], { input })
      assert.equal(run.code, 0, run.stderr)
    }
    const status = JSON.parse((await runFoyer(['status', '--data', dir])).stdout)
    assert.deepEqual([status.database, status.people, status.events], ['ok', 3, 5])
    assert.match(status.pull.people.fault, /^The disk is full: /)
    rmSync(ballast)
    const asked = await runFoyer(['pull', '--data', dir, '--once'])
    assert.equal(asked.code, 0, asked.stderr)
    assert.equal(JSON.parse((await runFoyer(['status', '--data', dir])).stdout).people, 20_003)
  } finally {
    rmSync(ballast, { force: true })
    assert.equal((await station.stop()).code, 0)
    await central.close()
  }
  assert.ok(!station.said.stderr.includes('SqliteError'), station.said.stderr)
})

it('an import that does not fit on the disk leaves nothing of itself', { skip }, async (test) => {
  const staffed = await makeStaffedStation(test)
  const dir = join(mountSmallDisk(test), 'station')
  cpSync(staffed, dir, { recursive: true })
  const filling = fillDisk(dir, 200_000)
  const people = Array.from({ length: 5000 }, (_, index) => `N${index},Somebody with a rather long name`)
  const roster = writeBeside(staffed, 'many.csv', `employeeNumber,displayName\n${people.join('\n')}\n`)
  const run = await runFoyer(['import', roster, '--data', dir, '--approve'])
  assert.equal(run.code, 1, run.stderr)
  assert.match(run.stderr, /^The disk is full: /)
  assert.equal(run.stdout, '')
  rmSync(filling)
  assert.equal(JSON.parse((await runFoyer(['status', '--data', dir])).stdout).people, 3)
})

it('gives the disk back that a large import has filled, so that the station starts and goes on', {
  skip,
}, async (test) => {
  const staffed = await makeStaffedStation(test)
  const dir = join(mountSmallDisk(test, '1600k'), 'station')
  cpSync(staffed, dir, { recursive: true })
  const people = Array.from({ length: 60_000 }, (_, index) => `N${index},Somebody with a rather long name`)
  const many = writeBeside(staffed, 'many.csv', `employeeNumber,displayName\n${people.join('\n')}\n`)
  const full = `The disk is full: nothing more can be stored in ${dir}.\n`
  for (const more of [[], ['--approve']]) {
    const run = await runFoyer(['import', many, '--data', dir, ...more])
    assert.equal(run.code, 1)
    assert.equal(run.stderr, full)
  }
  const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
  const handedOver = await runFoyer(['import', many, '--data', dir, '--json'])
  assert.equal(handedOver.stderr, full)
  assert.partialDeepStrictEqual(JSON.parse(handedOver.stdout), { type: 'refused' })
  assert.equal((await station.stop()).code, 0)
  const few = writeBeside(staffed, 'few.csv', 'employeeNumber,displayName\nE9,Zoe\n')
  const run = await runFoyer(['import', few, '--data', dir, '--approve'])
  assert.equal(run.code, 0, run.stderr)
  assert.equal(JSON.parse((await runFoyer(['status', '--data', dir])).stdout).people, 4)
})

it('an archive of diagnostics that does not fit leaves the one before as it was, and nothing of itself', {
  skip,
}, async (test) => {
  const dir = await makeStaffedStation(test)
  const disk = mountSmallDisk(test, '200k')
  const file = join(disk, 'foyer.zip')
  writeFileSync(file, 'the one before')
  mkdirSync(join(disk, 'station'))
  fillDisk(join(disk, 'station'), 0)
  const run = await runFoyer(['diagnostics', file, '--data', dir])
  assert.deepEqual([run.code, run.stdout], [1, ''])
  assert.match(run.stderr, /^The archive cannot be written: The disk is full/)
  assert.equal(readFileSync(file, 'utf8'), 'the one before')
  assert.deepEqual(readdirSync(disk).sort(), ['filling', 'foyer.zip', 'station'])
})

it('a disk too full even to look is said to be full', { skip }, async (test) => {
  const staffed = await makeStaffedStation(test)
  const dir = join(mountSmallDisk(test), 'station')
  cpSync(staffed, dir, { recursive: true })
  fillDisk(dir, 20 * 1024)
  const run = await runFoyer(['status', '--data', dir])
  assert.deepEqual([run.code, run.stderr], [1, `The disk is full: nothing more can be stored in ${dir}.\n`])
})

function timeOf(index: number): string {
  const minutes = index * 5
  const day = 2 + Math.floor(minutes / 1440)
  const [hour, minute] = [Math.floor(minutes / 60) % 24, minutes % 60]
  return `${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00`
}

function mountSmallDisk(test: TestContext, size = '6m'): string {
  const dir = join(makeFolder({ after: () => {} }), 'disk')
  mkdirSync(dir)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir])
  test.after(() => {
    execFileSync('umount', [dir])
    rmSync(join(dir, '..'), { recursive: true, force: true })
  })
  return dir
}

/** Takes all but `leftBytes` of the disk. */
function fillDisk(dir: string, leftBytes: number): string {
  const file = join(dir, '..', 'filling')
  const { bavail, bsize } = statfsSync(dir)
  writeFileSync(file, Buffer.alloc(bavail * bsize - leftBytes))
  return file
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const dir = makeFolder({ after: () => {} })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir], { stdio: 'ignore' })
    execFileSync('umount', [dir], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
