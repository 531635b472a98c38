import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { verifyAudit } from '../../core/audit/audit-store.ts'
import { stationSettings } from '../../core/contract/settings.ts'
import type { SP1CheckInRequest } from '../../core/people/card-check-in.ts'
import { findCardsByName, readCard, readCardHistory } from '../../core/people/card-store.ts'
import { giveCard } from '../../core/people/give-card-store.ts'
import { findPersonByEmployeeNumber, upsertPerson } from '../../core/people/people-store.ts'
import type { PersonRecord } from '../../core/people/person.ts'
import { setRole } from '../../core/people/role-store.ts'
import { changeCard } from '../../core/station/change-card.ts'
import { type CardCheckIn, checkInCard } from '../../core/station/check-in-card.ts'
import { replayedReading } from '../../core/station/clock.ts'
import { createTapContext } from '../../core/station/station.ts'
import { decideTap } from '../../core/station/tap.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const nowMs = Date.parse('2026-03-02T08:00:00+01:00')
const system = 'c43af46a-0175-4e28-aef7-4063de3b7713'
const otherSystem = 'd43af46a-0175-4e28-aef7-4063de3b7713'
const adasId = '7f8bb9f0-4361-40ff-adb2-320cd6717bbf'
const bobsId = 'E3BC8108-460B-4BA9-AE71-8D7B2ABAEA22'

const ada: PersonRecord = {
  employeeNumber: 'E1',
  displayName: 'Ada',
  email: 'Ada@X.org',
  userId: adasId,
  apiId: null,
  username: null,
  accId: null,
  discord: null,
  uniqueId: null,
  isActive: true,
  occupancySystemId: system.toUpperCase(),
  timeProfiles: [],
}
const bob: PersonRecord = { ...ada, employeeNumber: 'E2', displayName: 'Bob', email: 'b@x.org', userId: bobsId }
const eve: PersonRecord = { ...ada, employeeNumber: 'E9', displayName: 'Eve', email: null, userId: null }

function openStation(t: TestContext, upstreams: object = {}, cardSystemId: string = system) {
  const { store, change } = openTemporaryStore(t)
  const settings = stationSettings.parse({
    station: { id: 'door', zone: 'Europe/Berlin', ...(cardSystemId !== '' && { cardSystemId }) },
    upstreams,
  })
  change((db) => {
    for (const person of [ada, bob]) upsertPerson(db, person, 0)
    setRole(db, upsertPerson(db, eve, 0), 'supervisor', 0)
  })
  const context = createTapContext(store, settings)
  const by = { type: 'supervisor', employeeNumber: 'E9' } as const
  const checkIn = (request: SP1CheckInRequest, more: Partial<CardCheckIn> = {}) =>
    checkInCard(context, { request, by, nowMs, ...more })
  const tap = (number: number, atMs = nowMs) =>
    decideTap(context, {
      reader: 'r',
      presented: { type: 'text', text: String(number).padStart(10, '0') },
      clock: replayedReading(atMs),
      cause: 'tap',
    }).decision
  const audit = () =>
    store.read
      .prepare<{ actor: string; action: string; subject: string }>(
        'SELECT actor_number AS actor, action, subject FROM audit ORDER BY sequence',
      )
      .all()
  const outbox = () =>
    store.read
      .prepare<Record<string, unknown>>("SELECT fence, payload, state FROM outbox WHERE upstream = 'cards' ORDER BY id")
      .all()
  return { store, change, context, by, checkIn, tap, audit, outbox }
}

test('a new card is created, given and can be used at once', (t) => {
  const { checkIn, tap, store, audit } = openStation(t)
  assert.equal(tap(12345).reason, 'unknown-card')
  const outcome = checkIn({ MatchUserByEmployeeNumber: 'E1', NewCardInternalCardNumber: 12345 })
  assert.equal(outcome.type, 'checked-in')
  assert.equal(outcome.result.ResultCode, 0)
  assert.match(outcome.result.Value ?? '', /^[0-9a-f-]{36}$/)
  assert.equal(readCard(store.read, outcome.cardId)?.key, outcome.result.Value)
  assert.equal(readCard(store.read, outcome.cardId)?.systemId, system)
  assert.equal(tap(12345).person?.employeeNumber, 'E1')
  assert.deepEqual(audit(), [{ actor: 'E9', action: 'card.check-in', subject: 'E1' }])
  assert.equal(verifyAudit(store.read).type, 'intact')
})

