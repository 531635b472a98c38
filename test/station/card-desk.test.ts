import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { EventBody } from '../../core/contract/contract.ts'
import { stationSettings } from '../../core/contract/settings.ts'
import { giveCard } from '../../core/people/give-card-store.ts'
import { upsertPerson } from '../../core/people/people-store.ts'
import { createCardDesk } from '../../core/station/card-desk.ts'
import { createConsoleCardsHandlers } from '../../core/station/console-cards-handlers.ts'
import { createTapContext } from '../../core/station/station.ts'
import { decideTap } from '../../core/station/tap.ts'
import type { Presentation } from '../../core/station/tap-context.ts'
import { somebody } from '../people/somebody.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const monday = Date.parse('2026-03-02T08:00:00+01:00')
const screen = { id: 'window', role: 'screen' as const }
const unknown = { systemId: null, facilityCode: null, externalNumber: null, format: 'em4100', cardType: null }

function openDesk(t: TestContext) {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    for (const number of [1, 2]) {
      giveCard(db, { ...unknown, internalNumber: number }, upsertPerson(db, somebody(`E${number}`), 0), 0)
    }
  })
  const time = { passedMs: 0, isSignedIn: true }
  const settings = stationSettings.parse({ station: { id: 'front-door', zone: 'Europe/Berlin' } })
  const context = createTapContext(store, settings)
  const readClock = () => ({ atMs: monday + time.passedMs, monotonicMs: time.passedMs, isTrusted: true })
  const told: EventBody<'badgeRead'>[] = []
  const desk = createCardDesk(
    context,
    readClock,
    (_name, body) => told.push(body as EventBody<'badgeRead'>),
    () => time.isSignedIn,
  )
  const handlers = createConsoleCardsHandlers(context, readClock, desk)
  const badge = (digits: string): Presentation => ({
    reader: 'front',
    presented: { type: 'text', text: digits },
    clock: readClock(),
    cause: 'tap',
  })
  return { store, context, desk, handlers, time, told, badge }
}

test('the next badge is read for the console, once, and says whose it is', (t) => {
  const { desk, told, badge } = openDesk(t)
  assert.equal(desk.takeBadge(badge('0000000001')), false, 'nobody asked')
  desk.begin('window')
  assert.equal(desk.takeBadge(badge('0000000001')), true)
  assert.deepEqual(told[0]?.holder, { employeeNumber: 'E1', displayName: 'Person E1' })
  assert.equal(desk.takeBadge(badge('0000000001')), false, 'one badge is one badge')
})

test('a badge that comes too late, after a cancel, or when nobody is signed in any more is a tap like any other', (t) => {
  const { desk, time, told, badge } = openDesk(t)
  desk.begin('window')
  desk.cancel('other')
  time.passedMs += 60_001
  assert.equal(desk.takeBadge(badge('0000000001')), false)
  desk.begin('window')
  desk.cancel('window')
  assert.equal(desk.takeBadge(badge('0000000001')), false)
  desk.begin('window')
  time.isSignedIn = false
  assert.equal(desk.takeBadge(badge('0000000001')), false)
  assert.deepEqual(told, [])
})

test('cards that nobody knew are listed once each, the newest first, until somebody holds them or a week is over', async (t) => {
  const { context, handlers, time, badge, store } = openDesk(t)
  const list = async () => {
    const { cards } = await handlers.listUnknownCards({}, screen)
    return cards.map(({ printed, times }) => `${printed} ${times}`)
  }
  for (const digits of ['0000000007', '0000000008', '0000000007', '0000000001']) {
    time.passedMs += 60_000
    decideTap(context, badge(digits))
  }
  assert.deepEqual(await list(), ['0000000007 2', '0000000008 1'])
  store.transact((db) => ({ ok: true, value: giveCard(db, { ...unknown, internalNumber: 7 }, 1, time.passedMs) }))
  assert.deepEqual(await list(), ['0000000008 1'])
  time.passedMs += 7 * 24 * 3_600_000
  assert.deepEqual(await list(), [])
})

test('a badge that was read is named by the card that it is, or as new', async (t) => {
  const { handlers } = openDesk(t)
  const candidate = (cardNumber: number) => ({
    format: 'em4100' as const,
    facilityCode: null,
    cardNumber,
    serial: null,
  })
  const { cards } = await handlers.identifyBadge({ candidates: [candidate(2), candidate(2)] }, screen)
  assert.deepEqual(
    cards.map(({ printed, card }) => [printed, card?.holder?.employeeNumber]),
    [['0000000002', 'E2']],
  )
  const unheard = await handlers.identifyBadge({ candidates: [candidate(9)] }, screen)
  assert.deepEqual(
    unheard.cards.map(({ printed, card }) => [printed, card]),
    [['0000000009', null]],
  )
})

test('cards are found by number, with or without its zeros, and by their holder', async (t) => {
  const { handlers } = openDesk(t)
  const find = async (query: string, state: 'active' | 'lost' | null = null) => {
    const answer = await handlers.searchCards({ query, state, isTemporary: false, limit: 10 }, screen)
    return [answer.total, ...answer.cards.map(({ internalNumber }) => internalNumber)]
  }
  assert.deepEqual(await find('0000000002'), [1, 2])
  assert.deepEqual(await find('person e1'), [1, 1])
  assert.deepEqual(await find(''), [2, 1, 2])
  assert.deepEqual(await find('', 'lost'), [0])
  assert.deepEqual(await find('nobody'), [0])
  const page = async (last: { changedAtMs: number; cardId: number } | null) =>
    handlers.searchCards(
      {
        ...{ query: '', state: null, isTemporary: false, limit: 1 },
        ...(last && { after: { changedAtMs: last.changedAtMs, cardId: last.cardId } }),
      },
      screen,
    )
  const first = await page(null)
  const second = await page(first.cards[0] ?? null)
  assert.deepEqual(
    [...first.cards, ...second.cards].map(({ internalNumber }) => internalNumber),
    [1, 2],
  )
  assert.deepEqual((await page(second.cards[0] ?? null)).cards, [], 'each card once')
})

test('a card is taken back and given an end with a reason; what cannot be is refused in words', async (t) => {
  const { handlers } = openDesk(t)
  const change = (change: { type: 'take-back' } | { type: 'end'; diesAtMs: number | null }) =>
    handlers.changeCard({ cardId: 1, change, reason: 'a test' }, screen)
  assert.deepEqual(await change({ type: 'end', diesAtMs: monday + 1000 }), { type: 'changed' })
  assert.equal((await change({ type: 'end', diesAtMs: monday })).type, 'refused')
  assert.deepEqual(await change({ type: 'take-back' }), { type: 'changed' })
  assert.deepEqual(await change({ type: 'take-back' }), {
    type: 'refused',
    message: 'Nobody holds the card.',
    reason: { code: 'nobody-holds-card', values: {} },
  })
  const shown = await handlers.getCard({ cardId: 1 }, screen)
  assert.ok(shown.type === 'card')
  assert.equal(shown.card.holder, null)
  assert.equal(shown.holders[0]?.employeeNumber, 'E1')
  assert.ok((shown.holders[0]?.untilMs ?? 0) > 0)
})
