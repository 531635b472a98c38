/**
 * The station's process: under Electron a utility process, otherwise a child of `foyer start`. Its parent is told when it
 * serves or why it cannot, and ends it; when the parent is gone, so is the station.
 *
 * Arguments: those of `stationArguments`, and `--port N`, `--screens DIR`, `--resources DIR`. Environment: the tokens of
 * the loopback door in FOYER_SCREEN_TOKEN and FOYER_OWNER_TOKEN, so that they stay the same over a restart.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { PortLike } from '../door/port-door.ts'
import { orderToStation, readOption, readStationArguments, type WordFromStation } from './process-protocol.ts'
import type { RunningStation, RunOptions } from './run-options.ts'
import { runStation } from './run-station.ts'

/** Electron's `process.parentPort`, as far as it is used here. */
type ParentPort = {
  on: (name: 'message', listener: (event: { data: unknown; ports: PortLike[] }) => void) => void
  postMessage: (message: unknown) => void
}

const parentPort = (process as unknown as { parentPort?: ParentPort }).parentPort ?? null
const projectDir = join(import.meta.dirname, '../..')

let running: RunningStation | null = null
/** The setup that is over, until all of it is let go of. */
let leaving: RunningStation | null = null

function tell(word: WordFromStation): void {
  if (parentPort) parentPort.postMessage(word)
  else process.send?.(word)
}

async function obey(message: unknown, ports: PortLike[]): Promise<void> {
  const order = orderToStation.safeParse(message)
  if (!order.success) return
  switch (order.data.type) {
    case 'open-door': {
      const [port] = ports
      const { door } = order.data
      port?.on('close', () => tell({ type: 'door-closed', door }))
      // Between a setup and its station there is none: the screen gets a new door when that one is ready.
      if (running && port) running.openPort(port)
      else port?.close()
      return
    }
    case 'close':
      await close()
      return
    default:
      order.data satisfies never
  }
}

async function close(): Promise<void> {
  // The parent's order, a signal and its end may all come: each waits for the same end.
  await (running ?? leaving)?.close()
  process.exit(0)
}

function giveUp(why: string): void {
  tell({ type: 'cannot-start', why })
  // Leaves the word time to cross the channel.
  setTimeout(() => process.exit(1), 200)
}

async function start(): Promise<void> {
  const choice = readStationArguments(process.argv)
  if (choice === null) return giveUp('The station was started without --data and without --demo.')
  await serve({
    choice,
    port: Number(readOption(process.argv, '--port') ?? 0),
    screensDir: readOption(process.argv, '--screens') ?? join(projectDir, 'dist/screens'),
    resourcesDir: readOption(process.argv, '--resources') ?? join(projectDir, 'resources'),
    screenToken: process.env.FOYER_SCREEN_TOKEN ?? randomBytes(16).toString('hex'),
    ownerToken: process.env.FOYER_OWNER_TOKEN ?? randomBytes(16).toString('hex'),
    env: process.env,
  })
}

/** A station that has just been set up is run again, in the same place. */
async function serve(options: RunOptions): Promise<void> {
  const outcome = await runStation(options)
  if (outcome.type === 'cannot-start') return giveUp(outcome.why)
  running = outcome.station
  const { url, setUp, usesCamera, lost } = running
  void leaveWhenLost(running, lost)
  tell({ type: 'ready', url, usesCamera, ...(setUp && { isSetup: true }) })
  if (setUp === null) return
  const after = await setUp
  tell({ type: 'set-up' })
  leaving = running
  running = null
  await leaving.close()
  leaving = null
  // Whoever keeps this process starts it again, in the same place.
  if (after === 'new-process') process.exit(0)
  await serve({ ...options, port: Number(new URL(url).port) })
}

/** Two that write one folder would each count taps that the other does not know: the one whose lock is gone ends, and is started anew when the folder is free. */
async function leaveWhenLost(station: RunningStation, lost: Promise<string>): Promise<void> {
  const why = await lost
  await station.close()
  giveUp(why)
}

if (parentPort) parentPort.on('message', ({ data, ports }) => void obey(data, ports))
else {
  process.on('message', (message) => void obey(message, []))
  process.on('disconnect', () => void close())
}
process.on('SIGTERM', () => void close())
// The terminal sends this to parent and child alike; the parent decides.
process.on('SIGINT', () => {})
await start()
