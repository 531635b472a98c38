/** What a screen may rely on at either door. Run by each door's own test, over the channel that the door is made of. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { callRpc } from '../../core/door/call-rpc.ts'
import { type Channel, longestMessage, type StationApi } from '../../core/door/serve-rpc.ts'
import { createFakeStation, fakeStationView } from '../fakes/fake-station.ts'

export type Logged = { level: 'warn' | 'error'; fields: Record<string, unknown>; text: string }

/** A screen's end of a door, with what the door logged. */
export type OpenedDoor = {
  channel: Channel
  logged: Logged[]
  /** Whether the channel outlives a message that is too long. */
  isTolerantOfLength: boolean
  onEnd: (listener: () => void) => void
  close: () => Promise<void>
}
export type OpenDoor = (api: StationApi) => Promise<OpenedDoor>

export function testDoorContract(door: string, open: OpenDoor): void {
  const closings: (() => Promise<void>)[] = []
  after(async () => {
    for (const close of closings) await close()
  })
  const enter = async (station = createFakeStation()) => {
    const opened = await open(station)
    closings.push(opened.close)
    const rpc = callRpc(opened.channel)
    opened.onEnd(rpc.close)
    return { station, ...opened, rpc }
  }

  test(`${door}: a call is answered as the contract says`, async () => {
    const { rpc } = await enter()
    assert.deepEqual(await rpc.call('getStation', {}), { type: 'station', view: fakeStationView })
  })

  test(`${door}: calls are worked on in the order in which they were made`, async () => {
    const order: string[] = []
    const { rpc } = await enter(
      createFakeStation({
        presentReports: async ({ reports }) => {
          order.push(...reports)
          return { type: 'accepted' }
        },
      }),
    )
    const wanted = Array.from({ length: 100 }, (_, index) => index.toString(16).padStart(16, '0'))
    await Promise.all(wanted.map((report) => rpc.call('presentReports', { reports: [report] })))
    assert.deepEqual(order, wanted)
  })

  test(`${door}: an event is heard, with nothing that the contract does not name`, async () => {
    const { station, channel } = await enter()
    const heard = Promise.withResolvers<unknown>()
    const listening = callRpc(channel, (name, body) => heard.resolve([name, body]))
    await listening.call('getStatus', {})
    station.publish('undone', { eventId: 'e1', displayName: 'Ada', pin: '1234' } as {
      eventId: string
      displayName: string
    })
    assert.deepEqual(await heard.promise, ['undone', { eventId: 'e1', displayName: 'Ada' }])
  })

  test(`${door}: a request that does not fit is answered with where and what, and is not carried out`, async () => {
    let taps = 0
    const { rpc } = await enter(
      createFakeStation({
        tapDemoBadge: async () => {
          taps++
          return { type: 'tapped' }
        },
      }),
    )
    const wrong = { badge: 7, extra: true } as unknown as { badge: string }
    const answer = await rpc.call('tapDemoBadge', wrong)
    assert.equal(answer.type, 'invalid-request')
    assert.ok(answer.type === 'invalid-request' && answer.issues.some(({ path }) => path === 'badge'))
    assert.equal(taps, 0)
  })

  test(`${door}: a screen cannot call what only the owner may`, async () => {
    const { rpc } = await enter()
    for (const answer of [
      await rpc.call('importRoster', { file: '/etc/passwd', isApproved: true }),
      await rpc.call('replayLine', { line: '{}' }),
      await rpc.call('syncOnce', {}),
    ]) {
      assert.deepEqual(answer, { type: 'not-allowed' })
    }
  })

  test(`${door}: a call that the station has no handler for is refused, as those of a setup are by a configured one`, async () => {
    const { rpc, channel } = await enter()
    assert.deepEqual(await rpc.call('listSetupDevices', {}), { type: 'not-allowed' })
    // Before anybody has looked at the request.
    assert.deepEqual(await askRaw(channel, 'finishSetup'), { type: 'not-allowed' })
  })

  test(`${door}: a screen asks for a supervisor's calls in the name of whoever is signed in there, and in no other`, async () => {
    const asked: unknown[] = []
    const station = createFakeStation({
      markCard: async (request) => {
        asked.push(request)
        return { type: 'changed' }
      },
    })
    const signedIn = new Set<string>()
    station.handlers.signIn = async (_request, { id }) => {
      signedIn.add(id)
      return { type: 'expired' }
    }
    station.whoIsSignedIn = (callerId) => (signedIn.has(callerId) ? 'E1' : null)
    station.leave = (callerId) => signedIn.delete(callerId)
    const first = await enter(station)
    const second = await enter(station)
    const mark = { cardId: 1, state: 'lost', by: 'E9' } as const
    assert.deepEqual(await first.rpc.call('markCard', mark), { type: 'not-allowed' })
    await first.rpc.call('signIn', { attempt: 'a', pin: '1' })
    assert.deepEqual(await first.rpc.call('markCard', mark), { type: 'changed' })
    assert.deepEqual(asked, [{ ...mark, by: 'E1' }])
    assert.deepEqual(await second.rpc.call('markCard', mark), { type: 'not-allowed' })
    assert.deepEqual(await first.rpc.call('importRoster', { file: '/x', isApproved: true }), { type: 'not-allowed' })
    await first.close()
    while (signedIn.size > 0) await new Promise((resolve) => setImmediate(resolve))
  })

  test(`${door}: a call that the contract does not know is an invalid request`, async () => {
    const { rpc, channel } = await enter()
    for (const name of ['dropEverything', '__proto__', 'constructor', 'toString', '']) {
      assert.deepEqual(await askRaw(channel, name), {
        type: 'invalid-request',
        issues: [{ path: '', expected: 'a call of the contract' }],
      })
    }
    assert.equal((await rpc.call('getStatus', {})).type, 'status')
  })

  test(`${door}: a bug in a handler is answered with a reference that stands in the log once`, async () => {
    const { rpc, logged } = await enter(
      createFakeStation({
        getStatus: () => Promise.reject(new Error('planted')),
        // Synchronous, as a handler that forgot to be async.
        armUndo: () => {
          throw new Error('planted at once')
        },
      }),
    )
    for (const name of ['getStatus', 'armUndo'] as const) {
      const answer = await rpc.call(name, {})
      assert.equal(answer.type, 'failed')
      const lines = logged.filter(({ fields }) => answer.type === 'failed' && fields.reference === answer.reference)
      assert.equal(lines.length, 1)
      assert.match(String(lines[0]?.fields.error), /planted/)
    }
  })

  test(`${door}: an answer that does not fit the contract does not leave the station`, async () => {
    const { rpc } = await enter(
      createFakeStation({ getStatus: async () => ({ type: 'status', view: { secret: 'x' } }) as never }),
    )
    assert.equal((await rpc.call('getStatus', {})).type, 'failed')
  })

  test(`${door}: whatever is no call is passed over, said in the log once, and the next call is answered`, async () => {
    const { rpc, channel, logged } = await enter()
    const malformed = [
      '',
      'null',
      '[]',
      '42',
      '{',
      '{"t":"s","i":"x"}',
      '{"t":"q"}',
      '{"t":"q","m":"getStatus","a":7,"i":"1"}',
      '{"t":"q","m":"getStatus","a":[{},{}],"i":"1"}',
      '{"t":"q","m":{"toString":1},"a":[{}],"i":"1"}',
      `${'['.repeat(100_000)}`,
      '\u0000\uFFFF',
    ]
    for (const message of malformed) channel.post(message)
    assert.equal((await rpc.call('getStatus', {})).type, 'status')
    assert.equal(logged.filter(({ level }) => level === 'warn').length, 1)
    assert.doesNotMatch(JSON.stringify(logged), /\uFFFF/)
  })

  test(`${door}: a message of one megabyte harms nobody`, async () => {
    const station = createFakeStation()
    const { rpc, channel, isTolerantOfLength } = await enter(station)
    channel.post(JSON.stringify({ t: 'q', i: '1', m: 'getStatus', a: ['x'.repeat(2 * longestMessage)] }))
    const answer = await rpc.call('getStatus', {})
    assert.equal(answer.type, isTolerantOfLength ? 'status' : 'lost')
    const next = await enter(station)
    assert.equal((await next.rpc.call('getStatus', {})).type, 'status')
  })

  test(`${door}: two screens hear the same events, and one that has gone is forgotten`, async () => {
    const station = createFakeStation()
    const first = await enter(station)
    const second = await enter(station)
    const heard = [first, second].map(({ channel }) => {
      const one = Promise.withResolvers<string>()
      callRpc(channel, (name) => one.resolve(name))
      return one.promise
    })
    await Promise.all([first.rpc.call('getStatus', {}), second.rpc.call('getStatus', {})])
    station.publish('undone', { eventId: 'e', displayName: null })
    assert.deepEqual(await Promise.all(heard), ['undone', 'undone'])
    const before = station.listenerCount()
    await first.close()
    while (station.listenerCount() === before) await new Promise((resolve) => setImmediate(resolve))
    assert.equal(station.listenerCount(), before - 1)
  })
}

/** A call past the typed caller: the answer as it crossed. */
function askRaw(channel: Channel, name: string): Promise<unknown> {
  return new Promise((resolve) => {
    const stop = channel.listen((message) => {
      const answer = JSON.parse(String(message))
      if (answer.i !== `raw ${name}`) return
      stop()
      resolve(answer.r)
    })
    channel.post(JSON.stringify({ t: 'q', i: `raw ${name}`, m: name, a: [{}] }))
  })
}
