import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureScreens } from '../../build/build-screens.ts'
import { keepStationChild } from '../../core/cli/station-child.ts'
import type { StationState } from '../../core/station/station-keeper.ts'
import { stationFileName } from '../../core/store/station-file.ts'
import { atMost, type BenchRow } from './bench-row.ts'
import { location, zone } from './fill-station.ts'
import { percentile } from './statistics.ts'

const rounds = 7

/** A station's folder with a past. Answers the path of its file. */
export function makeDataDir(folder: string, takePast: (events: number, kind: 'copy') => string): string {
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir, { mode: 0o700 })
  renameSync(takePast(1_000_000, 'copy'), join(dataDir, stationFileName))
  writeFileSync(join(dataDir, 'station.json'), JSON.stringify({ station: { id: 'front-door', zone, location } }))
  return dataDir
}

/** A station and the bare opening in turns. The first of each is left out: it reads the file from the disk. */
export const startRow: BenchRow = {
  name: 'start',
  work: 'process start → station ready, 1,000,000 past events',
  against: 'Node opening the same file and reading one row',
  run: async ({ folder, takePast }) => {
    const dataDir = makeDataDir(folder, takePast)
    const screensDir = await ensureScreens()
    const stationMs: number[] = []
    const bareMs: number[] = []
    for (let round = 0; round <= rounds; round += 1) {
      const readyMs = await startStation(dataDir, screensDir)
      const readMs = await readOneRow(join(dataDir, stationFileName))
      if (round === 0) continue
      stationMs.push(readyMs)
      bareMs.push(readMs)
    }
    const [station, bare] = [percentile(stationMs, 0.5), percentile(bareMs, 0.5)]
    return {
      checks: [atMost('p50', station / bare, 3)],
      details: { stationP50Ms: station, bareP50Ms: bare, rounds },
    }
  },
}

/** Answers how long it took until it served, and ends it. */
async function startStation(dataDir: string, screensDir: string): Promise<number> {
  const startedMs = performance.now()
  let seen: (state: StationState) => void = () => {}
  const ready = new Promise<number>((resolve, reject) => {
    seen = (state) => {
      if (state.type === 'ready') resolve(performance.now() - startedMs)
      else if (state.type === 'down') reject(new Error(`the station did not start: ${state.why}`))
    }
  })
  const keeper = keepStationChild(
    { choice: { type: 'data', dataDir }, port: 0, screensDir, env: { ...process.env, FOYER_LOG: 'silent' } },
    (state) => seen(state),
  )
  const tookMs = await ready
  await keeper.close(20_000)
  return tookMs
}

async function readOneRow(file: string): Promise<number> {
  const startedMs = performance.now()
  const child = spawn(process.execPath, [join(import.meta.dirname, 'open-one-row.ts'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  const tookMs = performance.now() - startedMs
  await ended
  return tookMs
}
