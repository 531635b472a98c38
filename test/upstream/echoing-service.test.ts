/** A service, or a proxy's page for finding faults, that answers with the whole request: nothing secret of it is kept. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import { createAuthDataConnector } from '../../core/upstream/auth-data.ts'
import { createCardsConnector } from '../../core/upstream/cards.ts'
import { createClockConnector } from '../../core/upstream/clock.ts'
import type { Connector, WireAnswer, WireRequest } from '../../core/upstream/connector.ts'
import type { SendOutcome } from '../../core/upstream/http.ts'
import { createPresenceConnector } from '../../core/upstream/presence.ts'
import { createSender } from '../../core/upstream/send-batch.ts'
import { createTimeProfilesConnector } from '../../core/upstream/time-profiles.ts'
import { makeProfile, repeatEvery } from '../schedule/make-profile.ts'

const key = 'S3"cret\\of/clock & co'
const password = 'S3"cret\\of/login & co'
const token = 'S3cret.of/header='
const subscriptionKey = 'S3cret-of-subscription'
const session = 'S3cret.of.session'
const url = 'http://127.0.0.1:9'

const { upstreams } = stationSettings.parse({
  station: { id: 'door', zone: 'UTC' },
  upstreams: {
    clock: { url, communityId: 'c', key },
    presence: { url, token: `Bearer ${token}` },
    authData: { url, username: 'door', password, subscriptionKey },
    timeProfiles: { url, username: 'door', password },
    cards: { url, token },
  },
})
assert.ok(upstreams.clock && upstreams.presence && upstreams.authData && upstreams.timeProfiles && upstreams.cards)

const plain = <Fact>(connector: Connector<Fact>) => connector as unknown as Connector<unknown>
const identity = { employeeNumber: 'E1', accId: null, apiId: 'a1', username: null, discord: null, uniqueId: null }
const card = { NewCardInternalCardNumber: 3, NewCardExternalCardNumber: null, NewCardFacilityCode: null }
const cases: [Connector<unknown>, unknown][] = [
  [plain(createClockConnector(upstreams.clock)), { want: 'in', occurredAtMs: 0, identity }],
  [
    plain(createPresenceConnector(upstreams.presence, 'UTC')),
    { localDate: '2026-03-02', location: 'HQ', state: 'at_location', identifier: 'a@x.org', hasEarlier: false },
  ],
  [
    plain(createAuthDataConnector(upstreams.authData)),
    { employeeId: 'E1', employeeStatus: 'Active', authValues: ['value-1', null, null] },
  ],
  [
    plain(createTimeProfilesConnector(upstreams.timeProfiles)),
    { type: 'put', item: makeProfile('2026-03-02T08:00', '2026-03-02T17:00', repeatEvery('day')) },
  ],
  [
    plain(createCardsConnector(upstreams.cards)),
    { identity: { employeeNumber: 'E1', userId: null, email: null }, ...card, NewCardCardType: null },
  ],
]

const hash = createHash('md5').update(password).digest('hex')
const told = [key, password, token, subscriptionKey, session, hash]
/** Whatever else a secret looks like, these pieces are in it, or in what base64 makes of it. */
const pieces = ['cret', 'of/clock', 'of/login', 'session', hash.slice(0, 12)]
const base64Pieces = [0, 1, 2].flatMap((before) =>
  told.map((secret) =>
    Buffer.from(`${'-'.repeat(before)}${secret}`)
      .toString('base64')
      .slice(4, 12),
  ),
)

type Echo = (text: string) => string
const echoes: Echo[] = [
  (text) => text,
  (text) => JSON.stringify({ error: text, message: text, reason: text, Description: text, ResultCode: 99 }),
  (text) => JSON.stringify(text),
  (text) => `<pre>${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}</pre>`,
  encodeURIComponent,
  (text) => Buffer.from(text).toString('base64'),
  // Where the station cuts it, in the middle of a secret.
  ...[475, 485, 490].map(
    (before): Echo =>
      (text) =>
        'x'.repeat(before) + text.slice(Math.max(0, text.search(/S3/))),
  ),
]
const statuses = [200, 201, 302, 400, 401, 403, 404, 409, 413, 422, 429, 500, 503]

const isLogin = ({ path }: WireRequest) => path.includes('login') || path.includes('authorize')
const dump = ({ method, path, headers, body }: WireRequest) =>
  `${method} ${path} ${Object.entries(headers).join('\n')} ${body}`

for (const [connector, fact] of cases) {
  test(`nothing of what opens ${connector.upstream} is kept of an answer that says it again`, async () => {
    let words = 0
    for (const echo of echoes) {
      for (const status of statuses) {
        for (const isUnknown of [false, true]) {
          for (const isLoginEchoed of [false, true]) {
            const said = await ask(connector, fact, isUnknown, (wire) => {
              if (isLogin(wire) && !isLoginEchoed) return answer(200, loginBody(connector))
              return answer(status, echo(dump(wire)))
            })
            const kept = said.replaceAll('[secret]', '§')
            for (const piece of [...pieces, ...base64Pieces]) {
              assert.ok(!kept.includes(piece), `${piece} is in ${kept}, after ${status}`)
            }
            if (kept !== said) words += 1
          }
        }
      }
    }
    assert.ok(words > 0, 'something was there to be taken out')
  })
}

function answer(status: number, body: string): WireAnswer {
  return { status, headers: { location: `http://login.example/?${encodeURIComponent(body.slice(0, 2000))}` }, body }
}

function loginBody({ upstream }: Connector<unknown>): string {
  return JSON.stringify(upstream === 'authData' ? session : { token: session })
}

/** All that leaves the sender, as text. */
async function ask(
  connector: Connector<unknown>,
  fact: unknown,
  isUnknown: boolean,
  reply: (wire: WireRequest) => WireAnswer,
): Promise<string> {
  const reports: unknown[] = []
  const sender = createSender(connector, {
    now: () => 0,
    sleep: async () => {},
    report: (entry) => reports.push(entry),
    exchange: {
      send: async (_url, wire): Promise<SendOutcome> => ({ type: 'answered', requestId: 'r', answer: reply(wire) }),
    },
  })
  const sent = await sender.send([{ rowId: 1, key: 'k1', enqueuedAtMs: 0, isUnknown, fact }])
  return JSON.stringify([[...sent.resultsByRow], sent.trouble, reports])
}
