/** Any order of toggles, forces and repeats against the simplest model there is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readClockEvents } from '../../core/central/export-clock-store.ts'
import { clock, openCentral, person, readBack } from './open-central.ts'

type Call = { who: number; isForced: boolean; key: number | null }

const call: fc.Arbitrary<Call> = fc.record({
  who: fc.nat({ max: 3 }), // the fourth has no account
  isForced: fc.boolean(),
  key: fc.option(fc.nat({ max: 8 })),
})
/** Requests of one or several objects; few keys, so that they repeat with the same and with other content. */
const requests = fc.array(fc.array(call, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 })

type Model = {
  isInByPerson: Map<number, boolean>
  firstByKey: Map<number, { call: Call; result: string }>
  events: string[]
}

/** What should be answered, in words: a toggle, a force, a repeat, a reused key, or nobody. */
function expect(model: Model, { who, isForced, key }: Call): string {
  const first = key === null ? undefined : model.firstByKey.get(key)
  if (first) {
    const isSame = first.call.who === who && first.call.isForced === isForced
    return isSame ? first.result : '422 Idempotency-Key was used before for something else'
  }
  if (who === 3) return '404 API ID NOT LINKED TO AN ACCOUNT IN THIS COMMUNITY'
  const isIn = model.isInByPerson.get(who) ?? false
  const kind = isForced ? 'force-in' : isIn ? 'out' : 'in'
  const result = isForced ? '200 FORCE CLOCKED IN' : isIn ? '200 CLOCKED OUT' : '200 CLOCKED IN'
  model.isInByPerson.set(who, kind !== 'out')
  model.events.push(`${who} ${kind} ${key}`)
  if (key !== null) model.firstByKey.set(key, { call: { who, isForced, key }, result })
  return result
}

const runs = 60

test('any order of toggles, forces and repeats comes out as the naive model says', async (t) => {
  const people = Array.from({ length: runs * 3 }, (_, i) => person(`E-${i}`))
  const central = await openCentral(t, { people })
  let run = 0
  await fc.assert(
    fc.asyncProperty(requests, async (batches) => {
      // Every run has three people and a set of keys of its own; a shrinking run takes the numbers over again.
      const base = (run++ % runs) * 3
      const username = (who: number): string => (who === 3 ? 'nobody' : `E-${base + who}`)
      const prefix = `run-${run}-`
      const eventsBefore = [...readClockEvents(central.dataDir)].length
      const model: Model = { isInByPerson: new Map(), firstByKey: new Map(), events: [] }
      for (const who of [0, 1, 2]) {
        model.isInByPerson.set(who, (await readBack(central, { username: username(who) })).body !== 'Not Clocked In')
      }
      for (const batch of batches) await playBatch(central, model, batch, username, prefix)
      const events = [...readClockEvents(central.dataDir)].slice(eventsBefore)
      assert.deepEqual(
        events.map((event) => [event.employeeNumber, event.kind, event.idempotencyKey?.slice(prefix.length) ?? 'null']),
        model.events.map((line) => {
          const [who, kind, key] = line.split(' ')
          return [username(Number(who)), kind, key]
        }),
      )
      for (const who of [0, 1, 2]) {
        const isIn = (await readBack(central, { username: username(who) })).body !== 'Not Clocked In'
        assert.equal(isIn, model.isInByPerson.get(who))
      }
    }),
    { numRuns: runs },
  )
})

/** Keys are all or none in one request, so a batch goes out as runs of objects with and without keys. */
async function playBatch(
  central: { url: string },
  model: Model,
  batch: readonly Call[],
  username: (who: number) => string,
  prefix: string,
): Promise<void> {
  for (const part of splitByKey(batch)) {
    const data = part.map(({ who, isForced }) => ({ username: username(who), forceClockIn: isForced }))
    const keys = part[0]?.key === null ? undefined : part.map(({ key }) => `${prefix}${key}`).join(',')
    const answer = await clock(central, data, keys)
    const expected = part.map((each) => expect(model, each))
    const answered =
      part.length === 1
        ? [`${answer.status} ${answer.body}`]
        : JSON.parse(answer.body).map((each: { status: number; result: string }) => `${each.status} ${each.result}`)
    assert.deepEqual(answered, expected)
  }
}

function splitByKey(batch: readonly Call[]): Call[][] {
  const parts: Call[][] = []
  for (const each of batch) {
    const last = parts.at(-1)
    if (last?.[0] && (last[0].key === null) === (each.key === null)) last.push(each)
    else parts.push([each])
  }
  return parts
}