test('where nobody else is told, a new card needs no system, and neither a number where it has a serial', (t) => {
  const { checkIn, store, outbox } = openStation(t, {}, '')
  const numbered = checkIn({ MatchUserByEmployeeNumber: 'E1', NewCardInternalCardNumber: 12345 })
  assert.equal(numbered.type, 'checked-in')
  assert.equal(readCard(store.read, numbered.cardId)?.systemId, null)
  const serial = checkIn(
    { MatchUserByEmployeeNumber: 'E1', NewCardExternalCardNumber: '04A1B2C3' },
    { replaces: { cardId: numbered.cardId, state: 'lost' } },
  )
  assert.equal(serial.type, 'checked-in')
  assert.equal(readCard(store.read, numbered.cardId)?.state, 'lost')
  const nothing = checkIn({ MatchUserByEmployeeNumber: 'E1', NewCardFacilityCode: 7 })
  assert.deepEqual([nothing.type, nothing.type === 'refused' && nothing.result.ResultCode], ['refused', 4])
  const again = checkIn({ MatchUserByEmployeeNumber: 'E2', NewCardInternalCardNumber: 12346 })
  assert.equal(again.type, 'checked-in')
  assert.deepEqual(outbox(), [])
})

test('where the upstream is told, a new card needs a system, and the refusal says where to write it', (t) => {
  const cards = { url: 'https://cards.example', token: 'x' }
  const { checkIn, outbox } = openStation(t, { cards }, '')
  const request = { MatchUserByEmployeeNumber: 'E1', NewCardInternalCardNumber: 12345 }
  const refused = checkIn(request)
  assert.equal(refused.type, 'refused')
  assert.equal(refused.result.ResultCode, 4)
  assert.match(refused.result.Description, /station\.json.*"station".*"cardSystemId"/)
  const serial = checkIn({ MatchUserByEmployeeNumber: 'E1', NewCardExternalCardNumber: '04A1B2C3' })
  assert.match(serial.type === 'refused' ? serial.result.Description : '', /internal card number/)
  assert.equal(checkIn({ ...request, NewCardCardACSystemId: system }).type, 'checked-in')
  assert.equal(outbox().length, 1)
})

test('a user is found by each of the four criteria', (t) => {
  const { checkIn } = openStation(t)
  const first = checkIn({ MatchUserByUserId: adasId.toUpperCase(), NewCardInternalCardNumber: 1 })
  assert.deepEqual([first.type, first.type === 'checked-in' && first.result.CurrentUserId], ['checked-in', adasId])
  const stored = checkIn({ MatchUserByUserId: bobsId.toLowerCase(), NewCardInternalCardNumber: 2 })
  assert.equal(stored.type === 'checked-in' && stored.result.CurrentUserId, bobsId)
  const email = checkIn({ MatchUserByByEmail: 'ADA@x.ORG', NewCardInternalCardNumber: 3 })
  assert.equal(email.type === 'checked-in' && email.result.CurrentUserId, adasId)
  assert.equal(checkIn({ MatchUserByEmployeeNumber: 'e1', NewCardInternalCardNumber: 4 }).type, 'refused')
  const card = checkIn({ MatchUserByInternalCardNumber: 3, NewCardInternalCardNumber: 4 })
  assert.equal(card.type === 'checked-in' && card.result.CurrentUserId, adasId)
  const mixed = checkIn({
    MatchUserByInternalCardNumber: 3,
    MatchUserByEmployeeNumber: 'E2',
    NewCardInternalCardNumber: 5,
  })
  assert.equal(mixed.type === 'refused' && mixed.result.ResultCode, 3)
})

