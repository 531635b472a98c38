/** What a station's process runs, and what comes of it. */
import type { PortLike } from '../door/port-door.ts'
import type { OpenReadersParts } from './open-readers.ts'
import type { StationChoice } from './process-protocol.ts'

export type RunOptions = {
  choice: StationChoice
  /** Of the loopback door; 0 takes any free port. */
  port: number
  screensDir: string
  resourcesDir: string
  screenToken: string
  ownerToken: string
  env: Record<string, string | undefined>
  /** Another source of devices than this machine's; for tests alone, and to be had from no command line and no setting. */
  openHid?: OpenReadersParts['openHid']
}

/** Where the station that was set up can be run. */
export type AfterSetup = 'same-process' | 'new-process'

export type RunningStation = {
  /** With the screen's token in its fragment. */
  url: string
  /** It takes photos at taps: its page needs the camera. */
  usesCamera: boolean
  /** Resolves when a station that was being set up has its settings: closed and run again it is one. Null: it is one. */
  setUp: Promise<AfterSetup> | null
  /** Resolves with a sentence when the folder is another program's: the station has to be closed, and writes no more then. */
  lost: Promise<string>
  openPort: (port: PortLike) => void
  close: () => Promise<void>
}

export type CannotStart = (why: string) => Promise<RunOutcome>
export type RunOutcome = { type: 'running'; station: RunningStation } | { type: 'cannot-start'; why: string }
