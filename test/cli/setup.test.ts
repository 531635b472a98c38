import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { makeFolder } from '../store/temporary-folder.ts'
import { commandFile, hasStackTrace, makeStaffedStation, runFoyer, startFoyer, typed } from './run-foyer.ts'

const who = ['--supervisor', 'E7', '--supervisor-name', 'Ada Byron', '--badge', '0012345678']
const where = ['--name', 'Bäckerei Süd', '--zone', 'Europe/Berlin', '--languages', 'de,en']
const pin = { input: '4829\n' }

function newDir(test: TestContext): string {
  return join(makeFolder(test), 'station')
}

describe('foyer setup', () => {
  it('makes a station whose supervisor can badge, is known by name, and stands in the audit trail', async (test) => {
    const dir = newDir(test)
    const run = await runFoyer(['setup', '--data', dir, ...where, ...who], pin)
    assert.equal(run.code, 0, run.stderr)
    assert.deepEqual(JSON.parse(run.stdout), { station: 'backerei-sud', supervisor: 'E7', dataDir: dir })
    if (process.platform !== 'win32') assert.equal(statSync(join(dir, 'station.json')).mode & 0o777, 0o600)
    assert.deepEqual(JSON.parse(readFileSync(join(dir, 'station.json'), 'utf8')), {
      station: { zone: 'Europe/Berlin', name: 'Bäckerei Süd', id: 'backerei-sud', languages: ['de', 'en'] },
    })
    const shown = JSON.parse((await runFoyer(['person', 'show', 'E7', '--data', dir])).stdout)
    assert.deepEqual([shown.role, shown.hasPin, shown.cards.length], ['supervisor', true, 1])
    const replayed = await runFoyer(['replay', '-', '--data', dir], { input: typed('03T08:00:00', '0012345678\n') })
    assert.match(replayed.stdout, /"employeeNumber":"E7","outcome":"in"/)
    assert.equal((await runFoyer(['audit', 'verify', '--data', dir])).code, 0)
  })

  it('takes what thirty stations have in common from a file', async (test) => {
    const dir = newDir(test)
    const file = join(makeFolder(test), 'like-all.json')
    const clock = { url: 'https://clock.example', communityId: 'c', key: 'x' }
    writeFileSync(file, JSON.stringify({ station: { id: 'all', zone: 'UTC', location: 'HQ 2' }, upstreams: { clock } }))
    const run = await runFoyer(['setup', '--data', dir, '--settings', file, '--id', 'door-17', ...who], pin)
    assert.equal(run.code, 0, run.stderr)
    const written = JSON.parse(readFileSync(join(dir, 'station.json'), 'utf8'))
    assert.deepEqual(written, { station: { id: 'door-17', zone: 'UTC', location: 'HQ 2' }, upstreams: { clock } })
    for (const [said, station] of [
      [['--name', 'Door 18'], { id: 'door-18', name: 'Door 18' }],
      [['--name', '正门', '--id', 'door-19'], { id: 'door-19', name: '正门' }],
    ] as const) {
      const other = newDir(test)
      assert.equal((await runFoyer(['setup', '--data', other, '--settings', file, ...said, ...who], pin)).code, 0)
      const { id, name } = JSON.parse(readFileSync(join(other, 'station.json'), 'utf8')).station
      assert.deepEqual({ id, name }, station)
    }
  })

  it('says what the upstream of cards wants besides, where that is told', async (test) => {
    for (const [cardSystemId, said] of [
      [undefined, /station\.cardSystemId/],
      ['5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10', /^$/],
    ] as const) {
      const file = join(makeFolder(test), 'cards.json')
      const upstreams = { cards: { url: 'https://cards.example', token: 'x' } }
      writeFileSync(file, JSON.stringify({ station: { zone: 'UTC', cardSystemId }, upstreams }))
      const run = await runFoyer(['setup', '--data', newDir(test), '--settings', file, '--id', 'door', ...who], pin)
      assert.equal(run.code, 0, run.stderr)
      assert.match(run.stderr, said)
    }
  })

  it('makes the last part of a path alone, because one of which more is missing is likelier mistyped', async (test) => {
    const above = newDir(test)
    const run = await runFoyer(['setup', '--data', join(above, 'deeper'), ...where, ...who], pin)
    assert.equal(run.code, 1)
    assert.ok(run.stderr.includes(above), run.stderr)
    assert.ok(!existsSync(above))
  })

  it('says that there is no folder where none can be', {
    skip: existsSync('/proc/self') ? false : 'takes /proc',
  }, async () => {
    for (const dir of ['/dev/full/x', '/proc/foo']) {
      for (const command of [['setup', ...where, ...who], ['start', '--shell', 'none'], ['status']]) {
        const run = await runFoyer([...command, '--data', dir], pin)
        assert.deepEqual([run.code, run.stderr], [1, `There is no folder ${dir}.\n`], `${command[0]} ${dir}`)
      }
    }
  })

  it('touches no folder that holds a station, and none where something is wrong', async (test) => {
    const staffed = await makeStaffedStation(test)
    const before = readFileSync(join(staffed, 'station.json'), 'utf8')
    const again = await runFoyer(['setup', '--data', staffed, ...where, ...who], pin)
    assert.equal(again.code, 1)
    assert.match(again.stderr, /holds a station already/)
    assert.equal(readFileSync(join(staffed, 'station.json'), 'utf8'), before)

    const dir = newDir(test)
    const likeAll = join(makeFolder(test), 'like-all.json')
    writeFileSync(likeAll, JSON.stringify({ station: { id: 'all', zone: 'UTC' } }))
    const cases: [string[], { input: string }, number, RegExp][] = [
      [[...where, ...who], { input: '12' }, 1, /A PIN is four to twelve digits/],
      [['--id', 'a b', ...who], pin, 3, /^station\.id: expected letters/m],
      [['--name', 'x', '--zone', 'Mars/Base', ...who], pin, 3, /^station\.zone: expected an IANA/m],
      [['--name', 'x'.repeat(81), ...who], pin, 3, /^station\.name: expected at most 80 letters/m],
      [['--name', 'x\u202Ey', ...who], pin, 3, /^station\.name: expected no .* direction/m],
      [
        [...where, ...who, '--supervisor-name', 'x\u202Ey'],
        pin,
        3,
        /^supervisor\.displayName: expected no .* direction/m,
      ],
      [['--languages', 'de,xx', ...who], pin, 2, /found "xx"/],
      [[...where, ...who.slice(0, -1), 'hello'], pin, 2, /^--badge: /m],
      [['--settings', join(dir, 'none.json'), '--id', 'x', ...who], pin, 1, /cannot be read/],
      [['--settings', likeAll, ...who], pin, 2, /^--id: .*the same for all/m],
      [['--name', '正门', ...who], pin, 2, /^--id: .*no letter of "正门"/m],
      [[...where, ...who, '--supervisor-name', 'A\u0007da'], pin, 3, /^supervisor\.displayName: expected no control/m],
      [[...where, ...who, '--supervisor', ' '], pin, 3, /^supervisor\.employeeNumber: expected an employee number/m],
    ]
    for (const [args, input, code, says] of cases) {
      const run = await runFoyer(['setup', '--data', dir, ...args], input)
      assert.equal(run.code, code, run.stderr)
      assert.match(run.stderr, says)
      assert.equal(run.stdout, '')
      assert.ok(!hasStackTrace(run))
      assert.ok(!existsSync(dir), 'a folder that it made goes again')
    }
    mkdirSync(dir)
    const refused = await runFoyer(['setup', '--data', dir, '--name', 'x', '--zone', 'Mars/Base', ...who], pin)
    assert.equal(refused.code, 3)
    assert.ok(existsSync(dir), 'one that was there stays')
  })

  it('takes a file with a byte-order mark, and none that is not UTF-8', async (test) => {
    const file = join(makeFolder(test), 'like-all.json')
    const content = JSON.stringify({ station: { name: 'Büro', zone: 'UTC' } }, null, 2)
    const dir = newDir(test)
    const setUp = ['setup', '--data', dir, '--settings', file, '--id', 'door-17', ...who]
    writeFileSync(file, Buffer.from(content, 'latin1'))
    const refused = await runFoyer(setUp, pin)
    assert.equal(refused.code, 1)
    const why = 'expected text in UTF-8, found bytes that are none in line 3; save it as UTF-8.'
    assert.equal(refused.stderr, `${file} cannot be read: ${why}\n`)
    assert.ok(!existsSync(dir))
    writeFileSync(file, `\uFEFF${content}`)
    const taken = await runFoyer(setUp, pin)
    assert.equal(taken.code, 0, taken.stderr)
    assert.equal(JSON.parse(readFileSync(join(dir, 'station.json'), 'utf8')).station.name, 'Büro')
  })

  it('takes no name whose bytes were no UTF-8', { skip: process.platform === 'win32' }, (test) => {
    const run = (...args: string[]) => {
      const script = `exec "$0" "$@" "$(printf 'Bj\\370rn')"`
      const words = [process.execPath, commandFile, 'setup', '--data', newDir(test), ...where, ...who, ...args]
      return spawnSync('/bin/sh', ['-c', script, ...words], { ...pin, encoding: 'utf8' })
    }
    for (const [option, field] of [
      ['--supervisor-name', 'supervisor.displayName'],
      ['--supervisor', 'supervisor.employeeNumber'],
      ['--name', 'station.name'],
      ['--location', 'station.location'],
    ] as const) {
      const { status, stderr } = run(option)
      assert.equal(status, 3, stderr)
      assert.match(stderr, new RegExp(`^${field}: expected no control character, and no broken one`, 'm'))
    }
  })
})

