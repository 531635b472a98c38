/** The station in the guest, started as a shell starts it, and a connection to its door that hears what a screen hears. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import type { Listener } from '../../../core/contract/contract.ts'
import { doorProtocol, tokenPrefix } from '../../../core/door/browser-door.ts'
import { type Call, callRpc } from '../../../core/door/call-rpc.ts'
import { readDoorFile } from '../../../core/door/hand-over.ts'
import { wordFromStation } from '../../../core/station/process-protocol.ts'

const stationEntry = '/foyer/app/core/station/process.js'
export const screensDir = '/foyer/screens'

export type StationProcess = { call: Call; stop: () => Promise<number | null> }

export type Ears = {
  hear: Listener
  said: (line: string) => void
  ended: (code: number | null, signal: string | null) => void
}

/** Answers a sentence where the station does not start. */
export async function startStationProcess(
  dataDir: string,
  user: number | null,
  { hear, said, ended }: Ears,
): Promise<StationProcess | string> {
  const child = fork(stationEntry, ['--data', dataDir, '--screens', screensDir], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    ...(user !== null && { uid: user, gid: user }),
  })
  for (const output of [child.stdout, child.stderr]) if (output) createInterface({ input: output }).on('line', said)
  child.on('exit', ended)
  const why = await untilServing(child)
  if (why !== null) return why
  const { call, close } = await connect(dataDir, hear)
  return {
    call,
    stop: async () => {
      close()
      const exit = once(child, 'exit')
      child.send({ type: 'close' })
      const [code] = await exit
      return code as number | null
    },
  }
}

function untilServing(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      const word = wordFromStation.parse(message)
      if (word.type === 'ready') resolve(null)
      if (word.type === 'cannot-start') resolve(word.why)
    })
    child.once('exit', (code, signal) => resolve(`the station ended with ${signal ?? code}`))
  })
}

/** As the owner of the folder, who may ask all that a screen may. */
export async function connect(dataDir: string, hear: Listener): Promise<{ call: Call; close: () => void }> {
  const door = readDoorFile(dataDir)
  if (door === null) throw new Error(`The station of ${dataDir} has left no address.`)
  const address = new URL(door.url)
  address.protocol = 'ws:'
  address.hash = ''
  const socket = new WebSocket(address, [doorProtocol, `${tokenPrefix}${door.ownerToken}`])
  await once(socket, 'open')
  const channel = {
    post: (text: string) => socket.send(text),
    listen: (listener: (message: unknown) => void) => {
      const take = (data: Buffer) => listener(data.toString('utf8'))
      socket.on('message', take)
      return () => socket.off('message', take)
    },
  }
  const rpc = callRpc(channel, hear)
  socket.on('close', rpc.close)
  return { call: rpc.call, close: () => socket.close() }
}
