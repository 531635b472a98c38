import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readCard, setCardEnd } from '../../core/people/card-store.ts'
import { type CardState, giveCard, setCardState } from '../../core/people/give-card-store.ts'
import { findHeldCards } from '../../core/people/held-card-store.ts'
import { upsertPerson } from '../../core/people/people-store.ts'
import { somebody } from './somebody.ts'
import { openTemporaryStore } from './temporary-store.ts'

const card = { systemId: null, facilityCode: null, externalNumber: null, format: null, cardType: null }

test('the state of a card answers for every instant, whatever changed it and however the clock ran', (t) => {
  const { store, change } = openTemporaryStore(t)
  let number = 0
  const steps = fc.array(
    fc.record({
      do: fc.constantFrom('active', 'lost', 'revoked', 'leave', 'give', 'give-other', 'end'),
      atMs: fc.integer({ min: 0, max: 12 }),
    }),
    { minLength: 1, maxLength: 10 },
  )
  const reached = new Set<string>()
  fc.assert(
    fc.property(steps, (sequence) => {
      number += 1
      const badge = { format: 'em4100' as const, facilityCode: null, cardNumber: number, serial: null }
      const name = `E${number}`
      const give = (to: string, atMs: number) =>
        change((db) => giveCard(db, { ...card, internalNumber: number }, upsertPerson(db, somebody(to), atMs), atMs))
      const { cardId } = give(name, 0)
      // From each instant on: which. Changes that come no later than the last one are moved behind it.
      const model: { fromMs: number; state: CardState }[] = [{ fromMs: Number.NEGATIVE_INFINITY, state: 'active' }]
      for (const { do: act, atMs } of sequence) {
        if (act === 'leave') change((db) => upsertPerson(db, somebody(name, { isActive: false }), atMs))
        else if (act === 'give') give(name, atMs)
        else if (act === 'give-other') give(`other of ${name}`, atMs)
        else if (act === 'end') change((db) => setCardEnd(db, cardId, 99, atMs))
        else change((db) => setCardState(db, cardId, act as CardState, atMs))
        const state = readCard(store.read, cardId)?.state ?? 'active'
        const last = model.at(-1)
        if (state === last?.state) continue
        reached.add(act)
        model.push({ fromMs: Math.max(atMs, (last?.fromMs ?? 0) + 1), state })
      }
      for (let ms = -2; ms <= 30; ms += 1) {
        const stateOf = (isPast: boolean) => findHeldCards(store.read, badge, ms, isPast).map((held) => held.card.state)
        assert.deepEqual(stateOf(true), [model.findLast(({ fromMs }) => fromMs <= ms)?.state], `at ${ms}`)
        assert.deepEqual(stateOf(false), [model.at(-1)?.state], 'a tap at the door meets the present one')
      }
    }),
  )
  assert.deepEqual([...reached].sort(), ['active', 'give', 'leave', 'lost', 'revoked'])
})
