import assert from 'node:assert/strict'
import { chmodSync, closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parse } from 'csv-parse/sync'
import {
  hasStackTrace,
  makeStaffedStation,
  makeStation,
  readJsonLines,
  runFoyer,
  startFoyer,
  typed,
  writeBeside,
} from './run-foyer.ts'

describe('the status of a folder', () => {
  it('counts what is in it', async (test) => {
    const dir = await makeStaffedStation(test, {
      upstreams: { clock: { url: 'http://127.0.0.1:9', communityId: 'foyer', key: 's' } },
    })
    await runFoyer(['replay', '-', '--data', dir], { input: typed('02T08:00:00', '0000000101\n0000000999\n') })
    const run = await runFoyer(['status', '--data', dir])
    assert.equal(run.code, 0, run.stderr)
    assert.equal(run.stderr, '')
    const { outbox, schemaVersion, ...counts } = JSON.parse(run.stdout)
    assert.deepEqual(counts, {
      people: 3,
      cards: 3,
      events: 2,
      openPeriods: 1,
      heldUp: {},
      pull: {},
      settings: 'ok',
      database: 'ok',
      isRunning: false,
    })
    assert.deepEqual(outbox.clock, { waiting: 1, inFlight: 0, delivered: 0, refused: 0, setAside: 0, withdrawn: 0 })
    assert.ok(schemaVersion >= 20)
  })

  it('can be asked while the station runs, and says that it does', async (test) => {
    const dir = await makeStaffedStation(test)
    const station = await startFoyer(test, ['start', '--data', dir, '--shell', 'none'])
    assert.equal(JSON.parse((await runFoyer(['status', '--data', dir])).stdout).isRunning, true)
    await station.stop()
    assert.equal(JSON.parse((await runFoyer(['status', '--data', dir])).stdout).isRunning, false)
  })

  it('is counted although station.json is missing or wrong, which is said', async (test) => {
    const dir = await makeStaffedStation(test)
    for (const [content, says] of [
      ['{"station": {"id": "front-door", "zone": "Mars/Base"}}', /station\.zone: expected an IANA/],
      ['{', /station\.json: expected .* at line 1/],
      [null, /station\.json: there is no such file/],
    ] as const) {
      if (content === null) rmSync(join(dir, 'station.json'))
      else writeFileSync(join(dir, 'station.json'), content)
      const run = await runFoyer(['status', '--data', dir])
      assert.equal(run.code, 3)
      assert.match(run.stderr, says)
      const { people, database, settings } = JSON.parse(run.stdout)
      assert.deepEqual([people, database, settings.length], [3, 'ok', 1])
      assert.match(settings[0], says)
    }
  })

  it('is a matter of permission where it is another user’s, and not empty', {
    skip: process.getuid?.() === 0 ? false : 'takes root, and another user',
  }, async (test) => {
    const dir = await makeStaffedStation(test)
    chmodSync(join(dir, '..'), 0o755)
    chmodSync(dir, 0o700)
    const run = await runFoyer(['status', '--data', dir], { isUnprivileged: true })
    const why = `${dir} cannot be read or cannot be written by this user, or lies on a read-only disk.\n`
    assert.deepEqual([run.code, run.stderr], [1, why])
  })

  it('says so where there is nothing yet', async (test) => {
    const run = await runFoyer(['status', '--data', makeStation(test)])
    assert.deepEqual([run.code, run.stdout], [1, ''])
    assert.match(run.stderr, /^There is no foyer\.sqlite in \S+ yet\.\n$/)
  })

  it('finds a damaged database and leaves it as it is; the next to write mends it, says how, and does no more', async (test) => {
    const dir = await makeStaffedStation(test)
    const file = join(dir, 'foyer.sqlite')
    const handle = openSync(file, 'r+')
    writeSync(handle, Buffer.alloc(4096 * 12, 0xa5), 0, 4096 * 12, 4096)
    closeSync(handle)
    const damaged = readFileSync(file)
    for (const args of [['status'], ['export', 'people']]) {
      const run = await runFoyer([...args, '--data', dir])
      assert.equal(run.code, 1)
      assert.match(run.stderr, /database in \S+ is damaged/)
      assert.ok(!hasStackTrace(run))
      assert.deepEqual(readFileSync(file), damaged)
    }
    const tap = { input: typed('02T08:00:00', '0000000101\n') }
    const mending = await runFoyer(['replay', '-', '--data', dir], tap)
    assert.deepEqual([mending.code, mending.stdout], [1, ''])
    assert.match(
      mending.stderr,
      /The database was damaged .* moved to foyer-damaged-\S+\.sqlite\. There was no good backup.* Nothing else was done/,
    )
    const next = await runFoyer(['replay', '-', '--data', dir], tap)
    assert.deepEqual([next.code, next.stderr], [0, ''])
    assert.equal(readJsonLines(next.stdout)[0]?.reason, 'unknown-card')
    assert.equal(JSON.parse((await runFoyer(['status', '--data', dir])).stdout).database, 'ok')
  })
})

