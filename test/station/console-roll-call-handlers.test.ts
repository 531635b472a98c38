import assert from 'node:assert/strict'
import { test } from 'node:test'
import { iterateAudit } from '../../core/audit/audit-store.ts'
import { replayedReading } from '../../core/station/clock.ts'
import { createConsoleRollCallHandlers } from '../../core/station/console-roll-call-handlers.ts'
import { minute, monday, open } from './attendance-desk.ts'

test('a roll call that was held stands in the audit trail, with how many were counted and who was missing', async (t) => {
  const { context, store } = open(t)
  const { endRollCall } = createConsoleRollCallHandlers(context, () => replayedReading(monday + 9 * minute))
  const held = { begunAtMs: monday, counted: 1, missing: ['E2'] }
  assert.deepEqual(await endRollCall({ ...held, by: 'BOSS' }), { type: 'ended' })
  const entries = [...iterateAudit(store.read)].map(({ atMs, actorNumber, action, content }) => ({
    atMs,
    actorNumber,
    action,
    content: JSON.parse(content),
  }))
  assert.deepEqual(entries, [
    { atMs: monday + 9 * minute, actorNumber: 'BOSS', action: 'roll-call.hold', content: { ...held, count: 1 } },
  ])
  assert.equal((await endRollCall({ ...held, by: 'E1' })).type, 'refused')
  assert.equal([...iterateAudit(store.read)].length, 1)
})
