import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import {
  hasStackTrace,
  makeStaffedStation,
  makeStation,
  rosterText,
  runFoyer,
  writeBeside,
  writeSettings,
} from './run-foyer.ts'

const good = { station: { id: 'front-door', zone: 'Europe/Berlin' } }

describe('a station.json that is wrong', () => {
  const cases: { name: string; content: unknown; says: RegExp }[] = [
    {
      name: 'an unknown key',
      content: { ...good, rules: { repeatGaurdSeconds: 5 } },
      says: /station\.json: rules\.repeatGaurdSeconds: expected no such key; did you mean "repeatGuardSeconds"\?/,
    },
    {
      name: 'a zone that nobody knows',
      content: { station: { id: 'front-door', zone: 'Europe/Berlni' } },
      says: /station\.json: station\.zone: expected an IANA time zone such as "Europe\/Berlin", or an offset such as "\+01:00", found "Europe\/Berlni"/,
    },
    { name: 'no zone', content: { station: { id: 'a' } }, says: /station\.zone: expected a text, found nothing/ },
    { name: 'no JSON', content: '{"station": {"id": "a",}}', says: /at line 1, column 24, found "}"/ },
    { name: 'nothing in it', content: '', says: /expected a value at line 1, column 1/ },
  ]

  for (const { name, content, says } of cases) {
    it(`is refused by every command that needs it: ${name}`, async (test) => {
      const dir = makeStation(test)
      writeSettings(dir, content)
      const roster = writeBeside(dir, 'roster.csv', rosterText)
      const runs = await Promise.all(
        [
          ['start', '--data', dir, '--shell', 'none'],
          ['import', roster, '--data', dir, '--approve'],
          ['replay', '-', '--data', dir],
          ['sync', '--data', dir, '--once'],
        ].map((args) => runFoyer(args)),
      )
      for (const run of runs) {
        assert.equal(run.code, 3, run.stderr)
        assert.match(run.stderr, says)
        assert.equal(run.stdout, '')
        assert.ok(!hasStackTrace(run))
      }
      assert.ok(!readdirSync(dir).includes('foyer.sqlite'), 'no store was made')
    })
  }

  it('is shown a minimal one where a station has lost its own', async (test) => {
    const dir = await makeStaffedStation(test)
    rmSync(join(dir, 'station.json'))
    const run = await runFoyer(['start', '--data', dir, '--shell', 'none'])
    assert.equal(run.code, 3)
    assert.match(
      run.stderr,
      /no such file; a minimal one is \{"station": \{"id": "front-door", "zone": "Europe\/Berlin"\}\}/,
    )
  })

  it('names the variable of a secret that is not set, but only to a command that needs the secret', async (test) => {
    const clock = { url: 'http://127.0.0.1:9', communityId: 'foyer', key: 'env:FOYER_TEST_NOT_SET' }
    const dir = makeStation(test, { upstreams: { clock } })
    const sync = await runFoyer(['sync', '--data', dir, '--once'])
    assert.equal(sync.code, 3)
    assert.match(sync.stderr, /upstreams\.clock\.key: expected the environment variable "FOYER_TEST_NOT_SET" to be set/)
    const replay = await runFoyer(['replay', '-', '--data', dir])
    assert.equal(replay.code, 0, replay.stderr)
  })
})
