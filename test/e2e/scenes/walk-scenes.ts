/** Goes through scenes, one after the other, on stations of their own, and has each looked at. */
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import { openAnyWindow, openWindow } from '../kiosk-window.ts'
import { runOperatedStation } from '../operated-station.ts'
import { type RunningStation, runStation } from '../run-station.ts'
import { findZoneOfTheAfternoon, runFilledStation } from './filled-station.ts'
import type { Scene, SceneGroup, SceneWindow } from './scene.ts'
import { shapeLine } from './shaped-line.ts'

const sceneWithinMs = 20_000

const runs: Record<SceneGroup['station'], (zone: string) => Promise<RunningStation>> = {
  filled: runFilledStation,
  photographed: (zone) => runOperatedStation({ zone, isPhotographed: true }),
  demo: () => runStation(null),
  fresh: () => runStation('fresh'),
}

export type Look = (scene: Scene, window: SceneWindow) => Promise<void>

export type SceneStations = {
  zone: string
  open: (kind: SceneGroup['station']) => Promise<RunningStation>
  close: () => Promise<void>
}

/** Each is started when the first scene needs it. */
export function openSceneStations(): SceneStations {
  const zone = findZoneOfTheAfternoon()
  const running = new Map<SceneGroup['station'], Promise<RunningStation>>()
  return {
    zone,
    open: (kind) => {
      const known = running.get(kind)
      if (known !== undefined) return known
      const station = runs[kind](zone)
      running.set(kind, station)
      // One that did not start is started anew for whoever needs it next.
      station.catch(() => running.delete(kind))
      return station
    },
    close: async () => {
      const closed = await Promise.allSettled([...running.values()].map(async (station) => (await station).close()))
      const faults = closed.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
      if (faults.length > 0) throw new AggregateError(faults, 'stations that could not be closed')
    },
  }
}

/** Gives what went wrong in which scene; the others are looked at all the same. */
export async function walkScenes(
  browser: Browser,
  stations: SceneStations,
  group: SceneGroup,
  { language = 'en', ...options }: BrowserContextOptions & { language?: string },
  look: Look,
  isWanted: (scene: Scene) => boolean = () => true,
): Promise<string[]> {
  const wanted = group.scenes.filter(isWanted)
  if (wanted.length === 0) return []
  const station = await stations.open(group.station)
  let context: BrowserContext | null = null
  let window: SceneWindow | null = null
  const faults: string[] = []
  try {
    for (const scene of wanted) {
      try {
        if (window !== null && group.reset) await group.reset(window)
        else {
          await context?.close()
          context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
          context.setDefaultTimeout(sceneWithinMs)
          window = await openScenes(context, station, group, language, stations.zone)
        }
        await scene.open(window)
        await look(scene, window)
      } catch (error) {
        faults.push(`${scene.name}: ${error}`)
        window = null
      }
    }
    return faults
  } finally {
    await context?.close()
  }
}

async function openScenes(
  context: BrowserContext,
  station: RunningStation,
  group: SceneGroup,
  language: string,
  zone: string,
): Promise<SceneWindow> {
  const shaped: Partial<SceneWindow> = {}
  const open = group.station === 'fresh' ? openAnyWindow : openWindow
  const kiosk = await open(context, station.url, async (page) => {
    shaped.line = await shapeLine(page)
    await group.shape?.({ page, line: shaped.line, language })
  })
  const { line } = shaped
  if (line === undefined) throw new Error('the line was not shaped')
  const window = { page: kiosk.page, kiosk, line, station, language, zone }
  await group.begin?.(window)
  return window
}
