import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { ensureScreens } from '../../build/build-screens.ts'
import { keepStationChild } from '../../core/cli/station-child.ts'
import { findFolderOwner } from '../../core/store/folder-lock.ts'
import { atMost, type BenchRow } from './bench-row.ts'
import { makeDataDir } from './start-row.ts'
import { percentile } from './statistics.ts'

/** What a screen asks of a station in an hour at which nothing happens: its state, every five seconds. */
const askedAnHour = 720
/** How long the station is watched as it is, with a screen that asks at its own pace. */
const restMs = 30_000
const fullRestMs = 600_000

/** Of Linux: what a process holds, and the ticks of a hundredth of a second that it has run for. */
export const idleRow: BenchRow = {
  name: 'idle',
  work: 'a station with 1,000,000 past events at which nothing happens, and a screen that asks how it is',
  against: 'one core; and for memory, the first half of an hour of such questions against the second, asked at once',
  run: async ({ folder, takePast, isFull }) => {
    if (process.platform !== 'linux') throw new Error('idle is read from /proc, which only Linux has')
    const dataDir = makeDataDir(folder, takePast)
    const { url, close } = await startStation(dataDir)
    const pid = findFolderOwner(dataDir).owner?.pid
    if (pid === undefined) throw new Error('nobody owns the folder')
    const screen = await openScreen(url)
    // The check of the file, and what else follows a start, is not idling.
    await wait(5000)
    const forMs = isFull ? fullRestMs : restMs
    const before = readCpuMs(pid)
    for (let askedMs = 0; askedMs < forMs; askedMs += 5000) {
      await screen.ask()
      await wait(5000)
    }
    const share = (readCpuMs(pid) - before) / forMs
    const held: number[] = []
    for (let asked = 0; asked < 2 * askedAnHour; asked += 1) {
      await screen.ask()
      held.push(readMemory(pid))
    }
    screen.close()
    await close()
    const half = held.length / 2
    const [first, second] = [held.slice(half / 2, half), held.slice(half)].map((bytes) => percentile(bytes, 0.5))
    return {
      checks: [
        atMost('of one core', share, 0.01, ''),
        atMost('memory, second half against first', (second ?? 0) / (first ?? 1), 1.02),
      ],
      details: { watchedSeconds: forMs / 1000, memoryMB: (second ?? 0) / 1e6, asked: 2 * askedAnHour },
    }
  },
}

async function startStation(dataDir: string): Promise<{ url: string; close: () => Promise<void> }> {
  const screensDir = await ensureScreens()
  return new Promise((resolve, reject) => {
    const env = { ...process.env, FOYER_LOG: 'silent' }
    const keeper = keepStationChild({ choice: { type: 'data', dataDir }, port: 0, screensDir, env }, (state) => {
      if (state.type === 'ready' && state.url) resolve({ url: state.url, close: () => keeper.close(20_000) })
      else if (state.type === 'down') reject(new Error(`the station did not start: ${state.why}`))
    })
  })
}

/** A screen at the station's door, without a picture. */
async function openScreen(url: string): Promise<{ ask: () => Promise<void>; close: () => void }> {
  const { host, hash } = new URL(url)
  const protocols = ['foyer.1', `token.${hash.slice(1)}`]
  const socket = new WebSocket(`ws://${host}/`, protocols, { origin: `http://${host}` })
  await once(socket, 'open')
  let asked = 0
  return {
    ask: () => {
      asked += 1
      const id = `idle-${asked}`
      return new Promise((resolve) => {
        const hear = (data: unknown) => {
          if (!String(data).includes(id)) return
          socket.off('message', hear)
          resolve()
        }
        socket.on('message', hear)
        socket.send(JSON.stringify({ t: 'q', i: id, m: 'getStatus', a: [{}] }))
      })
    },
    close: () => socket.close(),
  }
}

/** User and system time of a process (proc(5), fields 14 and 15 of stat). */
function readCpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function readMemory(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
}