describe('an export', () => {
  it('of events has the keys of a replayed decision and what only an event has', async (test) => {
    const dir = await makeStaffedStation(test)
    const replayed = await runFoyer(['replay', '-', '--data', dir], {
      input: typed('02T08:00:00', '0000000101\n0000000999\n'),
    })
    const run = await runFoyer(['export', 'events', '--data', dir])
    assert.equal(run.code, 0, run.stderr)
    const decisions = readJsonLines(replayed.stdout)
    const events = readJsonLines(run.stdout)
    assert.equal(events.length, 2)
    for (const [index, event] of events.entries()) {
      const { kind, refersTo, sequence, stationId, clockTrusted, ...more } = event
      const { act, by, recordedAt, detail, ...rest } = more
      assert.deepEqual({ act, by, recordedAt, detail }, { act: null, by: null, recordedAt: null, detail: null })
      assert.deepEqual(rest, decisions[index])
      assert.deepEqual(
        { kind, refersTo, sequence, stationId, clockTrusted },
        {
          kind: decisions[index]?.outcome,
          refersTo: null,
          sequence: index + 1,
          stationId: 'front-door',
          clockTrusted: true,
        },
      )
    }
  })

  it('of events says which a supervisor wrote, who that was, when and why', async (test) => {
    const dir = await makeStaffedStation(test)
    await runFoyer(['person', 'set-role', 'E2', 'supervisor', '--data', dir])
    const replayed = await runFoyer(['replay', '-', '--data', dir], { input: typed('02T08:00:00', '0000000101\n') })
    const tapId = String(readJsonLines(replayed.stdout)[0]?.eventId)
    const startedMs = Math.floor(Date.now() / 1000) * 1000
    const words = ['--reason', 'late bus', '--data', dir]
    for (const args of [
      ['correct', 'E1', '--event', tapId, '--to', '2026-03-02T07:30', '--by', 'E2', ...words],
      ['undo', tapId, ...words],
    ]) {
      const run = await runFoyer(args)
      assert.equal(run.code, 0, run.stderr)
    }
    const run = await runFoyer(['export', 'events', '--data', dir])
    const [, corrected, undone] = readJsonLines(run.stdout)
    const shown = { kind: 'in', act: 'corrected', by: 'E2', detail: 'late bus', at: '2026-03-02T07:30:00+01:00' }
    assert.partialDeepStrictEqual(corrected, { ...shown, employeeNumber: 'E1', refersTo: tapId })
    assert.partialDeepStrictEqual(undone, { kind: 'undo', act: null, by: null, detail: 'late bus', refersTo: tapId })
    assert.equal(undone?.recordedAt, undone?.at)
    for (const event of [corrected, undone]) {
      assert.ok(
        Date.parse(String(event?.recordedAt)) >= startedMs && Date.parse(String(event?.recordedAt)) <= Date.now(),
      )
    }
    const csv = await runFoyer(['export', 'events', '--data', dir, '--format', 'csv'])
    const rows = parse(csv.stdout, { columns: true }) as Record<string, string>[]
    assert.deepEqual(
      rows.map(({ act, by, detail }) => [act, by, detail]),
      [
        ['', '', ''],
        ['corrected', 'E2', 'late bus'],
        ['', '', 'late bus'],
      ],
    )
  })

  it('as CSV holds the same, one column per value', async (test) => {
    const dir = await makeStaffedStation(test)
    await runFoyer(['replay', '-', '--data', dir], { input: typed('02T08:00:00', '0000000101\n') })
    const run = await runFoyer(['export', 'events', '--data', dir, '--format', 'csv'])
    const [row, ...more] = parse(run.stdout, { columns: true }) as Record<string, string>[]
    assert.equal(more.length, 0)
    assert.equal(row?.at, '2026-03-02T08:00:00+01:00')
    assert.equal(row?.format, 'em4100')
    assert.equal(row?.cardNumber, '101')
    assert.equal(row?.employeeNumber, 'E1')
    assert.equal(row?.reason, '')
    assert.equal(row?.clockTrusted, 'true')
  })

  it('as CSV names its columns also where there is no row', async (test) => {
    const dir = await makeStaffedStation(test)
    const run = await runFoyer(['export', 'presence', '--data', dir, '--format', 'csv'])
    assert.equal(run.stdout, 'employeeNumber,displayName,date,state,location,eventId\n')
  })

  it('of presence has an entry per person and day', async (test) => {
    const dir = await makeStaffedStation(test)
    await runFoyer(['replay', '-', '--data', dir], {
      input: ['02T08:00:00', '02T12:00:00', '03T08:00:00'].map((at) => typed(at, '0000000101\n')).join('\n'),
    })
    const run = await runFoyer(['export', 'presence', '--data', dir, '--json'])
    assert.deepEqual(
      readJsonLines(run.stdout).map(({ employeeNumber, date, location }) => [employeeNumber, date, location]),
      [
        ['E1', '2026-03-02', 'HQ'],
        ['E1', '2026-03-03', 'HQ'],
      ],
    )
  })

  it('of people can be imported again, and then changes nothing', async (test) => {
    const dir = await makeStaffedStation(test)
    for (const format of ['csv', 'jsonl']) {
      const run = await runFoyer(['export', 'people', '--data', dir, '--format', format])
      const lines = run.stdout.trimEnd().split('\n')
      const content = format === 'csv' ? run.stdout : `[${lines.join(',')}]`
      const again = await runFoyer(['import', writeBeside(dir, `again.${format}`, content), '--data', dir, '--json'])
      assert.equal(again.code, 0, again.stderr)
      const { totalRecords, totalNoChange } = JSON.parse(again.stdout)
      assert.deepEqual([format, totalRecords, totalNoChange], [format, 3, 3])
    }
  })

  it('as CSV never hands a spreadsheet a formula', async (test) => {
    const dir = makeStation(test)
    const names = ['=cmd|calc', '+1', '-1', '@SUM(A1)']
    const roster = `employeeNumber,displayName\n${names.map((name, index) => `F${index},"${name}"`).join('\n')}\n`
    await runFoyer(['import', writeBeside(dir, 'formulas.csv', roster), '--data', dir, '--approve'])
    const run = await runFoyer(['export', 'people', '--data', dir, '--format', 'csv'])
    const rows = parse(run.stdout, { columns: true }) as { displayName: string }[]
    assert.deepEqual(
      rows.map(({ displayName }) => displayName),
      names.map((name) => `'${name}`),
    )
  })

  it('of a central service is refused in a folder where none ran', async (test) => {
    const run = await runFoyer(['export', 'clock', '--data', makeStation(test)])
    assert.deepEqual([run.code, run.stdout], [1, ''])
    assert.match(run.stderr, /no central service ran there/)
    assert.ok(!hasStackTrace(run))
  })
})
