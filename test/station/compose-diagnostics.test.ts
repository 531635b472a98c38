import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, test } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import { stationSettings } from '../../core/contract/settings.ts'
import { composeDiagnostics, type DiagnosticsParts } from '../../core/station/compose-diagnostics.ts'
import { hideInLine, leftOut } from '../../core/station/hide-people.ts'
import { listSettings } from '../../core/station/list-settings.ts'
import { changePullState } from '../../core/station/pull-state-store.ts'
import { openTestStore, type TestStore, write } from '../fakes/station-store.ts'

const atMs = Date.parse('2026-03-03T09:20:00Z')
const folder = '/home/ada/stations/front'
const secrets = ['sesame open', 'tok-1', 'pa55', 'sub-key-7', 'b0b', 'c4rd-token', 'pull!']
const settings = stationSettings.parse({
  station: { id: 'front', name: 'Front door', zone: 'Europe/Berlin' },
  upstreams: {
    clock: { url: 'http://someone:clear-text@127.0.0.1:7400/', communityId: 'c', key: secrets[0] },
    presence: { url: 'http://127.0.0.1:1', token: secrets[1] },
    authData: { url: 'http://127.0.0.1:1', username: 'login-name', password: secrets[2], subscriptionKey: secrets[3] },
    timeProfiles: { url: 'http://127.0.0.1:1', username: 'login-name', password: secrets[4] },
    cards: { url: 'http://127.0.0.1:1', token: secrets[5] },
  },
  pull: { url: 'http://127.0.0.1:1', token: secrets[6] },
})

const pinHash = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g'
/** Whatever is planted below, as it may be written. */
const planted = [
  ...['Adalind', 'adalind', 'Müller-Brandt', 'Brandt', '王伟', 'Kowalczyk', 'kowalczyk@example.com'],
  ...['E77', 'user-9f', 'api_x', 'gamer', '5521', '417', '40593548', '0040593548', '04A1B2C3', '4711', '0815', pinHash],
  ...['clear-text', 'login-name', folder, '/ada/', 'eyJhbGciOiJIUzI1NiJ9.e30', ...secrets],
]

let store: TestStore
beforeEach(() => {
  store = openTestStore(0)
  write(store, (db) => {
    const person = db.prepare(
      `INSERT INTO person (id, employee_number, display_name, email, user_id, api_id, username, unique_id, is_active,
         changed_at_ms, pin_hash)
       VALUES (@id, @number, @name, @email, @userId, @apiId, @username, @uniqueId, 1, 0, @pinHash)`,
    )
    const none = { email: null, userId: null, apiId: null, username: null, uniqueId: null, pinHash: null }
    const known = { userId: 'user-9f', apiId: 'api_x', username: 'gamer', uniqueId: 5521, pinHash }
    person.run({ id: 1, number: 'E77', name: 'Adalind Müller-Brandt', ...none, ...known })
    person.run({ id: 2, number: 'X1', name: '王伟', ...none, email: 'kowalczyk@example.com' })
    db.prepare(
      `INSERT INTO card (id, internal_number, external_number, state, changed_at_ms)
       VALUES (1, 40593548, '04A1B2C3', 'active', 0), (2, 417, NULL, 'active', 0)`,
    ).run()
    const refused = db.prepare(
      `INSERT INTO outbox (upstream, fence, key, person_id, payload, state, is_first, attempts, enqueued_at_ms, due_at_ms,
         scheduled_at_ms, settled_at_ms, reason, answer, is_unknown)
       VALUES ('clock', @key, @key, 1, '{"want":"in","who":"Adalind"}', 'refused', 0, 3, @atMs, @atMs, @atMs, @atMs, @reason,
         @answer, 0)`,
    )
    refused.run({ key: 'a', atMs, reason: 'NO ACCOUNT OF Adalind', answer: 'NO ACCOUNT OF Adalind Müller-Brandt' })
    refused.run({ key: 'b', atMs, reason: 'the person is not known here', answer: null })
  })
})
afterEach(() => store.discard())

function parts(more: Partial<DiagnosticsParts> = {}): DiagnosticsParts {
  const log = [
    { level: 40, time: atMs, station: 'front', msg: 'no account of Adalind at kowalczyk@example.com, card 0040593548' },
    { level: 50, fault: { why: `PIN 4711 of E77 in ${folder}/foyer.sqlite`, at: '/home/ada/x.ts:12', card: 40593548 } },
    { level: 50, msg: '王伟 was called gamer, user-9f, api_x', held: ['04a1b2c3', 'card 417', 'adalind'] },
    { level: 50, msg: `refused ${secrets[0]} and eyJhbGciOiJIUzI1NiJ9.e30 with ${secrets[5]}`, pin: '0815' },
  ].map((line) => JSON.stringify(line))
  return {
    db: store.read,
    settings,
    report: {
      type: 'station-report',
      ...{ atMs, version: '1.2.3', runtime: 'Node v26', platform: 'linux x64', startedAtMs: atMs, stationId: 'front' },
      ...{ cardSystemId: null, zone: 'Europe/Berlin' },
      clock: { isTrusted: true, driftMs: 12, confirmed: null },
      counts: { people: 2, cards: 2, events: 0, openPeriods: 0 },
      storage: { folder, fileBytes: 4096, notice: 'The backup of Kowalczyk was taken.', backups: [] },
      readers: [{ id: 'front', name: 'Front reader', state: 'failed', why: 'serial 04A1B2C3 is not there' }],
      settings: listSettings(settings),
      photo: null,
      photosLeft: 0,
    },
    heldUp: [{ upstream: 'clock', cause: 'configuration', why: 'nobody knows Müller-Brandt (5521)' }],
    deviceOf: () => ({ vendorId: 0xc27, productId: 0x3bfa, usages: [{ usagePage: 1, usage: 6 }] }),
    log: [...log, 'no JSON: Adalind'],
    ...more,
  }
}

