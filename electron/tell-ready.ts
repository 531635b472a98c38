/** Says on stdout that the station serves, in the one line that whoever started the shell waits for. */

import type { StationState } from '../core/station/station-keeper.ts'
import { screensUrl } from './app-address.ts'

/** Prints `ready URL` whenever the station becomes ready: its loopback door where it has one. */
export function tellReady(state: StationState): void {
  if (state.type === 'ready') process.stdout.write(`ready ${state.url ?? screensUrl}\n`)
}
