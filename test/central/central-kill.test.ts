/** The service is killed in the middle of requests, again and again: what it answered stands, and nothing is doubled. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { readClockEvents } from '../../core/central/export-clock-store.ts'
import { clock, openCentral, person, temporaryFolder } from './open-central.ts'

const people = 12
const rounds = 6
const punchesPerPerson = 60

/** The punches of one person, sent in order by one client that repeats what was not answered, as a station does. */
type Client = { username: string; next: number; answers: string[] }

test('kill -9 in the middle of requests loses and doubles nothing', { timeout: 120_000 }, async (t) => {
  const dataDir = temporaryFolder(t)
  const clients = Array.from({ length: people }, (_, i): Client => {
    return { username: `E-${i}`, next: 0, answers: [] }
  })
  let killsAmidRequests = 0
  for (let round = 0; round < rounds; round++) {
    const service = await spawnService(dataDir, (child) => t.after(() => child.kill('SIGKILL')))
    // Killed after so many answers; what is then under way has been received, is being applied, or is just durable.
    let answersLeft = 17 + Math.floor(Math.random() * 80)
    const exited = once(service.child, 'exit')
    const onAnswer = (): void => {
      if (--answersLeft === 0) service.child.kill('SIGKILL')
    }
    const cut = await Promise.all(clients.map((client) => run(client, service.url, onAnswer)))
    if (cut.some((wasCut) => wasCut)) killsAmidRequests++
    service.child.kill('SIGKILL')
    await exited
  }
  assert.ok(killsAmidRequests >= rounds - 1, `only ${killsAmidRequests} kills hit a request`)

  const central = await openCentral(t, { dataDir, people: Array.from({ length: people }, (_, i) => person(`E-${i}`)) })
  for (const client of clients) {
    await run(client, central.url, () => {})
    assert.equal(client.next, punchesPerPerson)
    // In order and each once: a lost or doubled punch would turn every later toggle around.
    const expected = Array.from({ length: punchesPerPerson }, (_, i) => (i % 2 === 0 ? 'CLOCKED IN' : 'CLOCKED OUT'))
    assert.deepEqual(client.answers, expected)
    for (let i = 0; i < punchesPerPerson; i += 7) {
      const again = await clock(central, [punchOf(client, i)], keyOf(client, i))
      assert.equal(again.body, expected[i])
    }
  }
  const keys = [...readClockEvents(dataDir)].map((event) => event.idempotencyKey)
  assert.equal(keys.length, people * punchesPerPerson)
  assert.equal(new Set(keys).size, keys.length)
})

async function spawnService(
  dataDir: string,
  cleanUp: (child: ChildProcess) => void,
): Promise<{ child: ChildProcess; url: string }> {
  const script = join(import.meta.dirname, 'central-process.ts')
  const child = spawn(process.execPath, [script, dataDir, String(people)], { stdio: ['ignore', 'pipe', 'inherit'] })
  cleanUp(child)
  assert.ok(child.stdout)
  const [url] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, url: String(url) }
}

/** Goes on where it stopped; true when the connection was cut before an answer. */
async function run(client: Client, url: string, onAnswer: () => void): Promise<boolean> {
  while (client.next < punchesPerPerson) {
    try {
      const answer = await clock({ url }, [punchOf(client, client.next)], keyOf(client, client.next))
      assert.equal(answer.status, 200, answer.body)
      client.answers.push(answer.body)
      client.next++
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      return true
    }
    onAnswer()
  }
  return false
}

function punchOf(client: Client, i: number): { username: string; occurredAt: string } {
  return { username: client.username, occurredAt: new Date(Date.UTC(2026, 2, 2, 6, i)).toISOString() }
}

function keyOf(client: Client, i: number): string {
  return `${client.username}.${i}`
}
