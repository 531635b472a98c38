import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readSettings } from '../../core/station/read-settings.ts'

describe('reading station.json', () => {
  let dir: string
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'foyer-settings-'))
  })
  after(() => rmSync(dir, { recursive: true, force: true }))

  const minimal = { station: { id: 'front-door', zone: 'Europe/Berlin' } }
  const read = (content: unknown, env: Record<string, string> = {}) => {
    const bytes = Buffer.isBuffer(content) || typeof content === 'string' ? content : JSON.stringify(content)
    writeFileSync(join(dir, 'station.json'), bytes)
    return readSettings(dir, env)
  }
  const faultsOf = (content: unknown, env: Record<string, string> = {}) => {
    const reading = read(content, env)
    assert.equal(reading.type, 'wrong')
    return reading.type === 'wrong' ? reading.faults : []
  }

  it('gives every default, and the id for a name, to a file with an id and a zone alone', () => {
    const reading = read(minimal)
    assert.equal(reading.type, 'read')
    if (reading.type !== 'read') return
    assert.equal(reading.settings.station.name, 'front-door')
    assert.equal(reading.settings.station.location, 'HQ')
    assert.deepEqual(reading.settings.rules, {
      repeatGuardSeconds: 30,
      undoSeconds: 10,
      longestShiftHours: 16,
      resultSeconds: 4,
    })
    assert.deepEqual(reading.settings.upstreams, {})
  })

  it('takes every name of a zone that this machine knows, and no date that ends in one', () => {
    for (const zone of ['UTC', 'europe/berlin', 'Asia/Calcutta', 'US/Eastern', 'Etc/GMT+5', '+01:00']) {
      assert.equal(read({ station: { id: 'front-door', zone } }).type, 'read', zone)
    }
    for (const zone of ['', 'Z', '2020-01-01T00:00[Europe/Berlin]', '2020-01-01T00:00+01:00']) {
      assert.equal(read({ station: { id: 'front-door', zone } }).type, 'wrong', zone)
    }
  })

  it('allows the key by which an editor finds the schema', () => {
    assert.equal(read({ $schema: '../resources/station.schema.json', ...minimal }).type, 'read')
  })

  it('names the file and the field of every fault, one a line', () => {
    const reading = read({ station: { id: 'a b', zone: 'Europe/Berlni' }, rules: { undoSeconds: 'ten' } })
    assert.equal(reading.type, 'wrong')
    if (reading.type !== 'wrong') return
    const lines = reading.message.split('\n')
    assert.equal(lines.length, 3)
    for (const line of lines) assert.ok(line.startsWith(`${join(dir, 'station.json')}: `), line)
    assert.deepEqual(
      reading.faults.map((fault) => fault.path),
      ['station.id', 'station.zone', 'rules.undoSeconds'],
    )
    assert.match(
      reading.message,
      /expected an IANA time zone such as "Europe\/Berlin", or an offset such as "\+01:00", found "Europe\/Berlni"/,
    )
    assert.match(reading.message, /rules\.undoSeconds: expected a number, found "ten"/)
  })

  it('names what an upstream’s page leaves open, unless the file names it otherwise', () => {
    const withPresence = (more: object) => ({
      ...minimal,
      upstreams: { presence: { url: 'https://there', token: 't', ...more } },
    })
    const reading = read(withPresence({ names: { onConflict: 'conflict' } }))
    assert.ok(reading.type === 'read' && reading.settings.upstreams.presence)
    const { matchBy, dateFormat, onInvalid, names } = reading.settings.upstreams.presence
    assert.deepEqual([matchBy, dateFormat, onInvalid], ['email', 'iso', undefined])
    assert.deepEqual(
      [names.path, names.onInvalid, names.onConflict],
      ['/ext/v1/presence/dates_only', 'onInvalid', 'conflict'],
    )
    for (const [names, expected] of [
      [{ onConflict: 'onInvalid' }, /each parameter to have a name of its own/],
      [{ matchBy: 'data' }, /none to be "data"/],
      [{ location: 'email' }, /each field to have a name of its own/],
      [{ path: 'presence' }, /a path that begins with/],
    ] as const) {
      const [fault, ...others] = faultsOf(withPresence({ names }))
      assert.match(fault?.expected ?? '', expected)
      assert.deepEqual(others, [])
    }
  })

  it('names an unknown key and the known one that was probably meant', () => {
    assert.deepEqual(faultsOf({ ...minimal, rules: { repeatGaurdSeconds: 3 } }), [
      { path: 'rules.repeatGaurdSeconds', expected: 'expected no such key; did you mean "repeatGuardSeconds"?' },
    ])
  })

  it('lists the known keys where nothing is near an unknown one', () => {
    assert.deepEqual(faultsOf({ ...minimal, screen: { colour: 'red' } }), [
      {
        path: 'screen.colour',
        expected: 'expected no such key; known here: hideNames, hideHours, isSoundOn, isSpoken, theme',
      },
    ])
  })

  it('names the place of a reader in the list', () => {
    assert.deepEqual(faultsOf({ ...minimal, readers: [{ id: 'front' }, { id: 'back', use: 'both' }] }), [
      { path: 'readers[1].use', expected: 'expected "toggle" or "in" or "out" or "enrol", found "both"' },
    ])
  })

  it('says which key is missing', () => {
    assert.deepEqual(faultsOf({ station: { id: 'front-door' } }), [
      { path: 'station.zone', expected: 'expected a text, found nothing' },
    ])
  })

  it('gives line and column where the file is not JSON', () => {
    assert.deepEqual(faultsOf('{\n  "station": { "id": "front-door" "zone": "UTC" }\n}'), [
      { path: '', expected: 'expected "," or "}" at line 2, column 35, found """' },
    ])
    assert.match(faultsOf('')[0]?.expected ?? '', /expected a value at line 1, column 1/)
  })

  it('refuses a list, a number or nothing where an object belongs', () => {
    for (const content of [[], 5, null]) {
      assert.match(faultsOf(JSON.stringify(content))[0]?.expected ?? '', /expected an object/)
    }
  })

  it('reads a byte-order mark and UTF-16, which Windows editors write', () => {
    assert.equal(read(Buffer.from(`\ufeff${JSON.stringify(minimal)}`, 'utf8')).type, 'read')
    assert.equal(read(Buffer.from(`\ufeff${JSON.stringify(minimal)}`, 'utf16le')).type, 'read')
  })

  it('says so where the file is not text', () => {
    const latin1 = Buffer.from('{"station":\n{"name": "B\u00fcro"}}', 'latin1')
    assert.deepEqual(faultsOf(latin1), [
      { path: '', expected: 'expected text in UTF-8, found bytes that are none in line 2; save it as UTF-8' },
    ])
    const half = Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d])
    assert.deepEqual(faultsOf(half), [{ path: '', expected: 'expected text in UTF-8; save it as UTF-8' }])
  })

  it('shows a minimal file where there is none', () => {
    const reading = readSettings(join(dir, 'nowhere'), {})
    assert.equal(reading.type, 'wrong')
    if (reading.type === 'wrong') assert.match(reading.message, /no such file; a minimal one is \{"station"/)
  })

  const withKey = (key: string) => ({
    ...minimal,
    upstreams: { clock: { url: 'http://127.0.0.1:7400', communityId: 'foyer', key } },
  })

  it('puts the value of the environment variable in the place of env:NAME', () => {
    const reading = read(withKey('env:FOYER_CLOCK_KEY'), { FOYER_CLOCK_KEY: 'open sesame' })
    assert.equal(reading.type === 'read' && reading.settings.upstreams.clock?.key, 'open sesame')
  })

  it('names the environment variable that is not set', () => {
    assert.deepEqual(faultsOf(withKey('env:FOYER_CLOCK_KEY')), [
      {
        path: 'upstreams.clock.key',
        expected: 'expected the environment variable "FOYER_CLOCK_KEY" to be set, found nothing',
      },
    ])
  })

  it('leaves secrets alone for a command that tells nobody anything', () => {
    read(withKey('env:FOYER_CLOCK_KEY'))
    assert.equal(readSettings(dir, {}, 'left').type, 'read')
  })

  it('never shows a secret in a fault', () => {
    const reading = read({ ...minimal, upstreams: { clock: { url: 'no', communityId: '', key: 123456789 } } })
    assert.equal(reading.type, 'wrong')
    if (reading.type === 'wrong') assert.doesNotMatch(reading.message, /123456789/)
  })
})
