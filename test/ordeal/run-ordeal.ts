/**
 * The ordeal: facts of every kind are made at a real station while it, its clock, the service and all between them fail at
 * random. Then everything is made well, what waits is told, and both ends' files are compared.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { reportToHex, textToReports } from '../../core/badge/keyboard-report.ts'
import { centralFileName } from '../../core/central/central-folder.ts'
import { openDatabase } from '../../core/store/database.ts'
import { stationFileName } from '../../core/store/station-file.ts'
import { type HttpLimits, usualLimits } from '../../core/upstream/http.ts'
import type { Fault } from './faults.ts'
import type { LoggedChange } from './faulty-proxy.ts'
import { flipByte } from './flip-byte.ts'
import { authDataKind } from './kinds/auth-data.ts'
import { cardsKind } from './kinds/cards.ts'
import { clockKind } from './kinds/clock.ts'
import { presenceKind } from './kinds/presence.ts'
import { timeProfilesKind } from './kinds/time-profiles.ts'
import { type MalformedCounts, tryMalformed } from './malformed.ts'
import type { Deed, OrdealKind, Verdict } from './ordeal-kind.ts'
import { kill, type RunningProxy, type RunningStation, startProxy, startService, startStation } from './processes.ts'
import { createRandom, type Random } from './random.ts'
import { steps } from './station-child.ts'

export const kinds: readonly OrdealKind[] = [clockKind, presenceKind, timeProfilesKind, cardsKind, authDataKind]

/** A bug that is planted, so that the ordeal can be seen to fail. */
export const plants = ['service-without-keys', 'station-forgets-in-flight'] as const
export type Plant = (typeof plants)[number]

export type OrdealOptions = {
  seed: number
  /** How long things fail; making them well again comes on top. */
  durationMs: number
  /** Empty, and of the ordeal alone. */
  folder: string
  plant?: Plant
}

export type OrdealReport = {
  seed: number
  verdicts: Record<string, Verdict>
  /** By the step before, in or after which the station died. */
  kills: Record<string, number>
  serviceRestarts: number
  clockJumps: number
  faults: Record<Fault, number>
  /** What the station met when it sent. */
  met: Record<string, number>
  malformed: MalformedCounts
  flippedBytes: { said: number; open: number }
  requests: number
  /** What went wrong beside the facts: a process that ended by itself, something malformed that was taken. */
  troubles: string[]
  isGood: boolean
}

const dayMs = 86_400_000
const people = Array.from({ length: 24 }, (_, index) => `E${index + 1}`)
/** Of these the service does not know the last: what is told of them is refused, and must be seen to be. */
const knownPeople = people.slice(0, -1)
const badgeOf = (employeeNumber: string): string => employeeNumber.slice(1).padStart(10, '0')
const secret = 'a secret of the ordeal'
/** Far shorter than at a door, so that what is late happens in seconds. */
const shortLimits: HttpLimits = { ...usualLimits, connectMs: 1000, headersMs: 1500, bodyMs: 1000, totalMs: 3000 }
const atRandom = 'at a random instant'
const longestDrainMs = 90_000

type State = {
  options: OrdealOptions
  random: Random
  stationDir: string
  offsetMs: number
  untilMs: number
  service: Awaited<ReturnType<typeof startService>>
  proxy: RunningProxy
  answered: Map<string, string[]>
  serial: number
  report: OrdealReport
}

export async function runOrdeal(options: OrdealOptions): Promise<OrdealReport> {
  const { folder, seed } = options
  const stationDir = join(folder, 'station')
  const central = { dataDir: join(folder, 'central'), roster: join(folder, 'roster.csv'), secret, port: 0 }
  mkdirSync(stationDir, { recursive: true })
  const stationRoster = join(folder, 'station-roster.csv')
  writeFileSync(stationRoster, rosterOf(people))
  writeFileSync(central.roster, rosterOf(knownPeople))
  const service = await startService(central)
  const logFile = join(folder, 'changes.jsonl')
  const dropsKeys = options.plant === 'service-without-keys'
  const proxy = await startProxy({ seed, servicePort: service.port, logFile, delayMs: 2200, dropsKeys })
  writeFileSync(join(stationDir, 'station.json'), settingsOf(`http://127.0.0.1:${proxy.port}`))
  const state: State = {
    options,
    random: createRandom(seed, 'deeds'),
    stationDir,
    offsetMs: 0,
    untilMs: 0,
    service,
    proxy,
    answered: new Map(),
    serial: 0,
    report: emptyReport(seed),
  }
  try {
    const first = start(state, null, shortLimits)
    await first.ready
    const imported = await first.call('importRoster', { file: stationRoster, isApproved: true })
    if ((imported as { type: string } | null)?.type !== 'imported') throw new Error('the roster was not imported')
    await kill(first.child)
    state.untilMs = Date.now() + options.durationMs
    await Promise.all([troubleStation(state), troubleService(state, central), changeWeather(state)])
    proxy.weather(0)
    await drain(state)
    const counted = await proxy.count()
    state.report.faults = counted.injected
    state.report.requests = counted.requests
  } finally {
    await kill(state.service.child)
    await proxy.stop()
  }
  judge(state, central.dataDir, logFile)
  return state.report
}

