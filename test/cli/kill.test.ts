/**
 * The promise of the whole: a morning of taps is replayed and told to the reference central service, while the replay, the
 * sync and the service are killed with SIGKILL at random instants. At the end the service has every tap exactly once.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

const foyer = join(import.meta.dirname, '../../bin/foyer.mjs')
const people = 40
const tapsEach = 6
const rounds = 14

let dir: string
let centralDir: string
let stationDir: string
let morning: string
let roster: string
let port = 0
const children = new Set<ChildProcess>()

function start(args: string[], onLine: (line: string) => void = () => {}): ChildProcess {
  const child = spawn(process.execPath, [foyer, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  child.stderr?.resume()
  child.once('exit', () => children.delete(child))
  return child
}

const ended = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('close', (code) => resolve(code)))

async function run(args: string[]): Promise<string[]> {
  const lines: string[] = []
  const child = start(args, (line) => lines.push(line))
  assert.equal(await ended(child), 0, `${args.join(' ')} ended well`)
  return lines
}

/** Runs a command and kills it after a random while, unless it has ended by itself. */
async function runKilled(args: string[], longestMs: number, onLine?: (line: string) => void): Promise<void> {
  const child = start(args, onLine)
  const killAfterMs = Math.random() * longestMs
  await Promise.race([ended(child), sleep(killAfterMs)])
  child.kill('SIGKILL')
  await ended(child)
}

async function startCentral(): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const args = ['central', '--port', String(port), '--data', centralDir, '--people', roster, '--secret', 'k']
    const child: ChildProcess = start(args, (line) => {
      const url = /^ready (\S+)/.exec(line)?.[1]
      if (url === undefined) return
      port = Number(new URL(url).port)
      resolve(child)
    })
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}`)))
  })
}

before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'foyer-kill-'))
  centralDir = join(dir, 'central')
  stationDir = join(dir, 'station')
  mkdirSync(stationDir)
  roster = join(dir, 'roster.csv')
  morning = join(dir, 'morning.jsonl')
  const numbers = Array.from({ length: people }, (_, index) => index + 1)
  const lines = numbers.map((n) => `E${n},Person ${n},api-${n},${String(n).padStart(10, '0')}`)
  writeFileSync(roster, `employeeNumber,displayName,apiId,cardNumber\n${lines.join('\n')}\n`)
  const startMs = Date.parse('2026-03-02T07:00:00Z')
  const taps = Array.from({ length: tapsEach }, (_, round) =>
    numbers.map((n) => ({
      at: new Date(startMs + round * 3_600_000 + n * 1000).toISOString(),
      reader: 'front',
      text: `${String(n).padStart(10, '0')}\n`,
    })),
  ).flat()
  writeFileSync(morning, taps.map((tap) => `${JSON.stringify(tap)}\n`).join(''))
})

after(async () => {
  for (const child of children) {
    child.kill('SIGKILL')
    await ended(child)
  }
  rmSync(dir, { recursive: true, force: true })
})

it('tells the service of every tap exactly once, whoever is killed and whenever', async () => {
  let central = await startCentral()
  const settings = {
    station: { id: 'front-door', zone: 'Europe/Berlin' },
    upstreams: { clock: { url: `http://127.0.0.1:${port}`, communityId: 'foyer', key: 'k', batchRows: 7 } },
  }
  writeFileSync(join(stationDir, 'station.json'), JSON.stringify(settings))
  await run(['import', roster, '--data', stationDir, '--approve'])

  const answered = new Set<string>()
  const remember = (line: string): void => {
    const { eventId } = JSON.parse(line)
    if (eventId !== null) answered.add(eventId)
  }
  for (let round = 0; round < rounds; round += 1) {
    await runKilled(['replay', morning, '--data', stationDir], 1500, remember)
    const killCentral = round % 3 === 2 ? sleep(Math.random() * 900).then(() => central.kill('SIGKILL')) : null
    await runKilled(['sync', '--data', stationDir, '--once'], 1500)
    if (killCentral) {
      await killCentral
      await ended(central)
      central = await startCentral()
    }
  }
  for (const line of await run(['replay', morning, '--data', stationDir])) remember(line)

  // Rows in doubt and rows that wait for a service that was away fall due within the longest back-off.
  for (let attempt = 0; attempt < 80; attempt += 1) {
    const [counts = '{}'] = await run(['sync', '--data', stationDir, '--once'])
    if (JSON.parse(counts).clock.waiting === 0) break
    await sleep(1000)
  }

  const events = (await run(['export', 'events', '--data', stationDir])).map((line) => JSON.parse(line))
  const stored = events.filter(({ outcome }) => outcome === 'in' || outcome === 'out').map(({ eventId }) => eventId)
  assert.equal(stored.length, people * tapsEach, 'no tap was lost at the station, and none counted twice')
  assert.deepEqual(
    [...answered].filter((eventId) => !stored.includes(eventId)),
    [],
    'what was answered is stored',
  )

  const told = (await run(['export', 'clock', '--data', centralDir])).map((line) => JSON.parse(line))
  assert.deepEqual(told.map(({ idempotencyKey }) => idempotencyKey).sort(), [...stored].sort(), 'each exactly once')
  const kinds = told.filter(({ employeeNumber }) => employeeNumber === 'E7').map(({ kind }) => kind)
  assert.deepEqual(kinds, ['in', 'out', 'in', 'out', 'in', 'out'], 'and in order')
})
