/** What runs in the guest: does what the tests on the host ask over the machine's serial channel. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  openSync,
  read,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { release } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { createBirpc } from 'birpc'
import type { Listener } from '../../../core/contract/contract.ts'
import { type Decision, decision } from '../../../core/contract/decision.ts'
import type { GuestCalls, HostCalls, Ran } from './guest-calls.ts'
import { type StationProcess, startStationProcess } from './station-process.ts'
import { tapSteadily } from './tap-steadily.ts'
import { plugIn, type VirtualReader } from './virtual-reader.ts'

const line = openSync(findChannel(), 'r+')
const readers = new Map<string, VirtualReader>()
let station: StationProcess | null = null
/** For the next decision. */
const waiting: ((decision: Decision) => void)[] = []

function findChannel(): string {
  const ports = '/sys/class/virtio-ports'
  const port = readdirSync(ports).find((name) => readFileSync(join(ports, name, 'name'), 'utf8').trim() === 'foyer')
  if (port === undefined) throw new Error('The machine has no channel to the tests.')
  return join('/dev', port)
}

function reader(name: string): VirtualReader {
  const found = readers.get(name)
  if (found === undefined) throw new Error(`No reader ${name} is plugged in.`)
  return found
}

function running(): StationProcess {
  if (station === null) throw new Error('No station runs.')
  return station
}

function keep(started: StationProcess | string): string | null {
  if (typeof started === 'string') return started
  station = started
  return null
}

const hear: Listener = (name, body) => {
  host.heard(name, body)
  if (name === 'decided') waiting.shift()?.(decision.parse(body))
}

async function runFoyer(...args: string[]): Promise<Ran> {
  const child = spawn(process.execPath, ['/foyer/app/foyer.js', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, stdout, stderr }
}

const calls: GuestCalls = {
  makeStation: (dir, settings, user) => {
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, 'station.json'), JSON.stringify(settings))
    if (user !== undefined) for (const path of [dir, join(dir, 'station.json')]) chownSync(path, user, user)
  },
  writeFile: (path, content) => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  },
  setMode: (path, mode) => chmodSync(path, mode),
  listFolder: (path) => readdirSync(path),
  foyer: runFoyer,
  startStation: async (dir, user) =>
    keep(
      await startStationProcess(dir, user ?? null, {
        hear,
        said: (words) => host.said(words),
        ended: (code, signal) => {
          station = null
          host.stationEnded(code, signal)
        },
      }),
    ),
  startStationHere: async (dir) => {
    // Not read before it is asked for: an emulated machine reads slowly.
    const { startStationHere } = await import('./station-here.ts')
    return keep(await startStationHere(dir, hear))
  },
  stopStation: () => running().stop(),
  call: (name, request) => running().call(name, request),
  plug: (name, model) => {
    readers.set(name, plugIn(model))
  },
  unplug: (name) => {
    reader(name).unplug()
    readers.delete(name)
  },
  report: (name, reports) => {
    for (const report of reports) reader(name).report(Buffer.from(report, 'hex'))
  },
  holdCard: (name, answers) => reader(name).holdCard(answers),
  tapSteadily: (cards) => {
    const { call } = running()
    const nextDecision = () => new Promise<Decision>((resolve) => void waiting.push(resolve))
    void tapSteadily({ call, nextDecision }, cards, (eventId) => host.answered(eventId)).catch((error) =>
      host.tapsEnded(String(error)),
    )
  },
  flushDisk: () => {
    execFileSync('/bin/sync')
  },
  // An orderly exit waits for the thread that reads the line, and that one waits for the host.
  powerOff: () => void process.kill(process.pid, 'SIGKILL'),
  inspect: async (dir) => (await import('./inspect-station.ts')).inspectStation(dir),
}

const host = createBirpc<HostCalls, GuestCalls>(calls, {
  // Written through before anything else is done: what the tests have read, the guest has said.
  post: (message: string) => {
    const bytes = Buffer.from(`${message}\n`)
    for (let at = 0; at < bytes.length; ) at += writeSync(line, bytes, at)
  },
  on: (listener) => listen(listener),
  serialize: (message) => JSON.stringify(message),
  deserialize: (message) => JSON.parse(message),
  eventNames: ['ready', 'heard', 'said', 'stationEnded', 'answered', 'tapsEnded'],
  timeout: -1,
})

/** The channel knows no end: the machine is switched off by the host. */
function listen(listener: (message: string) => void): void {
  let rest = ''
  const buffer = Buffer.alloc(65_536)
  const next = (): void =>
    read(line, buffer, 0, buffer.length, null, (error, count) => {
      if (error) throw error
      // No bytes: nobody is at the other end yet.
      const lines = (rest + buffer.toString('utf8', 0, count)).split('\n')
      rest = lines.pop() ?? ''
      for (const message of lines) listener(message)
      if (count > 0) next()
      else setTimeout(next, 20)
    })
  next()
}

host.ready(release())
