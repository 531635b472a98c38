/** The three processes of the ordeal, each to be killed: station, proxy and service. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import type { CallName } from '../../core/contract/contract.ts'
import type { Decision } from '../../core/contract/decision.ts'
import type { ProxyOptions, ProxyOrder, ProxyWord } from './faulty-proxy.ts'
import type { StationOptions, StationOrder, StationWord } from './station-child.ts'

const foyer = join(import.meta.dirname, '../../bin/foyer.mjs')
const stationScript = join(import.meta.dirname, 'station-child.ts')
const proxyScript = join(import.meta.dirname, 'faulty-proxy.ts')
const laterScript = join(import.meta.dirname, 'later.ts')

const children = new Set<ChildProcess>()
/** Nobody is left behind, however this process ends. */
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

function keep(child: ChildProcess): ChildProcess {
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

export type RunningStation = {
  /** Resolves to false where it died first. */
  ready: Promise<boolean>
  /** Null: it died before it answered. */
  call: (name: CallName, request: unknown) => Promise<unknown>
  /** Feeds reports and waits for what is decided of them. Null: it died. */
  tap: (reports: string[]) => Promise<Decision | null>
  order: (order: StationOrder) => void
  child: ChildProcess
  ended: Promise<{ code: number | null; signal: string | null; said: string }>
}

/** @param onMet hears how each request of the station came out. */
export function startStation(options: StationOptions, onMet: (what: string) => void): RunningStation {
  const child = keep(
    fork(stationScript, [JSON.stringify(options)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, FOYER_LOG: 'silent' },
    }),
  )
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    said = (said + piece).slice(-4000)
  })
  const waiting = new Map<number, (answer: unknown) => void>()
  let decided: ((decision: Decision | null) => void) | null = null
  let isOver = false
  let calls = 0
  let becomeReady: (isReady: boolean) => void = () => {}
  const ready = new Promise<boolean>((resolve) => {
    becomeReady = resolve
  })
  child.on('message', (word: StationWord) => {
    switch (word.type) {
      case 'ready':
        becomeReady(true)
        break
      case 'answered':
        waiting.get(word.id)?.(word.answer)
        waiting.delete(word.id)
        break
      case 'decided':
        decided?.(word.decision)
        break
      case 'met':
        onMet(word.what)
    }
  })
  const ended = once(child, 'close').then(([code, signal]) => {
    isOver = true
    becomeReady(false)
    for (const resolve of waiting.values()) resolve(null)
    decided?.(null)
    return { code: code as number | null, signal: signal as string | null, said }
  })
  // What is sent to somebody who has just died is not heard.
  child.on('error', () => {})
  const order = (what: StationOrder): void => {
    if (child.connected) child.send(what, () => {})
  }
  return {
    ready,
    child,
    ended,
    order,
    call: (name, request) =>
      new Promise((resolve) => {
        if (isOver) return resolve(null)
        calls += 1
        waiting.set(calls, resolve)
        order({ type: 'call', id: calls, name, request })
      }),
    tap: (reports) =>
      new Promise((resolve) => {
        if (isOver) return resolve(null)
        decided = (decision) => {
          decided = null
          resolve(decision)
        }
        order({ type: 'reports', reports })
      }),
  }
}

export type RunningProxy = {
  port: number
  weather: (share: number) => void
  count: () => Promise<Extract<ProxyWord, { type: 'counts' }>>
  stop: () => Promise<void>
}

export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const child = keep(fork(proxyScript, [JSON.stringify(options)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }))
  const hear = async (): Promise<ProxyWord> => (await once(child, 'message'))[0] as ProxyWord
  const first = await hear()
  if (first.type !== 'ready') throw new Error('the proxy counts before it serves')
  const order = (what: ProxyOrder): boolean => child.send(what)
  return {
    port: first.port,
    weather: (share) => order({ type: 'weather', share }),
    count: async () => {
      order({ type: 'count' })
      const word = await hear()
      if (word.type !== 'counts') throw new Error('the proxy did not count')
      return word
    },
    stop: () => kill(child),
  }
}

/** `laterMs`: how far its clock is ahead of the true one. */
export type CentralOptions = { dataDir: string; roster: string; secret: string; port: number; laterMs?: number }

/** The service as `foyer central` runs it. */
export async function startService(options: CentralOptions): Promise<{ child: ChildProcess; port: number }> {
  const { dataDir, roster, secret, port, laterMs = 0 } = options
  const clock = laterMs === 0 ? [] : ['--import', `${pathToFileURL(laterScript)}?${laterMs}`]
  const args = [
    ...clock,
    foyer,
    'central',
    '--port',
    String(port),
    '--data',
    dataDir,
    '--people',
    roster,
    '--secret',
    secret,
  ]
  const child = keep(spawn(process.execPath, [...args, '--zone', 'UTC'], { stdio: ['ignore', 'pipe', 'pipe'] }))
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    said = (said + piece).slice(-4000)
  })
  if (!child.stdout) throw new Error('the service has no output')
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^ready (\S+)/.exec(line)?.[1]
    if (url !== undefined) return { child, port: Number(new URL(url).port) }
  }
  throw new Error(`the service did not start: ${said}`)
}