test('a card is taken from its former holder in the same transaction, and the history keeps both', (t) => {
  const { checkIn, store, tap } = openStation(t)
  const request = (employeeNumber: string) => ({
    MatchUserByEmployeeNumber: employeeNumber,
    NewCardInternalCardNumber: 7,
  })
  checkIn(request('E2'))
  const taken = checkIn(request('E1'), { nowMs: nowMs + 1000 })
  assert.equal(taken.type, 'checked-in')
  assert.deepEqual(
    [taken.result.ResultCode, taken.result.PreviousUserId, taken.result.CurrentUserId],
    [0, bobsId, adasId],
  )
  assert.deepEqual(
    readCardHistory(store.read, taken.cardId).map((holding) => [holding.employeeNumber, holding.untilMs]),
    [
      ['E2', nowMs + 1000],
      ['E1', null],
    ],
  )
  assert.equal(tap(7, nowMs + 999).person?.employeeNumber, 'E2', 'a tap resolves to the holder at that time')
  const again = checkIn(request('E1'), { nowMs: nowMs + 2000 })
  assert.equal(again.type === 'checked-in' && again.result.ResultCode, 1)
  assert.deepEqual(again.type === 'checked-in' && [again.result.PreviousUserId, again.result.CurrentUserId], [
    bobsId,
    adasId,
  ])
})

test('a repeat changes nothing and is told to nobody', (t) => {
  const { checkIn, store, audit, outbox } = openStation(t, { cards: { url: 'http://127.0.0.1:9', token: 't' } })
  const request = { MatchUserByEmployeeNumber: 'E1', NewCardInternalCardNumber: 7, NewCardFacilityCode: 5 }
  checkIn(request, { diesAtMs: nowMs + 9000 })
  const everything = () => JSON.stringify([store.read.prepare('SELECT * FROM card').all(), audit(), outbox()])
  const before = everything()
  assert.equal(outbox().length, 1)
  const again = checkIn(request, { nowMs: nowMs + 1 })
  assert.equal(again.type === 'checked-in' && again.result.ResultCode, 1)
  assert.equal(everything(), before)
})

test('what was refused changed nothing', (t) => {
  const { checkIn, store, audit, outbox, by } = openStation(t, { cards: { url: 'http://127.0.0.1:9', token: 't' } })
  const e1 = { MatchUserByEmployeeNumber: 'E1', NewCardInternalCardNumber: 7 }
  const outcomes = [
    checkIn({ ...e1, MatchUserByEmployeeNumber: 'X' }),
    checkIn({ ...e1, NewCardInternalCardNumber: -7 }),
    checkIn({ ...e1, NewCardCardACSystemId: otherSystem, NewCardEnforceOccupancySystem: true }),
    checkIn(e1, { diesAtMs: nowMs }),
    checkIn(e1, { replaces: { cardId: 99, state: 'lost' } }),
    checkIn(e1, { by: { ...by, employeeNumber: 'E1' } }),
    checkIn(e1, { by: { ...by, employeeNumber: 'nobody' } }),
  ]
  assert.deepEqual(
    outcomes.map((outcome) => outcome.type),
    ['refused', 'refused', 'refused', 'ended-already', 'not-replaced', 'not-allowed', 'not-allowed'],
  )
  assert.deepEqual([findCardsByName(store.read, { internalNumber: 7 }), audit(), outbox()], [[], [], []])
})

test('a card that replaces another kills it at once', (t) => {
  const { checkIn, tap, store } = openStation(t)
  const old = checkIn({ MatchUserByEmployeeNumber: 'E1', NewCardInternalCardNumber: 7 })
  assert.equal(old.type, 'checked-in')
  const replaces = { cardId: old.cardId, state: 'lost' } as const
  const foreign = checkIn({ MatchUserByEmployeeNumber: 'E2', NewCardInternalCardNumber: 8 }, { replaces })
  assert.deepEqual(foreign, { type: 'not-replaced', why: 'not-theirs' })
  assert.equal(tap(7).outcome, 'in')
  checkIn({ MatchUserByEmployeeNumber: 'E1', NewCardInternalCardNumber: 8 }, { replaces })
  assert.equal(tap(7, nowMs + 60_000).reason, 'lost-card')
  assert.equal(tap(8, nowMs + 60_000).outcome, 'out')
  assert.equal(readCard(store.read, old.cardId)?.holder?.employeeNumber, 'E1')
})

