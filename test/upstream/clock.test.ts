import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ClockSettings } from '../../core/contract/settings.ts'
import type { ClockIdentity } from '../../core/people/person.ts'
import { type ClockFact, createClockConnector, identifierOf } from '../../core/upstream/clock.ts'
import type { AttemptOutcome, BatchOutcome, SendRow, WireAnswer } from '../../core/upstream/connector.ts'

const settings: ClockSettings = {
  url: 'http://127.0.0.1:1',
  dialect: 'reference',
  communityId: 'foyer',
  key: 'secret-key',
  lateAfterSeconds: 300,
  perSecond: 1,
}
const reference = createClockConnector(settings)
const vendor = createClockConnector({ ...settings, dialect: 'vendor' })
const attempt = { token: '', attemptId: 'a' }
const notLinked = 'API ID NOT LINKED TO AN ACCOUNT IN THIS COMMUNITY'

const nobody: ClockIdentity = {
  employeeNumber: '1001',
  apiId: null,
  username: null,
  accId: null,
  discord: null,
  uniqueId: null,
}

function row(want: ClockFact['want'], key = 'k1'): SendRow<ClockFact> {
  const fact = { want, occurredAtMs: Date.parse('2026-03-02T08:00:00Z'), identity: { ...nobody, apiId: 'A1' } }
  return { rowId: 1, key, enqueuedAtMs: 0, isUnknown: false, fact }
}

function answer(status: number, body: string): WireAnswer {
  return { status, headers: {}, body }
}

function only(outcome: BatchOutcome): AttemptOutcome {
  assert.equal(outcome.type, 'each')
  const [first] = outcome.type === 'each' ? outcome.outcomes : []
  assert.ok(first)
  return first
}

const readRow = (completed: boolean, startTime = '2026-03-02 00:00:00.000 -0800'): string =>
  JSON.stringify({ id: 9, startTime, endTime: null, completed, notes: [] })

describe('what the clock connector sends', () => {
  it('sends what the vendor’s page shows, and to a vendor nothing else', () => {
    const wire = vendor.encode([row('force-in')], attempt)
    assert.equal(wire.method, 'POST')
    assert.equal(wire.path, '/general/clock_in_out')
    assert.deepEqual(wire.headers, { 'content-type': 'application/json' })
    assert.deepEqual(JSON.parse(wire.body ?? ''), {
      id: 'foyer',
      key: 'secret-key',
      type: 'CLOCK_IN_OUT',
      data: [{ apiId: 'A1', forceClockIn: true }],
    })
  })

  it('adds the true time and one key per object for the reference service', () => {
    const wire = reference.encode([row('in', 'k1'), row('out', 'k2')], attempt)
    assert.equal(wire.headers['idempotency-key'], 'k1,k2')
    assert.deepEqual(JSON.parse(wire.body ?? '').data, [
      { apiId: 'A1', occurredAt: '2026-03-02T08:00:00.000Z' },
      { apiId: 'A1', occurredAt: '2026-03-02T08:00:00.000Z' },
    ])
  })

  it('sends a vendor one object per call and keeps a batch’s keys within a header', () => {
    assert.equal(vendor.limits.rows, 1)
    assert.equal(vendor.perSecond, 1)
    assert.equal(reference.limits.rows, 250)
    assert.equal(reference.perSecond, null)
    assert.equal(createClockConnector({ ...settings, batchRows: 5000 }).limits.rows, 250)
    assert.equal(createClockConnector({ ...settings, batchRows: 7 }).limits.rows, 7)
  })

  it('names a person by the setting, else by the first identifier in order, else by the employee number', () => {
    const all = { ...nobody, apiId: 'A', username: 'U', accId: 'C', discord: 'D', uniqueId: 0 }
    assert.deepEqual(identifierOf(all, undefined), { accId: 'C' })
    assert.deepEqual(identifierOf({ ...all, accId: null }, undefined), { apiId: 'A' })
    assert.deepEqual(identifierOf({ ...all, accId: '', apiId: null }, undefined), { uniqueId: 0 })
    assert.deepEqual(identifierOf({ ...nobody, discord: 'D', username: 'U' }, undefined), { discord: 'D' })
    assert.deepEqual(identifierOf(all, 'discord'), { discord: 'D' })
    assert.deepEqual(identifierOf({ ...nobody, username: 'U' }, 'discord'), { username: 'U' })
    assert.deepEqual(identifierOf(nobody, undefined), { username: '1001' })
    assert.deepEqual(identifierOf(nobody, 'discord'), { username: '1001' })
  })

  it('refuses to tell a vendor, who takes its own time, of something old', () => {
    const at = row('in').fact.occurredAtMs
    assert.equal(vendor.refuseUnsent(row('in'), at + 300_000), null)
    assert.match(vendor.refuseUnsent(row('in'), at + 300_001)?.reason ?? '', /^too late to be recorded truthfully/)
    assert.match(vendor.refuseUnsent(row('in'), at - 300_001)?.reason ?? '', /^too late to be recorded truthfully/)
    assert.equal(reference.refuseUnsent(row('in'), at + 30 * 86_400_000), null)
  })

  it('never shows the key in a dry run', () => {
    assert.equal(JSON.stringify(vendor.describe(row('in'))).includes('secret-key'), false)
    assert.deepEqual(vendor.describe(row('in')), { apiId: 'A1', want: 'in', occurredAt: '2026-03-02T08:00:00.000Z' })
  })
})

