/**
 * Photos of taps: takes the first that a screen sends of a tap of the last seconds, keeps it as long as the settings say, and
 * deletes it then. Nothing here is asked by a tap, and nothing here holds one up: files are written beside the taps.
 */
import type { Answer, Caller, Request } from '../contract/contract.ts'
import type { PhotoSettings } from '../contract/settings.ts'
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
  /** Deletes what is due; to be called at the start and every hour. Never rejects. */
  sweep: () => Promise<void>
}

/** How long after its tap a photo is still one of it (ours): a slow machine, and no later face. */
export const photoWithinMs = 15_000
/** A still is no larger than this on either side (ours). */
const mostPixels = 1280
const megabyte = 1_000_000
/** Below this much free space (ours) no photo is kept: taps need the disk more. */
const reservedBytes = 250 * megabyte
const dayMs = 86_400_000

export function createPhotos(options: {
  settings: PhotoSettings
  /** Null: a station without a folder of its own keeps none. */
  folder: PhotoFolder | null
  readClock: () => ClockReading
}): Photos {
  const { settings, readClock } = options
  const folder = settings.on ? options.folder : null
  /** Of every photo that is there; the oldest first. */
  const keptById = new Map<string, { atMs: number; bytes: number }>()
  /** Taps that counted lately, by when they were made on the clock that nobody sets. */
  const tapsById = new Map<string, number>()
  /** Photos that are being written. */
  const writing = new Set<string>()
  const cameras = new Map<string, { state: CameraState; sinceMs: number }>()
  const counted = { taps: 0, photographed: 0 }
  let bytesKept = 0
  let fault: PhotoReport['fault'] = null

  const isDue = (atMs: number): boolean => {
    const now = readClock()
    // One from a future that the clock has come back from would never be old.
    return now.atMs - atMs >= settings.keepDays * dayMs || (now.isTrusted && atMs > now.atMs + dayMs)
  }

  const note = (eventId: string, atMs: number, bytes: number): void => {
    bytesKept += bytes - (keptById.get(eventId)?.bytes ?? 0)
    keptById.set(eventId, { atMs, bytes })
  }

  const forget = (eventId: string): void => {
    bytesKept -= keptById.get(eventId)?.bytes ?? 0
    keptById.delete(eventId)
  }

  const drop = async (eventId: string): Promise<void> => {
    tapsById.delete(eventId)
    const kept = keptById.get(eventId)
    if (folder === null || kept === undefined) return
    await folder.remove(eventId)
    forget(eventId)
  }

  /** The oldest go until all are within the bound. */
  const makeRoom = async (): Promise<void> => {
    for (const eventId of [...keptById.keys()]) {
      if (bytesKept <= settings.maxMegabytes * megabyte) return
      await drop(eventId)
    }
  }

  const findFault = (eventId: string, jpeg: Uint8Array): NotKept | null => {
    const tappedMs = tapsById.get(eventId)
    if (tappedMs === undefined || readClock().monotonicMs - tappedMs > photoWithinMs) return 'no-tap'
    if (keptById.has(eventId) || writing.has(eventId)) return 'kept-already'
    if (jpeg.length > settings.maxKilobytes * 1000) return 'too-large'
    const reading = readJpeg(jpeg)
    if (reading.type === 'not-a-jpeg') return 'not-a-jpeg'
    return Math.max(reading.width, reading.height) > mostPixels ? 'too-large' : null
  }

  const store = async (to: PhotoFolder, eventId: string, jpeg: Uint8Array): Promise<NotKept | null> => {
    writing.add(eventId)
    try {
      if ((await to.freeBytes()) < reservedBytes) return 'disk-full'
      await to.write(eventId, jpeg)
      note(eventId, readClock().atMs, jpeg.length)
      // Taken back while it was being written.
      if (!tapsById.has(eventId)) await drop(eventId)
      await makeRoom()
      return null
    } catch {
      return 'not-stored'
    } finally {
      writing.delete(eventId)
    }
  }

  return {
    remember: ({ decision: { eventId, outcome } }) => {
      if (folder === null || eventId === null || (outcome !== 'in' && outcome !== 'out')) return
      const { monotonicMs } = readClock()
      for (const [earlier, tappedMs] of tapsById) {
        if (monotonicMs - tappedMs <= photoWithinMs) break
        tapsById.delete(earlier)
      }
      tapsById.set(eventId, monotonicMs)
      counted.taps++
    },
    keep: async ({ eventId, jpeg: text }) => {
      if (folder === null) return { type: 'not-kept', why: 'off' }
      const jpeg = Buffer.from(text, 'base64')
      const refusal = findFault(eventId, jpeg)
      if (refusal !== null) return { type: 'not-kept', why: refusal }
      const failed = await store(folder, eventId, jpeg)
      fault = failed === 'disk-full' || failed === 'not-stored' ? failed : null
      if (failed !== null) return { type: 'not-kept', why: failed }
      counted.photographed++
      return { type: 'kept' }
    },
    tellCamera: ({ id }, { state }) => {
      if (folder !== null) cameras.set(id, { state, sinceMs: readClock().atMs })
      return { type: 'noted' }
    },
    leave: (callerId) => void cameras.delete(callerId),
    drop: (eventId) => drop(eventId).catch(() => {}),
    has: (eventId) => {
      const kept = keptById.get(eventId)
      return kept !== undefined && !isDue(kept.atMs)
    },
    read: async (eventId) => {
      const kept = keptById.get(eventId)
      if (folder === null || kept === undefined || isDue(kept.atMs)) return null
      const jpeg = await folder.read(eventId)
      return jpeg !== null && readJpeg(jpeg).type === 'jpeg' ? jpeg : null
    },
    report: () =>
      folder && {
        keepDays: settings.keepDays,
        mostBytes: settings.maxMegabytes * megabyte,
        kept: keptById.size,
        bytes: bytesKept,
        oldestAtMs: keptById.values().next().value?.atMs ?? null,
        ...counted,
        fault,
        cameras: [...cameras.values()],
      },
    sweep: async () => {
      try {
        if (folder === null) return await options.folder?.removeAll()
        // By what lies there: somebody may have put back a copy of the folder.
        const before = [...keptById.keys()]
        const found = await folder.list(writing)
        const ids = new Set(found.map(({ eventId }) => eventId))
        for (const eventId of before) if (!ids.has(eventId)) forget(eventId)
        for (const { eventId, atMs, bytes } of found) {
          if (isDue(atMs)) {
            await folder.remove(eventId)
            forget(eventId)
          } else if (!keptById.has(eventId)) note(eventId, atMs, bytes)
        }
        await makeRoom()
      } catch {
        // The disk does not answer; the next hour asks again.
        fault = 'not-stored'
      }
    },
  }
}