test('a temporary card dies at its end, and lives again when it is handed out again', (t) => {
  const { checkIn, tap } = openStation(t)
  const card = { NewCardInternalCardNumber: 7 }
  checkIn({ MatchUserByEmployeeNumber: 'E1', ...card }, { diesAtMs: nowMs + 1000 })
  assert.equal(tap(7, nowMs + 999).outcome, 'in')
  assert.equal(tap(7, nowMs + 60_000).reason, 'expired-card')
  checkIn({ MatchUserByEmployeeNumber: 'E2', ...card }, { nowMs: nowMs + 60_000, diesAtMs: nowMs + 90_000 })
  assert.equal(tap(7, nowMs + 60_001).person?.employeeNumber, 'E2')
  checkIn({ MatchUserByEmployeeNumber: 'E2', ...card }, { nowMs: nowMs + 61_000, diesAtMs: null })
  assert.equal(tap(7, nowMs + 100_000).outcome, 'out')
})

test('the card that a roster gave without a system is the one that is checked in, not a second one', (t) => {
  const { checkIn, change, tap, store } = openStation(t)
  change((db) => {
    const record = { systemId: null, facilityCode: null, externalNumber: null, format: 'em4100', cardType: null }
    giveCard(db, { ...record, internalNumber: 5 * 65536 + 77 }, findPersonByEmployeeNumber(db, 'E2')?.personId ?? 0, 0)
  })
  const whole = checkIn({ MatchUserByEmployeeNumber: 'E1', NewCardInternalCardNumber: 5 * 65536 + 77 })
  assert.equal(whole.type === 'checked-in' && whole.result.PreviousUserId, bobsId)
  const halves = checkIn({
    MatchUserByEmployeeNumber: 'E1',
    NewCardFacilityCode: 5,
    NewCardInternalCardNumber: 77,
  })
  assert.equal(halves.type === 'checked-in' && halves.result.ResultCode, 1)
  assert.equal(listed(store), 1)
  assert.equal(tap(5 * 65536 + 77).person?.employeeNumber, 'E1')
})

test('the service is told of the card in its own words, and of the person by id', (t) => {
  const { checkIn, outbox } = openStation(t, { cards: { url: 'http://127.0.0.1:9', token: 't' } })
  checkIn({
    MatchUserByEmployeeNumber: 'E1',
    NewCardInternalCardNumber: 3,
    NewCardExternalCardNumber: '04A1',
    NewCardFacilityCode: 5,
    NewCardCardType: 6,
    NewCardEnforceOccupancySystem: true,
  })
  const [row] = outbox()
  assert.equal(row?.state, 'waiting')
  assert.match(String(row?.fence), /^card:\d+$/)
  assert.deepEqual(JSON.parse(String(row?.payload)), {
    NewCardInternalCardNumber: 3,
    NewCardExternalCardNumber: '04A1',
    NewCardFacilityCode: 5,
    NewCardCardType: 6,
    NewCardCardACSystemId: system,
    NewCardEnforceOccupancySystem: true,
  })
})

test('a card is marked, ended and taken back by hand, each with an entry in the trail', (t) => {
  const { checkIn, context, tap, by, audit } = openStation(t)
  const made = checkIn({ MatchUserByEmployeeNumber: 'E1', NewCardInternalCardNumber: 7 })
  assert.equal(made.type, 'checked-in')
  const { cardId } = made
  const change = (what: Parameters<typeof changeCard>[1]['change'], id = cardId) =>
    changeCard(context, { cardId: id, change: what, by, reason: 'found', nowMs }).type
  assert.equal(change({ type: 'mark', state: 'revoked' }), 'changed')
  assert.equal(change({ type: 'mark', state: 'revoked' }), 'unchanged')
  assert.equal(tap(7).reason, 'revoked-card')
  assert.equal(change({ type: 'mark', state: 'active' }), 'changed')
  assert.equal(change({ type: 'end', diesAtMs: nowMs }), 'changed')
  assert.equal(tap(7).reason, 'expired-card')
  assert.equal(change({ type: 'end', diesAtMs: null }), 'changed')
  assert.equal(change({ type: 'take-back' }), 'changed')
  assert.equal(change({ type: 'take-back' }), 'unchanged')
  assert.equal(tap(7).reason, 'unassigned-card')
  assert.equal(change({ type: 'take-back' }, 99), 'unknown-card')
  assert.deepEqual(
    audit().map(({ action }) => action),
    ['card.check-in', 'card.mark', 'card.mark', 'card.end', 'card.end', 'card.take-back'],
  )
})