describe('what the clock connector reads out of one answer', () => {
  it('takes the three texts and the row that real clients see for delivered', () => {
    const delivered = (want: ClockFact['want'], body: string): unknown =>
      only(vendor.decode(answer(200, body), [row(want)]))
    assert.deepEqual(delivered('in', 'CLOCKED IN'), { type: 'delivered', answer: 'CLOCKED IN' })
    assert.deepEqual(delivered('force-in', 'FORCE CLOCKED IN'), { type: 'delivered', answer: 'FORCE CLOCKED IN' })
    assert.deepEqual(delivered('force-in', '"CLOCKED IN"\n'), { type: 'delivered', answer: 'CLOCKED IN' })
    assert.deepEqual(delivered('out', 'CLOCKED OUT'), { type: 'delivered', answer: 'CLOCKED OUT' })
    assert.deepEqual(delivered('in', readRow(false)), { type: 'delivered', answer: readRow(false) })
    assert.deepEqual(delivered('out', readRow(true)), { type: 'delivered', answer: readRow(true) })
  })

  it('corrects an opposite answer at once: an in by force, an out by the toggle', () => {
    const corrected = (want: ClockFact['want'], said: string): AttemptOutcome =>
      only(reference.decode(answer(200, said), [row(want)]))
    const forIn = corrected('in', 'CLOCKED OUT')
    assert.ok(forIn.type === 'correct')
    assert.equal(JSON.parse(forIn.request.body ?? '').data[0].forceClockIn, true)
    assert.equal(forIn.request.headers['idempotency-key'], 'k1.2')
    const forOut = corrected('out', readRow(false))
    assert.ok(forOut.type === 'correct')
    assert.equal('forceClockIn' in JSON.parse(forOut.request.body ?? '').data[0], false)
    const put = forOut.decode(answer(200, 'CLOCKED OUT'))
    assert.equal(put.type, 'delivered')
    assert.match(put.type === 'delivered' ? (put.correction ?? '') : '', /where out was wanted; sent again/)
  })

  it('gives up correcting when somebody else keeps toggling, and leaves the row in doubt', () => {
    let outcome = only(vendor.decode(answer(200, 'CLOCKED IN'), [row('out')]))
    let sent = 0
    while (outcome.type === 'correct') {
      sent += 1
      outcome = outcome.decode(answer(200, 'CLOCKED IN'))
    }
    assert.equal(sent, 2)
    assert.equal(outcome.type, 'unknown')
  })

  it('leaves a row in doubt when the correction was not taken', () => {
    for (const said of [answer(429, ''), answer(500, ''), answer(400, notLinked), answer(200, 'huh')]) {
      const first = only(vendor.decode(answer(200, 'CLOCKED IN'), [row('out')]))
      assert.ok(first.type === 'correct')
      assert.equal(first.decode(said).type, 'unknown')
    }
  })

  it('refuses with the server’s own words whom the service does not know, as 400 or 404', () => {
    for (const status of [400, 404]) {
      for (const connector of [vendor, reference]) {
        assert.deepEqual(only(connector.decode(answer(status, notLinked), [row('in')])), {
          type: 'refused',
          reason: notLinked,
          answer: notLinked,
        })
      }
    }
    assert.equal(only(vendor.decode(answer(400, 'SOMETHING ELSE'), [row('in')])).type, 'refused')
  })

  it('holds everything back for a wrong key, community or address instead of refusing row by row', () => {
    const faults = [
      answer(400, 'INVALID API KEY'),
      answer(400, 'INVALID COMMUNITY ID'),
      answer(401, ''),
      answer(403, 'Forbidden'),
      answer(404, '<html>no such page</html>'),
      answer(302, ''),
    ]
    for (const fault of faults) {
      for (const connector of [vendor, reference]) {
        const outcome = connector.decode(fault, [row('in')])
        assert.ok(outcome.type === 'hold' && outcome.cause === 'configuration', `${fault.status} ${fault.body}`)
      }
    }
  })

  it('tries again after 408, 429 and 503, and is in doubt after every other failure of the server', () => {
    for (const status of [408, 429, 503]) {
      for (const connector of [vendor, reference]) {
        const outcome = connector.decode(answer(status, 'slow down'), [row('in')])
        assert.ok(outcome.type === 'hold' && outcome.cause === 'busy')
      }
    }
    for (const status of [500, 502, 504]) {
      const said = answer(status, 'oops')
      const [ours, theirs] = [reference.decode(said, [row('in')]), vendor.decode(said, [row('in')])]
      assert.ok(ours.type === 'hold' && ours.cause === 'lost')
      assert.ok(theirs.type === 'hold' && theirs.cause === 'lost')
    }
  })

  it('takes an answer that does not fit for doubt, never for success', () => {
    for (const body of [
      '',
      'OK',
      '{}',
      '[]',
      '{"completed":"yes"}',
      'constructor',
      '{',
      'null',
      '42',
      'x'.repeat(9999),
    ]) {
      const outcome = only(vendor.decode(answer(200, body), [row('in')]))
      assert.equal(outcome.type, 'unknown', body.slice(0, 20))
      assert.ok(outcome.type === 'unknown' && outcome.why.length < 600)
    }
  })
})

