/** A station and, where there is one to be had, a browser that shows it; until somebody ends it. */
import { join } from 'node:path'
import type { StationChoice } from '../station/process-protocol.ts'
import type { StationKeeper, StationState } from '../station/station-keeper.ts'
import type { Cli } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { keepBrowser } from './keep-browser.ts'
import { keepStationChild } from './station-child.ts'
import { untilTold } from './until-told.ts'

export type StationWork = {
  choice: StationChoice & { dataDir: string }
  screensDir: string
  port: number
  isJson: boolean
}

/** How long a station may take to let go of everything before it is ended. */
const closeLimitMs = 10_000
/** A station that dies so often before it has ever served will not serve. */
const mostFailedStarts = 3

export async function serveStation(cli: Cli, work: StationWork & { browser: string | null }): Promise<ExitCode> {
  const { choice, browser, isJson } = work
  const { terminal } = cli
  const told = untilTold().then(() => ({ type: 'told' }) as const)
  const { keeper, served } = startStation(cli, work)
  const outcome = await Promise.race([served, told])
  if (outcome.type === 'ready') {
    const { url } = outcome
    await terminal.print(isJson ? JSON.stringify({ ready: url }) : `ready ${url}`)
    if (browser === null) await told
    else {
      const profileDir = join(choice.dataDir, 'browser')
      const endsWithWindow = choice.type === 'demo'
      const usesCamera = (): boolean => {
        const state = keeper.state()
        return state.type === 'ready' && state.usesCamera
      }
      const kept = keepBrowser({ browser, url, profileDir, usesCamera, endsWithWindow, say: terminal.say })
      await Promise.race([told, kept.ended])
      kept.close()
      await kept.ended
    }
  }
  await keeper.close(closeLimitMs)
  if (outcome.type !== 'failed') return exitCodes.ok
  terminal.say(outcome.why)
  return exitCodes.failed
}

type Served = { type: 'ready'; url: string } | { type: 'failed'; why: string }

/** `served` settles when the station serves for the first time, or will not; afterwards it is kept alive. */
function startStation(cli: Cli, work: StationWork): { keeper: StationKeeper<never>; served: Promise<Served> } {
  const served = Promise.withResolvers<Served>()
  let failedStarts = 0
  let isServing = false
  let isInSetup = false
  const watch = (state: StationState): void => {
    if (state.type === 'ready') {
      const isSetup = state.isSetup === true
      if (isSetup) {
        const fresh = `There is no station in ${work.choice.dataDir} yet: it is set up at ${state.url ?? 'its window'}`
        cli.terminal.say(`${fresh}, or with "foyer setup".`)
      } else if (isInSetup) cli.terminal.say('The station is set up, and begins its work.')
      else if (isServing) cli.terminal.say('The station is back.')
      isInSetup = isSetup
      isServing = true
      served.resolve({ type: 'ready', url: state.url ?? '' })
      return
    }
    if (state.type !== 'down') return
    failedStarts++
    if (isServing) cli.terminal.say(`The station has ended${state.why ? `: ${state.why}` : ''}; it is started again.`)
    else if (state.why !== null) served.resolve({ type: 'failed', why: state.why })
    else if (failedStarts === mostFailedStarts) served.resolve({ type: 'failed', why: 'The station does not start.' })
  }
  return { keeper: keepStationChild({ ...work, env: cli.env }, watch), served: served.promise }
}