function rosterOf(names: readonly string[]): string {
  const lines = names.map((name) => `${name},Person ${name},${name}@example.org,api-${name},${badgeOf(name)}`)
  return `employeeNumber,displayName,email,apiId,cardNumber\n${lines.join('\n')}\n`
}

function settingsOf(url: string): string {
  return JSON.stringify({
    station: { id: 'ordeal', zone: 'Europe/Berlin', cardSystemId: '11111111-2222-4333-8444-555555555555' },
    readers: [{ id: 'front' }],
    rules: { repeatGuardSeconds: 0, undoSeconds: 1 },
    upstreams: Object.fromEntries(kinds.map(({ upstream, settings }) => [upstream, settings(url, secret)])),
  })
}

function start(state: State, stopAt: { step: (typeof steps)[number]; nth: number } | null, limits: HttpLimits) {
  const { stationDir: dataDir, offsetMs } = state
  const forgetsInFlight = state.options.plant === 'station-forgets-in-flight'
  return startStation({ dataDir, offsetMs, limits, stopAt, forgetsInFlight }, (what) => {
    state.report.met[what] = (state.report.met[what] ?? 0) + 1
  })
}

/** One life of the station after the other. */
async function troubleStation(state: State): Promise<void> {
  const { random, report } = state
  while (Date.now() < state.untilMs) {
    const step = random.pick(steps)
    const nth = random.between(1, step.startsWith('send') ? 8 : 16)
    const stopAt = random.chance(0.7) ? { step, nth } : null
    const station = start(state, stopAt, shortLimits)
    let isKilled = false
    const end = (): void => {
      isKilled = true
      station.child.kill('SIGKILL')
    }
    // A few die while they start.
    const early = random.chance(0.1) ? setTimeout(end, random.between(50, 600)) : null
    const isReady = await station.ready
    const timer = setTimeout(end, Math.min(random.between(200, 3500), Math.max(1, state.untilMs - Date.now())))
    if (isReady) await live(state, station)
    const { code, signal, said } = await station.ended
    clearTimeout(timer)
    if (early) clearTimeout(early)
    if (signal === 'SIGKILL') {
      const where = isKilled || stopAt === null ? atRandom : stopAt.step
      report.kills[where] = (report.kills[where] ?? 0) + 1
    } else report.troubles.push(`the station ended by itself (${code ?? signal}): ${said}`)
    if (random.chance(0.2)) {
      report.flippedBytes[flipByte(state.stationDir, join(state.options.folder, 'flipped'), random)] += 1
    }
  }
}

/** Does one thing after the other until the station dies. */
async function live(state: State, station: RunningStation): Promise<void> {
  const { random, report } = state
  const isOver = (): boolean => station.child.exitCode !== null || station.child.signalCode !== null
  const deed = createDeed(state, station)
  const weights = Object.fromEntries(kinds.map(({ upstream, weight }) => [upstream, weight]))
  while (!isOver()) {
    const what = random.weigh({ ...weights, jump: 1, retry: 1, malformed: 5 })
    if (what === 'jump') {
      state.offsetMs = random.pick([0, dayMs, -dayMs, 2 * dayMs, 3_600_000, -60_000])
      station.order({ type: 'clock', offsetMs: state.offsetMs })
      report.clockJumps += 1
    } else if (what === 'retry') {
      // In vain as a rule: who is not known there is refused again.
      const which = { type: 'all-of', upstream: random.pick(kinds).upstream }
      await station.call('retryRefused', { which })
    } else if (what === 'malformed') {
      await tryMalformed(deed, {
        feed: (reports) => station.order({ type: 'reports', reports }),
        serviceUrl: `http://127.0.0.1:${state.service.port}`,
        counts: report.malformed,
        fault: (trouble) => report.troubles.push(trouble),
      })
    } else await kinds.find(({ upstream }) => upstream === what)?.act(deed)
    await sleep(random.between(0, 25))
  }
}