describe('what the clock connector reads out of an answer to several objects', () => {
  const three = [row('in', 'k1'), row('out', 'k2'), row('in', 'k3')]
  const batch = (items: unknown, status = 200): BatchOutcome =>
    reference.decode(answer(status, JSON.stringify(items)), three)

  it('reads each object’s own outcome, in whatever order they come', () => {
    const outcome = batch([
      { index: 2, status: 404, result: notLinked },
      { index: 0, status: 200, result: 'CLOCKED IN' },
      { index: 1, status: 200, result: { id: 9, completed: true } },
    ])
    assert.ok(outcome.type === 'each')
    assert.deepEqual(
      outcome.outcomes.map(({ type }) => type),
      ['delivered', 'delivered', 'refused'],
    )
  })

  it('reads a busy or opposite object by itself', () => {
    const outcome = batch([
      { index: 0, status: 503, result: 'later' },
      { index: 1, status: 200, result: 'CLOCKED IN' },
      { index: 2, status: 200, result: 'CLOCKED IN' },
    ])
    assert.ok(outcome.type === 'each')
    assert.deepEqual(
      outcome.outcomes.map(({ type }) => type),
      ['retry', 'correct', 'delivered'],
    )
  })

  it('leaves all rows in doubt when objects are missing, doubled or strange', () => {
    const good = [0, 1, 2].map((index) => ({ index, status: 200, result: 'CLOCKED IN' }))
    const strange = [
      good.slice(0, 2),
      [good[0], good[0], good[1]],
      [...good, good[0]],
      [{ index: 7 }],
      'CLOCKED IN',
      {},
    ]
    for (const items of strange) {
      const outcome = batch(items)
      assert.ok(outcome.type === 'each')
      assert.deepEqual(
        outcome.outcomes.map(({ type }) => type),
        ['unknown', 'unknown', 'unknown'],
      )
    }
  })

  it('halves a batch that was refused whole', () => {
    assert.equal(reference.decode(answer(400, 'Malformed'), three).type, 'halve')
    assert.equal(reference.decode(answer(413, 'Too large'), three).type, 'halve')
    assert.equal(reference.decode(answer(404, notLinked), three).type, 'halve')
  })

  it('holds the whole batch for a wrong key, also where every object says so', () => {
    const whole = reference.decode(answer(400, 'INVALID API KEY'), three)
    assert.ok(whole.type === 'hold' && whole.cause === 'configuration')
    const each = batch([0, 1, 2].map((index) => ({ index, status: 400, result: 'INVALID API KEY' })))
    assert.ok(each.type === 'hold' && each.cause === 'configuration')
  })
})

