/**
 * How the command line hands a request to the station that owns the data folder: the station leaves its address and the
 * owner's token in a file that only the folder's owner can read.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { Answer, CallName, Rejection, Request } from '../contract/contract.ts'
import { doorProtocol, tokenPrefix } from './browser-door.ts'
import { type Call, callRpc, type Lost } from './call-rpc.ts'

const doorFile = z.object({
  /** Of the browser door, without the screen's token. */
  url: z.url({ protocol: /^http$/ }),
  ownerToken: z.string().regex(/^[0-9a-f]{16,}$/i),
  /** Of the station's process; not in what an older one has left. */
  pid: z.int().positive().optional(),
})

export type DoorFile = z.output<typeof doorFile>

/** Nobody is there: no station runs on this folder, or it died and left its file behind. */
export type NotRunning = {
  type: 'not-running'
  why: string
  /** Something is at that address, and says nothing: a station may be there that is busy or held. */
  isSilent?: true
}

const connectWithinMs = 5000

export function doorFilePath(dataDir: string): string {
  return join(dataDir, 'door.json')
}

/** Readable by the owner alone from its first byte on, and complete whenever it is there. */
export function writeDoorFile(dataDir: string, door: DoorFile): void {
  const path = doorFilePath(dataDir)
  const draft = `${path}.${process.pid}`
  rmSync(draft, { force: true })
  // The address of a door carries the screen's token in its fragment, and whoever reads this file is no screen.
  const url = new URL(door.url)
  url.hash = ''
  try {
    writeFileSync(draft, `${JSON.stringify({ ...door, url: url.href })}\n`, { mode: 0o600, flag: 'wx' })
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** That of another station, which has come instead, stays. */
export function removeDoorFile(dataDir: string, ownerToken: string): void {
  const door = readDoorFile(dataDir)
  if (door === null || door.ownerToken === ownerToken) rmSync(doorFilePath(dataDir), { force: true })
}

/** Null where there is none, or what is there is no door file. */
export function readDoorFile(dataDir: string): DoorFile | null {
  try {
    return doorFile.parse(JSON.parse(readFileSync(doorFilePath(dataDir), 'utf8')))
  } catch {
    return null
  }
}

/** Connects to the running station of a folder as its owner; the caller closes. Calls after a loss answer `lost`. */
export async function reachStation(
  dataDir: string,
): Promise<{ type: 'reached'; call: Call; close: () => void } | NotRunning> {
  const door = readDoorFile(dataDir)
  if (door === null) return { type: 'not-running', why: `no station is running on ${dataDir}` }

  const address = new URL(door.url)
  address.protocol = 'ws:'
  // A WebSocket takes no address with a fragment, such as an older station has left.
  address.hash = ''
  const socket = new WebSocket(address, [doorProtocol, `${tokenPrefix}${door.ownerToken}`], {
    handshakeTimeout: connectWithinMs,
    perMessageDeflate: false,
  })
  const failure = await new Promise<string | null>((resolve) => {
    socket.once('open', () => resolve(null))
    socket.on('error', (error) => resolve(error.message))
  })
  if (failure !== null) {
    const why = `the station of ${dataDir} does not answer: ${failure}`
    // In the words of ws, which gives it no code.
    return { type: 'not-running', why, ...(/handshake has timed out/.test(failure) && { isSilent: true as const }) }
  }

  const rpc = callRpc({
    post: (text) => socket.send(text),
    listen: (listener) => {
      const hear = (data: Buffer) => listener(data.toString('utf8'))
      socket.on('message', hear)
      return () => socket.off('message', hear)
    },
  })
  socket.on('close', rpc.close)
  return { type: 'reached', call: rpc.call, close: () => socket.close() }
}

/** One call to the running station of a folder, such as `handOver(dir, 'syncOnce', {})`. Never throws. */
export async function handOver<N extends CallName>(
  dataDir: string,
  name: N,
  request: Request<N>,
): Promise<Answer<N> | Rejection | Lost | NotRunning> {
  const reached = await reachStation(dataDir)
  if (reached.type === 'not-running') return reached
  try {
    return await reached.call(name, request)
  } finally {
    reached.close()
  }
}