describe('starting in a new folder', () => {
  it('says where it is set up, and goes on as a station once the command line has done it', async (test) => {
    const dir = newDir(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    await station.hear(/There is no station in .* yet: it is set up at http:\/\/127\.0\.0\.1:\d+\/#/)
    const second = await runFoyer(['start', '--data', dir, '--shell', 'none'])
    assert.equal(second.code, 4, second.stderr)
    const run = await runFoyer(['setup', '--data', dir, ...where, ...who], pin)
    assert.equal(run.code, 0, run.stderr)
    await station.hear(/The station is set up, and begins its work\./)
    const status = await runFoyer(['status', '--data', dir])
    assert.equal(JSON.parse(status.stdout).people, 1)
    assert.equal((await runFoyer(['setup', '--data', dir, ...where, ...who], pin)).code, 1)
    const { code, stdout } = await station.stop()
    assert.equal(code, 0)
    assert.equal(stdout, `ready ${station.url}\n`)
  })

  it('makes a folder beside others, and none along a path that is not there', async (test) => {
    const far = join(makeFolder(test), 'not', 'there')
    const run = await runFoyer(['start', '--data', far, '--shell', 'none'])
    assert.equal(run.code, 1)
    assert.match(run.stderr, /There is no folder/)
    assert.ok(!existsSync(far))
  })

  it('is refused in the folder of a central service', async (test) => {
    const dir = newDir(test)
    mkdirSync(dir)
    writeFileSync(join(dir, 'central.sqlite'), '')
    const run = await runFoyer(['start', '--data', dir, '--shell', 'none'])
    assert.equal(run.code, 1)
    assert.match(run.stderr, /the folder of a central service/)
    assert.deepEqual(readdirSync(dir), ['central.sqlite'])
  })
})
