/** A screen in one of its states, and how to get there: each one is taken as a picture and held to the rules for everyone. */
import type { Page } from 'playwright-core'
import type { Kiosk } from '../kiosk-window.ts'
import type { RunningStation } from '../run-station.ts'
import type { ShapedLine } from './shaped-line.ts'

export type SceneWindow = {
  page: Page
  kiosk: Kiosk
  line: ShapedLine
  station: RunningStation
  language: string
  /** The station's. */
  zone: string
}

export type Scene = {
  /** Of its picture: `result-in`. Unique over all groups. */
  name: string
  /** Also on a wall of 4K. */
  isMain?: true
  /** Taken at two sizes alone: not much of it is its own. */
  isMinor?: true
  /** As it comes out of the printer. */
  isPrinted?: true
  open: (window: SceneWindow) => Promise<void>
}

export type SceneGroup = {
  name: string
  /** `filled`: a real one with people, hours, batches and refused facts. `photographed`: one that takes photos. `demo`: the demonstration, fresh. `fresh`: an empty folder. */
  station: 'filled' | 'photographed' | 'demo' | 'fresh'
  /** Once for each window, before anything is loaded. */
  shape?: (window: Pick<SceneWindow, 'page' | 'line' | 'language'>) => Promise<void>
  /** Once for each window, when the station is there. */
  begin?: (window: SceneWindow) => Promise<void>
  /** Back from the last scene, where one window shows all of them; absent: each scene has a window of its own. */
  reset?: (window: SceneWindow) => Promise<void>
  scenes: readonly Scene[]
}
