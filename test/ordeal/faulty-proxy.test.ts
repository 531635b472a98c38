/** Each fault as the station's own way of sending meets it, and whether the service has done what it was asked by then. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createExchange, type SendOutcome, usualLimits } from '../../core/upstream/http.ts'
import type { Fault } from './faults.ts'
import { startProxy } from './processes.ts'

const items = [{ index: 0 }, { index: 1 }, { index: 2 }]
let heard = 0
let folder = ''
const service = createServer((request, response) => {
  request.resume().on('end', () => {
    heard += 1
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(items))
  })
})

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foyer-proxy-'))
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
})
after(() => {
  service.close()
  rmSync(folder, { recursive: true, force: true })
})

async function meet(only: Fault): Promise<{ outcome: SendOutcome; heardAtOnce: number; injected: number }> {
  const address = service.address()
  const servicePort = typeof address === 'object' && address !== null ? address.port : 0
  const proxy = await startProxy({
    seed: 1,
    servicePort,
    logFile: join(folder, 'log'),
    delayMs: 3000,
    dropsKeys: false,
    only,
  })
  const exchange = createExchange({ ...usualLimits, headersMs: 1000, bodyMs: 1000, totalMs: 2000 })
  heard = 0
  try {
    proxy.weather(1)
    const wire = { method: 'POST' as const, path: '/general/clock_in_out', headers: {}, body: '{}' }
    const outcome = await exchange.send(`http://127.0.0.1:${proxy.port}`, wire)
    const heardAtOnce = heard
    let { injected } = await proxy.count()
    // What is late counts once it is over.
    while (injected[only] === 0) injected = (await proxy.count()).injected
    return { outcome, heardAtOnce, injected: injected[only] }
  } finally {
    await exchange.close()
    await proxy.stop()
  }
}

const bodyOf = (outcome: SendOutcome): string => (outcome.type === 'answered' ? outcome.answer.body : outcome.type)
const statusOf = (outcome: SendOutcome): number => (outcome.type === 'answered' ? outcome.answer.status : 0)
const isBroken = (outcome: SendOutcome): boolean => statusOf(outcome) >= 500
const isLost = (outcome: SendOutcome): boolean => outcome.type === 'lost'

const expectations: Record<Fault, { heard: 0 | 1; holds: (outcome: SendOutcome) => boolean }> = {
  // Cut off at once, and then nobody listens.
  'refused connection': { heard: 0, holds: (outcome) => outcome.type !== 'answered' },
  'reset before': { heard: 0, holds: isLost },
  'reset after': { heard: 1, holds: isLost },
  'delay before': { heard: 0, holds: isLost },
  'delay after': { heard: 1, holds: isLost },
  'delivered late': { heard: 0, holds: isLost },
  '5xx before': { heard: 0, holds: isBroken },
  '5xx after': { heard: 1, holds: isBroken },
  '429 with Retry-After': {
    heard: 0,
    holds: (outcome) => outcome.type === 'answered' && outcome.answer.headers['retry-after'] === '1',
  },
  '429 without Retry-After': {
    heard: 0,
    holds: (outcome) => statusOf(outcome) === 429 && !('retry-after' in headersOf(outcome)),
  },
  'half a body': { heard: 1, holds: isLost },
  'huge body': { heard: 1, holds: isLost },
  'wrong content type': { heard: 1, holds: (outcome) => headersOf(outcome)['content-type'] === 'application/pdf' },
  'web page instead': { heard: 1, holds: (outcome) => bodyOf(outcome).startsWith('<html>') },
  'wrong array length': { heard: 1, holds: (outcome) => bodyOf(outcome) === JSON.stringify(items.slice(0, 2)) },
  'items in another order': {
    heard: 1,
    holds: (outcome) => bodyOf(outcome) === JSON.stringify(items.toReversed()),
  },
  'duplicate items': { heard: 1, holds: (outcome) => bodyOf(outcome) === JSON.stringify([...items, items[0]]) },
}

function headersOf(outcome: SendOutcome): Record<string, string> {
  return outcome.type === 'answered' ? outcome.answer.headers : {}
}

for (const [fault, expected] of Object.entries(expectations) as [Fault, (typeof expectations)[Fault]][]) {
  test(`the proxy injects: ${fault}`, async () => {
    const { outcome, heardAtOnce, injected } = await meet(fault)
    assert.ok(expected.holds(outcome), JSON.stringify(outcome).slice(0, 500))
    assert.equal(heardAtOnce, expected.heard)
    assert.equal(injected, 1)
  })
}