test('the card of whoever has left says so at the reader, and cannot be made active', (t) => {
  const { checkIn, context, change, tap, by } = openStation(t)
  const made = checkIn({ MatchUserByEmployeeNumber: 'E1', NewCardInternalCardNumber: 7 })
  assert.equal(made.type, 'checked-in')
  change((db) => upsertPerson(db, { ...ada, isActive: false }, nowMs))
  assert.deepEqual([tap(7).reason, tap(7).person?.displayName], ['inactive-person', 'Ada'])
  const mark = { cardId: made.cardId, change: { type: 'mark', state: 'active' }, by, reason: null, nowMs } as const
  assert.equal(changeCard(context, mark).type, 'holder-has-left')
  const handed = checkIn({ MatchUserByEmployeeNumber: 'E2', NewCardInternalCardNumber: 7 })
  assert.equal(handed.type === 'refused' && handed.result.ResultCode, 4)
  change((db) => upsertPerson(db, ada, nowMs))
  assert.equal(tap(7).reason, 'revoked-card')
})

function listed(store: { read: Parameters<typeof findCardsByName>[0] }): number {
  return store.read.prepare<{ n: number }>('SELECT count(*) AS n FROM card').get()?.n ?? 0
}

test('a number of two systems is one person at the door where both cards are theirs, and nobody else’s', (t) => {
  const { checkIn, tap, context, by } = openStation(t)
  const give = (employeeNumber: string, systemId: string) =>
    checkIn({
      MatchUserByEmployeeNumber: employeeNumber,
      NewCardInternalCardNumber: 2001,
      NewCardCardACSystemId: systemId,
    })
  const first = give('E1', system)
  assert.deepEqual(first.type === 'checked-in' && first.warnings, [])
  const second = give('E1', otherSystem)
  assert.equal(second.type, 'checked-in')
  assert.match(second.warnings.join('\n'), /reads the same as id:\d+ \(E1\), which is theirs too/)
  assert.deepEqual([tap(2001).outcome, tap(2001).outcome], ['in', 'repeat'])
  const mark = (cardId: number, state: 'lost' | 'revoked') =>
    changeCard(context, { cardId, change: { type: 'mark', state }, by, reason: null, nowMs })
  mark(first.type === 'checked-in' ? first.cardId : 0, 'revoked')
  assert.equal(tap(2001, nowMs + 3_600_000).outcome, 'out', 'the other one may still be used')
  mark(second.cardId, 'lost')
  assert.equal(tap(2001, nowMs + 2 * 3_600_000).outcome, 'refused')
  const third = give('E2', 'e43af46a-0175-4e28-aef7-4063de3b7713')
  assert.match((third.type === 'checked-in' && third.warnings.join('\n')) || '', /refused there as ambiguous/)
  assert.equal(tap(2001, nowMs + 3 * 3_600_000).reason, 'ambiguous-card')
})

test('a facility code that no EM4100 number at the door has is warned of', (t) => {
  const { checkIn, tap } = openStation(t)
  const give = (NewCardInternalCardNumber: number, NewCardFacilityCode: number) => {
    const outcome = checkIn({ MatchUserByEmployeeNumber: 'E1', NewCardInternalCardNumber, NewCardFacilityCode })
    return outcome.type === 'checked-in' ? outcome.warnings.join('\n') : outcome.type
  }
  assert.match(give(200_000, 7), /nobody can badge with it/)
  assert.equal(tap(200_000).reason, 'unknown-card')
  assert.match(give(1603, 118), /this is the EM4100 number 0007734851; where the card has 0000001603 printed on it/)
  assert.equal(tap(1603).reason, 'unknown-card')
  assert.equal(tap(118 * 65_536 + 1603).outcome, 'in')
  assert.equal(give(3 * 65_536 + 9, 3), '')
})
