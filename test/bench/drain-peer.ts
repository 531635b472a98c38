/**
 * The other end of `drain` and `stations`, a process of its own: `node drain-peer.ts central DIR [PEOPLE]` is the reference
 * service, which knows the first so many people besides those in its folder; `node drain-peer.ts reader` reads every body
 * and answers. Prints its URL. Asked by a message, it says how much memory it has.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { startCentral } from '../../core/central/central.ts'
import { drainSecret, employeeNumber } from './drain-people.ts'

// A way out that leaves a profile behind.
process.once('SIGTERM', () => process.exit(0))

process.on('message', () => process.send?.(process.memoryUsage.rss()))

const [kind, dataDir, people = '0'] = process.argv.slice(2)

if (kind === 'central' && dataDir) {
  const central = await startCentral({
    dataDir,
    port: 0,
    secret: drainSecret,
    zone: 'UTC',
    locations: [],
    people: known(Number(people)),
    log: pino({ level: 'silent' }),
  })
  process.stdout.write(`${central.url}\n`)
} else if (kind === 'reader') {
  const server = createServer((incoming, outgoing) => {
    incoming.on('data', () => {})
    incoming.on('end', () => outgoing.writeHead(200, { 'content-type': 'text/plain', 'content-length': 2 }).end('OK'))
  })
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
  })
} else {
  throw new Error('expected central DIR PEOPLE, or reader')
}

function* known(count: number) {
  for (let index = 1; index <= count; index += 1) {
    yield {
      employeeNumber: employeeNumber(index),
      displayName: `Person ${index}`,
      email: `person${index}@example.org`,
      userId: null,
      isActive: true,
      apiId: null,
      username: null,
      accId: `acc-${String(index).padStart(6, '0')}`,
      discord: null,
      uniqueId: null,
      occupancySystemId: null,
      timeProfiles: [],
      cards: [],
    }
  }
}
