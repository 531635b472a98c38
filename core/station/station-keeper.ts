/**
 * Keeps a station's process alive: starts it, starts it again with a growing delay when it ends, closes it properly. How a
 * process is made comes in as a parameter, so this file knows no Electron.
 */
import { type OrderToStation, wordFromStation } from './process-protocol.ts'
import { countFailure, restartDelayMs } from './restart-delay.ts'

export type StationState =
  | { type: 'starting' }
  /** `usesCamera`: its page needs the camera. `isSetup`: there is no station yet, and a screen asks what it is to be. */
  | { type: 'ready'; url: string | null; usesCamera: boolean; isSetup?: true }
  /** It ended. `why` is its own sentence where it gave one. */
  | { type: 'down'; why: string | null; retryAtMs: number }
  | { type: 'closed' }

/** A started process; `Port` is what a door is made of there. */
export type StationProcess<Port> = {
  send: (order: OrderToStation, ports: Port[]) => void
  kill: () => void
}

export type StationStarter<Port> = (listener: {
  onWord: (word: unknown) => void
  onExit: (code: number) => void
}) => StationProcess<Port>

export type StationKeeper<Port> = {
  state: () => StationState
  /** Hands a port to the station; answers the door's number, never used twice. Null where no station is ready. */
  openDoor: (port: Port) => number | null
  /** Asks the station to close and waits, at most `limitMs`, then ends it. Never starts it again. */
  close: (limitMs: number) => Promise<void>
}

export type Surroundings = {
  now: () => number
  /** Calls back after `delayMs`; the answer calls it off. */
  wait: (delayMs: number, callback: () => void) => () => void
}

/** A process that says nothing for this long after its start is taken for hung (ours; a large database is checked within). */
export const startLimitMs = 60_000

export function keepStation<Port>(
  start: StationStarter<Port>,
  surroundings: Surroundings,
  onState: (state: StationState) => void,
  onDoorClosed: (door: number) => void = () => {},
): StationKeeper<Port> {
  let state: StationState = { type: 'starting' }
  let running: StationProcess<Port> | null = null
  let failures = 0
  let doors = 0
  let callOff: () => void = () => {}
  const closers: (() => void)[] = []

  const become = (next: StationState): void => {
    state = next
    onState(next)
  }

  const run = (): void => {
    const startedAtMs = surroundings.now()
    let why: string | null = null
    let isOver = false
    /** Its end is then no failure: as the station that was set up it needs a process of its own. */
    let isSetUp = false
    become({ type: 'starting' })
    const limitStart = (): void => {
      callOff()
      callOff = surroundings.wait(startLimitMs, () => process.kill())
    }
    const process = start({
      onWord: (given) => {
        const word = wordFromStation.safeParse(given)
        if (isOver || !word.success || state.type === 'closed') return
        switch (word.data.type) {
          case 'cannot-start':
            why = word.data.why
            return
          case 'door-closed':
            onDoorClosed(word.data.door)
            return
          case 'set-up':
            isSetUp = true
            become({ type: 'starting' })
            limitStart()
            return
          case 'ready':
            callOff()
            isSetUp = false
            become({
              type: 'ready',
              url: word.data.url,
              usesCamera: word.data.usesCamera,
              ...(word.data.isSetup && { isSetup: true }),
            })
        }
      },
      onExit: () => {
        // Electron tells of one end twice where the script could not be loaded.
        if (isOver) return
        isOver = true
        running = null
        callOff()
        if (state.type === 'closed') return finishClosing()
        if (isSetUp && why === null) return run()
        failures = countFailure(failures, surroundings.now() - startedAtMs)
        const delayMs = restartDelayMs(failures)
        callOff = surroundings.wait(delayMs, run)
        become({ type: 'down', why, retryAtMs: surroundings.now() + delayMs })
      },
    })
    running = isOver ? null : process
    if (!isOver) limitStart()
  }

  const finishClosing = (): void => {
    for (const finish of closers.splice(0)) finish()
  }

  const close = (limitMs: number): Promise<void> => {
    callOff()
    become({ type: 'closed' })
    const ending = running
    if (ending === null) return Promise.resolve()
    return new Promise((resolve) => {
      closers.push(resolve)
      callOff = surroundings.wait(limitMs, () => {
        ending.kill()
        finishClosing()
      })
      ending.send({ type: 'close' }, [])
    })
  }

  run()
  return {
    state: () => state,
    openDoor: (port) => {
      if (state.type !== 'ready' || running === null) return null
      doors += 1
      running.send({ type: 'open-door', door: doors }, [port])
      return doors
    },
    close,
  }
}
