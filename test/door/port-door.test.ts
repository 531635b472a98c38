import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { openPortDoor, openPortDoors, type PortLike } from '../../core/door/port-door.ts'
import { type Logged, testDoorContract } from '../contracts/door-contract.ts'
import { createFakeStation, deafLog } from '../fakes/fake-station.ts'

/** A port of Node's as Electron shows its own: the message stands in `data`. */
function asMain(port: MessagePort): PortLike {
  const wrapped = new Map<unknown, (data: unknown) => void>()
  return {
    on: (event: 'message' | 'close', listener: ((event: { data: unknown }) => void) | (() => void)) => {
      const hear = (data: unknown) => listener({ data })
      wrapped.set(listener, hear)
      return port.on(event, hear)
    },
    off: (event, listener) => port.off(event, wrapped.get(listener) ?? (() => {})),
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  }
}

testDoorContract('port door', async (api) => {
  const { port1, port2 } = new MessageChannel()
  const logged: Logged[] = []
  const door = openPortDoor(asMain(port1), api, {
    warn: (fields, text) => logged.push({ level: 'warn', fields, text }),
    error: (fields, text) => logged.push({ level: 'error', fields, text }),
  })
  return {
    logged,
    isTolerantOfLength: true,
    channel: {
      post: (text) => port2.postMessage(text),
      listen: (listener) => {
        port2.on('message', listener)
        return () => port2.off('message', listener)
      },
    },
    onEnd: (listener) => port2.on('close', listener),
    close: async () => {
      door.close()
      port2.close()
    },
  }
})

test('a page that goes away is no longer told anything', async () => {
  const station = createFakeStation()
  const { port1, port2 } = new MessageChannel()
  openPortDoor(asMain(port1), station, deafLog)
  assert.equal(station.listenerCount(), 1)
  const gone = new Promise((resolve) => port1.once('close', resolve))
  port2.close()
  await gone
  assert.equal(station.listenerCount(), 0)
})

test('what is no text does not reach the station', async () => {
  const warnings: string[] = []
  const { port1, port2 } = new MessageChannel()
  const warned = Promise.withResolvers<void>()
  const door = openPortDoor(asMain(port1), createFakeStation(), {
    warn: (fields) => {
      warnings.push(String(fields.reason))
      warned.resolve()
    },
    error: () => assert.fail('no call was made'),
  })
  port2.postMessage({ t: 'q', i: '1', m: 'getStatus', a: [{}] })
  await warned.promise
  assert.deepEqual(warnings, ['expected text'])
  door.close()
})

test('at the end every door that is open is closed, none that has gone, and one that comes too late at once', async () => {
  const station = createFakeStation()
  const doors = openPortDoors(station, deafLog)
  const closed: string[] = []
  const openOne = (name: string) => {
    const { port1, port2 } = new MessageChannel()
    const port = asMain(port1)
    const close = () => {
      closed.push(name)
      port.close()
    }
    doors.open({ ...port, close })
    const ended = new Promise((resolve) => port1.once('close', resolve))
    return { leave: () => port2.close(), ended }
  }
  const gone = openOne('gone')
  const stays = openOne('stays')
  gone.leave()
  await gone.ended
  doors.close()
  const late = openOne('late')
  await Promise.all([stays.ended, late.ended])
  assert.deepEqual(closed, ['stays', 'late'])
  assert.equal(station.listenerCount(), 0)
})
