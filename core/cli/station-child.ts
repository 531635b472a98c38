/** The station as a child of `foyer start`: a process of its own that is started again when it dies, at the same address. */
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type StationChoice, stationArguments } from '../station/process-protocol.ts'
import { keepStation, type StationKeeper, type StationStarter, type StationState } from '../station/station-keeper.ts'

const stationEntry = join(import.meta.dirname, '../station/process.ts')
/** Where `bin/foyer.mjs` keeps what it has compiled: reading the sources takes longer than running them. */
const compiledDir = join(import.meta.dirname, '../../node_modules/.cache/foyer')
/** In MiB. Loading makes much that stays; in the room that V8 begins with (one) it would be collected a dozen times, a tenth of a start. */
const roomToLoad = '--min-semi-space-size=8'

export type ChildOptions = {
  choice: StationChoice
  /** 0 takes any free port the first time, and that one ever after. */
  port: number
  screensDir: string
  env: Record<string, string | undefined>
}

/** What the station prints goes to stderr: stdout belongs to the command. */
export function keepStationChild(
  { choice, port, screensDir, env }: ChildOptions,
  onState: (state: StationState) => void,
): StationKeeper<never> {
  let keptPort = port
  // A page that is open knows them, so they outlive the process that made them.
  const tokens = { FOYER_SCREEN_TOKEN: makeToken(), FOYER_OWNER_TOKEN: makeToken() }
  const start: StationStarter<never> = ({ onWord, onExit }) => {
    const places = ['--port', String(keptPort), '--screens', screensDir]
    const child = fork(stationEntry, [...stationArguments(choice), ...places], {
      execArgv: [...process.execArgv, roomToLoad],
      env: { NODE_COMPILE_CACHE: compiledDir, ...env, ...tokens },
      stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
    })
    child.on('message', onWord)
    child.on('exit', (code) => onExit(code ?? 1))
    return {
      // A child that is just ending has no channel any more, and needs none.
      send: (order) => {
        if (child.connected) child.send(order)
      },
      kill: () => {
        child.kill('SIGKILL')
      },
    }
  }
  return keepStation(start, { now: Date.now, wait }, (state) => {
    if (state.type === 'ready' && state.url !== null) keptPort = Number(new URL(state.url).port)
    onState(state)
  })
}

function wait(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs)
  return () => clearTimeout(timer)
}

function makeToken(): string {
  return randomBytes(16).toString('hex')
}
