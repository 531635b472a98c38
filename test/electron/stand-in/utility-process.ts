/** `utilityProcess` of the stand-in: a Node process with a `process.parentPort`, its ports relayed. */
import { type ChildProcess, fork as forkNode } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type PortEnd, takeEnd, toJson } from './ports.ts'
import { KnownEvents, knowOnly, strict, tellTest } from './strict.ts'

const bootstrap = fileURLToPath(new URL('./utility-bootstrap.ts', import.meta.url))

/** From the stand-in's main process to the one of the station. */
export type ToUtility =
  | { type: 'parent-message'; json: string; ports: number[] }
  | { type: 'port-message'; port: number; json: string }
  | { type: 'port-closed'; port: number }
export type FromUtility =
  | { type: 'message'; json: string }
  | { type: 'port-message'; port: number; json: string }
  | { type: 'port-closed'; port: number }

export const utilityProcess = strict('utilityProcess', { fork })

function fork(modulePath: string, args: string[] = [], options: { serviceName?: string; stdio?: string } = {}): object {
  knowOnly('utilityProcess.fork options', options, ['serviceName', 'stdio'])
  const child = forkNode(bootstrap, [modulePath, ...args], {
    // Not inherited: the station must not find the stand-in.
    execArgv: [],
    // Electron carries an older Node than the project's; a test may ask for that one.
    execPath: process.env.STAND_IN_STATION_NODE ?? process.execPath,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  tellTest('utility-process', { pid: child.pid, modulePath, args })
  process.once('exit', () => child.kill('SIGKILL'))
  return new UtilityProcess(child).face
}

class UtilityProcess {
  readonly face: object
  readonly #child: ChildProcess
  readonly #ends = new Map<number, PortEnd>()
  #lastPort = 0

  constructor(child: ChildProcess) {
    this.#child = child
    const events = new KnownEvents('UtilityProcess', ['spawn', 'message', 'exit'])
    child.on('spawn', () => events.emit('spawn'))
    child.on('message', (message: FromUtility) => {
      if (message.type === 'message') events.emit('message', JSON.parse(message.json))
      else if (message.type === 'port-message') this.#ends.get(message.port)?.send(message.json)
      else this.#ends.get(message.port)?.close()
    })
    child.on('exit', (code) => {
      for (const end of this.#ends.values()) end.close()
      events.emit('exit', code ?? 1)
    })
    // A message to a station that has just died is lost, as under Electron.
    child.on('error', () => {})
    this.face = strict(
      'UtilityProcess',
      Object.assign(events, {
        pid: child.pid,
        kill: () => child.kill(),
        postMessage: (message: unknown, transfer: object[] = []) => this.#postMessage(message, transfer),
      }),
    )
  }

  #postMessage(message: unknown, transfer: object[]): void {
    const ports = transfer.map((port) => {
      this.#lastPort += 1
      const id = this.#lastPort
      this.#ends.set(id, takeEnd(port))
      return id
    })
    this.#send({ type: 'parent-message', json: toJson(message), ports })
    for (const id of ports) {
      this.#ends.get(id)?.attach({
        message: (json) => this.#send({ type: 'port-message', port: id, json }),
        closed: () => this.#send({ type: 'port-closed', port: id }),
      })
    }
  }

  #send(message: ToUtility): void {
    if (this.#child.connected) this.#child.send(message)
  }
}
