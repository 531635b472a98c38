/**
 * Photos of taps: takes the first that a screen sends of a tap of the last seconds, and has it kept as long as the settings
 * say. Nothing here is asked by a tap, and nothing here holds one up: files are written beside the taps.
 */
import type { Answer, Caller, Request } from '../contract/contract.ts'
import type { PhotoSettings } from '../contract/settings.ts'
import { createKeptPhotos, type KeptPhotos, type PhotoFault } from '../photo/kept-photos.ts'
import type { PhotoFolder } from '../photo/photo-folder.ts'
import { readJpeg } from '../photo/read-jpeg.ts'
import type { ClockReading } from './clock.ts'
import type { DecidedTap } from './tap-context.ts'

export type PhotoReport = NonNullable<Answer<'getStationReport'>['photo']>
type NotKept = Extract<Answer<'keepPhoto'>, { type: 'not-kept' }>['why']
type CameraState = Request<'tellCamera'>['state']

export type Photos = {
  /** A tap that counted may have a photo for the next seconds. */
  remember: (decided: DecidedTap) => void
  keep: (request: Request<'keepPhoto'>) => Promise<Answer<'keepPhoto'>>
  tellCamera: (caller: Caller, request: Request<'tellCamera'>) => Answer<'tellCamera'>
  /** The screen has gone, and its camera with it. */
  leave: (callerId: string) => void
  /** The tap was taken back by whoever made it: nobody is going to ask who it was. */
  drop: (eventId: string) => Promise<void>
  has: (eventId: string) => boolean
  /** Null where there is none, or its time is over. */
  read: (eventId: string) => Promise<Uint8Array | null>
  /** Null: off. */
  report: () => PhotoReport | null
  /** Where the setting is off: photos that could not be deleted; null: the folder cannot be read, so nobody knows. */
  left: () => number | null
  /** Deletes what is due; to be called at the start and every hour. Never rejects. */
  sweep: () => Promise<void>
}

/** How long after its tap a photo is still one of it (ours): a slow machine, and no later face. */
export const photoWithinMs = 15_000
/** A still is no larger than this on either side (ours). */
const mostPixels = 1280
const megabyte = 1_000_000
const dayMs = 86_400_000

export function createPhotos(options: {
  settings: PhotoSettings
  /** Null: a station without a folder of its own keeps none. */
  folder: PhotoFolder | null
  readClock: () => ClockReading
  /** For the log. */
  onFault: (fault: PhotoFault) => void
}): Photos {
  const { settings, readClock, onFault } = options
  const folder = settings.on ? options.folder : null
  /** Taps that counted lately, by when they were made on the clock that nobody sets. */
  const tapsById = new Map<string, number>()
  const cameras = new Map<string, { state: CameraState; sinceMs: number }>()
  const counted = { taps: 0, photographed: 0 }
  let fault: PhotoReport['fault'] = null
  let left: number | null = 0

  const isDue = (atMs: number): boolean => {
    const now = readClock()
    // One from a future that the clock has come back from would never be old.
    return now.atMs - atMs >= settings.keepDays * dayMs || (now.isTrusted && atMs > now.atMs + dayMs)
  }

  const mostBytes = settings.maxMegabytes * megabyte
  const kept = folder && createKeptPhotos({ folder, mostBytes, isDue, onFault })
  const isShown = (eventId: string): boolean => {
    const atMs = kept?.atMsOf(eventId) ?? null
    return atMs !== null && !isDue(atMs)
  }

  const findFault = (to: KeptPhotos, eventId: string, jpeg: Uint8Array): NotKept | null => {
    const tappedMs = tapsById.get(eventId)
    if (tappedMs === undefined || readClock().monotonicMs - tappedMs > photoWithinMs) return 'no-tap'
    if (to.has(eventId)) return 'kept-already'
    if (jpeg.length > settings.maxKilobytes * 1000) return 'too-large'
    const reading = readJpeg(jpeg)
    if (reading.type === 'not-a-jpeg') return 'not-a-jpeg'
    return Math.max(reading.width, reading.height) > mostPixels ? 'too-large' : null
  }

  return {
    remember: ({ decision: { eventId, outcome } }) => {
      if (kept === null || eventId === null || (outcome !== 'in' && outcome !== 'out')) return
      const { monotonicMs } = readClock()
      for (const [earlier, tappedMs] of tapsById) {
        if (monotonicMs - tappedMs <= photoWithinMs) break
        tapsById.delete(earlier)
      }
      tapsById.set(eventId, monotonicMs)
      counted.taps++
    },
    keep: async ({ eventId, jpeg: text }) => {
      if (kept === null) return { type: 'not-kept', why: 'off' }
      const jpeg = Buffer.from(text, 'base64')
      const refusal = findFault(kept, eventId, jpeg)
      if (refusal !== null) return { type: 'not-kept', why: refusal }
      const failed = await kept.store(eventId, jpeg)
      fault = failed
      if (failed !== null) return { type: 'not-kept', why: failed }
      counted.photographed++
      return { type: 'kept' }
    },
    tellCamera: ({ id }, { state }) => {
      if (kept !== null) cameras.set(id, { state, sinceMs: readClock().atMs })
      return { type: 'noted' }
    },
    leave: (callerId) => void cameras.delete(callerId),
    drop: async (eventId) => {
      tapsById.delete(eventId)
      await kept?.drop(eventId)
    },
    has: isShown,
    read: async (eventId) => {
      if (folder === null || !isShown(eventId)) return null
      const jpeg = await folder.read(eventId)
      return jpeg !== null && readJpeg(jpeg).type === 'jpeg' ? jpeg : null
    },
    report: () =>
      kept && {
        keepDays: settings.keepDays,
        mostBytes,
        ...kept.totals(),
        ...counted,
        fault: fault ?? (kept.isStuck() ? 'not-deleted' : null),
        cameras: [...cameras.values()],
      },
    left: () => left,
    sweep: async () => {
      if (kept !== null) return kept.sweep()
      if (options.folder === null) return
      try {
        const notRemoved = await options.folder.removeAll()
        left = notRemoved?.count ?? 0
        if (notRemoved !== null) onFault({ type: 'not-deleted', ...notRemoved })
      } catch (error) {
        left = null
        onFault({ type: 'not-deleted', count: null, error })
      }
    },
  }
}