describe('how the clock connector settles a row in doubt', () => {
  const settle = (want: ClockFact['want'], said: WireAnswer) => {
    const settlement = vendor.settle(row(want), attempt)
    assert.ok(settlement.type === 'read-back')
    return settlement.decode(said)
  }

  it('simply sends again where the service knows the key', () => {
    assert.deepEqual(reference.settle(row('in'), attempt), { type: 'send-again' })
  })

  it('asks a vendor how the person stands', () => {
    const settlement = vendor.settle(row('in'), attempt)
    assert.ok(settlement.type === 'read-back')
    assert.equal(settlement.request.path, '/general/get_current_clock_in')
    assert.deepEqual(JSON.parse(settlement.request.body ?? ''), {
      id: 'foyer',
      key: 'secret-key',
      type: 'GET_CURRENT_CLOCK_IN',
      data: { apiId: 'A1' },
    })
  })

  it('takes for delivered what stands as it was wanted', () => {
    assert.equal(settle('in', answer(201, readRow(false))).type, 'delivered')
    assert.equal(settle('out', answer(200, 'Not Clocked In')).type, 'delivered')
    assert.equal(settle('out', answer(404, 'Not Clocked In')).type, 'delivered')
    assert.equal(settle('out', answer(200, readRow(true))).type, 'delivered')
  })

  it('sends what was wanted where it does not stand so', () => {
    const toIn = settle('in', answer(200, 'Not Clocked In'))
    assert.ok(toIn.type === 'send')
    assert.equal('forceClockIn' in JSON.parse(toIn.request.body ?? '').data[0], false)
    assert.equal(toIn.decode(answer(200, 'CLOCKED IN')).type, 'delivered')
    assert.equal(settle('out', answer(200, readRow(false))).type, 'send')
  })

  it('tells the new period of a forced clock-in from the old one by its start', () => {
    assert.equal(settle('force-in', answer(200, readRow(false))).type, 'delivered')
    const older = settle('force-in', answer(200, readRow(false, '2026-03-01 23:59:59.999 -0800')))
    assert.ok(older.type === 'send')
    assert.equal(JSON.parse(older.request.body ?? '').data[0].forceClockIn, true)
    assert.equal(settle('force-in', answer(200, readRow(false, 'yesterday'))).type, 'send')
  })

  it('forces the in, and toggles the out, where reading back is not offered', () => {
    const toIn = settle('in', answer(404, '<html>no such page</html>'))
    assert.ok(toIn.type === 'send')
    assert.equal(JSON.parse(toIn.request.body ?? '').data[0].forceClockIn, true)
    const toOut = settle('out', answer(405, ''))
    assert.ok(toOut.type === 'send')
    assert.equal(toOut.decode(answer(200, 'CLOCKED IN')).type, 'correct')
  })

  it('waits while the answer says nothing about the person', () => {
    assert.equal(settle('in', answer(503, '')).type, 'retry')
    assert.equal(settle('in', answer(500, '')).type, 'retry')
    assert.equal(settle('in', answer(400, 'INVALID API KEY')).type, 'retry')
    assert.equal(settle('in', answer(200, 'huh')).type, 'unknown')
    assert.equal(settle('in', answer(400, notLinked)).type, 'refused')
    assert.equal(settle('in', answer(400, 'NO ACCOUNT FOUND UNDER GIVEN PARAMETERS IN THIS COMMUNITY')).type, 'refused')
  })
})