function createDeed(state: State, station: RunningStation): Deed {
  return {
    random: state.random,
    people,
    badgeOf,
    call: station.call,
    tap: (badge) => station.tap(textToReports(`${badge}\n`).map(reportToHex)),
    serial: () => {
      state.serial += 1
      return state.serial
    },
    fileOf: (content) => {
      const file = join(state.options.folder, 'given')
      writeFileSync(file, content)
      return file
    },
    nowMs: () => Date.now() + state.offsetMs,
    remember: (upstream, what) => {
      const known = state.answered.get(upstream) ?? []
      known.push(what)
      state.answered.set(upstream, known)
    },
  }
}

async function troubleService(state: State, central: Parameters<typeof startService>[0]): Promise<void> {
  const random = createRandom(state.options.seed, 'service')
  for (;;) {
    await sleep(Math.min(random.between(1500, 8000), Math.max(0, state.untilMs - Date.now())))
    if (Date.now() >= state.untilMs) return
    await kill(state.service.child)
    await sleep(random.between(0, 500))
    state.service = await startService({ ...central, port: state.service.port })
    state.report.serviceRestarts += 1
  }
}

/** Now and then all is well for a while, so that there is always something new that can fail. */
async function changeWeather(state: State): Promise<void> {
  const random = createRandom(state.options.seed, 'weather')
  while (Date.now() < state.untilMs) {
    state.proxy.weather(random.pick([0, 0.3, 0.5, 0.7]))
    await sleep(Math.min(random.between(300, 2000), Math.max(1, state.untilMs - Date.now())))
  }
}

/** Days later everything is due, and nothing fails any more. */
async function drain(state: State): Promise<void> {
  state.offsetMs = 4 * dayMs
  const station = start(state, null, usualLimits)
  const untilMs = Date.now() + longestDrainMs
  try {
    if (!(await station.ready)) throw new Error(`the station does not start any more: ${(await station.ended).said}`)
    for (;;) {
      const answer = (await station.call('syncOnce', {})) as { counts: Record<string, { waiting: number }> } | null
      const waiting = Object.values(answer?.counts ?? {}).reduce((sum, counts) => sum + counts.waiting, 0)
      if (answer === null || waiting === 0 || Date.now() > untilMs) return
      await sleep(200)
    }
  } finally {
    await kill(station.child)
  }
}

function judge(state: State, centralDir: string, logFile: string): void {
  const { report } = state
  const station = openDatabase(join(state.stationDir, stationFileName), 'read')
  const central = openDatabase(join(centralDir, centralFileName), 'read')
  const text = existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd() : ''
  const changes = text === '' ? [] : text.split('\n').map((line): LoggedChange => JSON.parse(line))
  try {
    for (const { upstream, judge: judgeKind } of kinds) {
      const answered = state.answered.get(upstream) ?? []
      report.verdicts[upstream] = judgeKind({ station: station.read, central: central.read, changes, answered })
    }
  } finally {
    station.close()
    central.close()
  }
  const isClean = ({ lost, doubled, wrong, waiting }: Verdict): boolean => lost + doubled + wrong + waiting === 0
  report.isGood = report.troubles.length === 0 && Object.values(report.verdicts).every(isClean)
  if (report.isGood) rmSync(state.options.folder, { recursive: true, force: true })
}

function emptyReport(seed: number): OrdealReport {
  return {
    seed,
    verdicts: {},
    kills: Object.fromEntries([atRandom, ...steps].map((step) => [step, 0])),
    serviceRestarts: 0,
    clockJumps: 0,
    faults: {} as Record<Fault, number>,
    met: {},
    malformed: { reports: 0, requests: 0, files: 0, pulledReaders: 0 },
    flippedBytes: { said: 0, open: 0 },
    requests: 0,
    troubles: [],
    isGood: false,
  }
}