const unzip = (base64: string) =>
  Object.fromEntries(
    Object.entries(unzipSync(Buffer.from(base64, 'base64'))).map(([name, bytes]) => [name, strFromU8(bytes)]),
  )

test('diagnostics hold no name, number of a person or card, PIN, key or login, however it is written', async () => {
  const { base64, files } = await composeDiagnostics(parts())
  const inside = unzip(base64)
  for (const [name, text] of Object.entries(inside)) {
    for (const secret of planted) assert.ok(!text.includes(secret), `${secret} in ${name}:\n${text}`)
  }
  assert.deepEqual(
    inside,
    Object.fromEntries(files.map(({ name, text }) => [name, text])),
    'what is shown is what is sent',
  )
})

test('diagnostics say how the station stands, and which refused facts there are without whom they are about', async () => {
  const { base64, fileName } = await composeDiagnostics(parts())
  assert.equal(fileName, 'foyer-front-20260303T092000000Z.zip')
  const inside = unzip(base64)
  const read = (name: string) => JSON.parse(inside[name] ?? '')
  assert.deepEqual(Object.keys(inside).sort(), [
    ...['README.txt', 'clock.json', 'database.json', 'log.jsonl', 'readers.json', 'refused-rows.json'],
    ...['settings.json', 'sync.json', 'versions.json'],
  ])
  assert.equal(read('versions.json').version, '1.2.3')
  assert.deepEqual([read('database.json').fault, read('database.json').rows.person], [null, 2])
  assert.deepEqual(read('readers.json')[0].device.vendorId, '0c27')
  assert.equal(read('settings.json')['rules.undoSeconds'], '10')
  assert.deepEqual(
    read('refused-rows.json').map(({ why, toDo, attempts }: Record<string, unknown>) => [why, toDo, attempts]),
    [
      ['words-of-the-service', 'make-known', 3],
      ['row-person-unknown', 'make-known', 3],
    ],
  )
  const [line = ''] = (inside['log.jsonl'] ?? '').split('\n')
  assert.deepEqual(JSON.parse(line), {
    ...{ level: 40, time: atMs, station: 'front' },
    msg: `no account of ${leftOut} at ${leftOut} card ${leftOut}`,
  })
})

/** What an earlier version stored as it came: the request, said again. */
const quote = (key: string) =>
  [key, JSON.stringify({ key }), JSON.stringify(JSON.stringify({ key })), encodeURIComponent(key)].join(' ') +
  ` ${Buffer.from(`u:${key}`).toString('base64')} ${createHash('md5').update(key).digest('hex')}`

const withSecrets = (secret: string) =>
  stationSettings.parse({
    station: { id: 'front', zone: 'Europe/Berlin' },
    upstreams: {
      clock: { url: 'http://127.0.0.1:1', communityId: 'c', key: secret },
      timeProfiles: { url: 'http://127.0.0.1:1', username: 'login-name', password: secret },
    },
    pull: { url: 'http://127.0.0.1:1', token: secret },
  })

function quoting(secret: string, more: Partial<DiagnosticsParts>): DiagnosticsParts {
  write(store, (db) => changePullState(db, 'people', { fault: `redirected to ${quote(secret)}` }))
  const why = `status 500: ${quote(secret)} for login-name`
  return parts({
    heldUp: [{ upstream: 'clock', cause: 'lost', why }],
    log: [JSON.stringify({ level: 40, msg: why })],
    ...more,
  })
}

/** Short words, so that nothing but the secret itself is a reason to leave them out. */
const oddSecret = 'ab"cd\\ef'
const assertNothingOf = async (secret: string, given: DiagnosticsParts) => {
  const inside = unzip((await composeDiagnostics(given)).base64)
  const told = Object.entries(inside).filter(([name]) => name !== 'README.txt')
  for (const [name, text] of told) {
    for (const form of [...quote(secret).split(' '), 'cd', 'login-name']) {
      assert.ok(
        !text.includes(form) && !text.includes(JSON.stringify(form).slice(1, -1)),
        `${form} in ${name}:\n${text}`,
      )
    }
  }
  return inside
}

test('diagnostics hold no secret however a service wrote it, nor the hash that a login sends', async () => {
  const inside = await assertNothingOf(oddSecret, quoting(oddSecret, { settings: withSecrets(oddSecret) }))
  assert.match(inside['sync.json'] ?? '', /"why": "status 500: \(left out\)/)
  assert.match(inside['log.jsonl'] ?? '', /status 500: \(left out\)/)
})

test('a secret in a variable is known where the variable is set, and where it is not nothing that a service said is told', async () => {
  const settings = withSecrets('env:A_KEY')
  const log = null
  const known = await assertNothingOf(oddSecret, quoting(oddSecret, { settings, log, env: { A_KEY: oddSecret } }))
  assert.match(known['sync.json'] ?? '', /"why": "status 500: /)
  const unknown = await assertNothingOf(oddSecret, quoting(oddSecret, { settings, log, env: {} }))
  const { heldUp, pull } = JSON.parse(unknown['sync.json'] ?? '')
  assert.deepEqual([heldUp[0].why, pull[0].fault], [leftOut, leftOut])
})

test('an archive is made by a station whose clock stands at the beginning of time', async () => {
  const { report } = parts()
  const { base64 } = await composeDiagnostics(parts({ report: { ...report, atMs: 0 } }))
  assert.ok(unzip(base64)['README.txt'])
})

test('a line of the log that is no JSON is hidden as a text', () => {
  assert.equal(
    hideInLine('oops', (text) => `<${text}>`),
    '<oops>',
  )
})
