/**
 * The station within the agent's own process: started in half the time, for what is about its disk and not about its process.
 * Its screen still comes in by the door.
 */
import { randomBytes } from 'node:crypto'
import type { Listener } from '../../../core/contract/contract.ts'
import { runStation } from '../../../core/station/run-station.ts'
import { connect, type StationProcess, screensDir } from './station-process.ts'

/** Answers a sentence where the station does not start. */
export async function startStationHere(dataDir: string, hear: Listener): Promise<StationProcess | string> {
  const outcome = await runStation({
    choice: { type: 'data', dataDir },
    port: 0,
    screensDir,
    resourcesDir: '/foyer/resources',
    screenToken: randomBytes(16).toString('hex'),
    ownerToken: randomBytes(16).toString('hex'),
    env: process.env,
  })
  if (outcome.type === 'cannot-start') return outcome.why
  const { call, close } = await connect(dataDir, hear)
  return {
    call,
    stop: async () => {
      close()
      await outcome.station.close()
      return 0
    },
  }
}
