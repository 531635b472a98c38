/** What the tests ask of the guest, and what the guest tells of its own accord: both over one line each, as JSON. */
import type { Answer, CallName, EventBody, EventName, Request } from '../../../core/contract/contract.ts'
import type { ReaderModel } from '../reader-models.ts'

export type Ran = { code: number | null; stdout: string; stderr: string }

export type GuestCalls = {
  /** A data folder with this `station.json`, and beside it these files; owned by `user`. */
  makeStation: (dir: string, settings: object, user?: number) => void
  writeFile: (path: string, content: string) => void
  /** A device node's or file's rights, such as 0o600. */
  setMode: (path: string, mode: number) => void
  listFolder: (path: string) => string[]
  /** The `foyer` command in a process of its own. */
  foyer: (...args: string[]) => Promise<Ran>
  /** The station's process, as a shell starts it. Answers why not, or null when it serves. */
  startStation: (dir: string, user?: number) => Promise<string | null>
  /** The same within the agent's own process. */
  startStationHere: (dir: string) => Promise<string | null>
  /** Its exit code. */
  stopStation: () => Promise<number | null>
  /** A call of the contract, at the station's door. */
  call: <N extends CallName>(name: N, request: Request<N>) => Promise<Answer<N> | { type: string }>
  /** Plugs a reader in under a name of the test's own. */
  plug: (name: string, model: ReaderModel) => void
  unplug: (name: string) => void
  /** Sends input reports, in hex, as the device would. */
  report: (name: string, reports: string[]) => void
  /** What a reader that is asked, and does not tell, holds: feature reports by the command before, both in hex. */
  holdCard: (name: string, answers: Record<string, string>) => void
  /** Presents these cards one after the other, each when the one before was answered; tells of every answer. */
  tapSteadily: (cards: string[]) => void
  /** What the station's file holds and whether it is whole, by SQLite's own word; the station may be running. */
  inspect: (dir: string) => Promise<Inspection>
  /** Writes to the disk whatever the kernel still has in memory. */
  flushDisk: () => void
  /** The agent ends, and with it the machine. */
  powerOff: () => void
}

/** `integrity` is `ok`, or the first thing that is wrong. */
export type Inspection = { integrity: string; eventIds: string[] }

export type HostCalls = {
  ready: (kernel: string) => void
  heard: <N extends EventName>(name: N, body: EventBody<N>) => void
  /** A line of the station's log, or what it printed when it died. */
  said: (line: string) => void
  stationEnded: (code: number | null, signal: string | null) => void
  /** A tap was answered: what the screen showed was already durable. */
  answered: (eventId: string) => void
  /** Why the taps came to an end. */
  tapsEnded: (why: string) => void
}
