/** The photos that a folder holds: how many and how large they are is known without asking the disk, and what is due goes. */
import type { PhotoFolder } from './photo-folder.ts'

export type KeptPhotos = {
  /** The instant of its tap; null: there is no photo. */
  atMsOf: (eventId: string) => number | null
  /** It is there, or on its way there. */
  has: (eventId: string) => boolean
  /** Null: it is stored. */
  store: (eventId: string, jpeg: Uint8Array) => Promise<'disk-full' | 'not-stored' | null>
  /** Rejects with what the disk says. */
  drop: (eventId: string) => Promise<void>
  totals: () => { kept: number; bytes: number; oldestAtMs: number | null }
  /** Looks through the folder and deletes what is due. Rejects with what the disk says. */
  sweep: () => Promise<void>
}

/** Below this much free space (ours) no photo is kept: taps need the disk more. */
const reservedBytes = 250_000_000

export function createKeptPhotos(options: {
  folder: PhotoFolder
  /** All of them together; the oldest go for the newest. */
  mostBytes: number
  /** @param atMs The instant of the photo's tap. */
  isDue: (atMs: number) => boolean
}): KeptPhotos {
  const { folder, mostBytes, isDue } = options
  /** Of every photo that is there; the oldest first. */
  const keptById = new Map<string, { atMs: number; bytes: number }>()
  /** Photos that are being written. */
  const writing = new Map<string, { isTakenBack: boolean }>()
  let bytesKept = 0

  const note = (eventId: string, atMs: number, bytes: number): void => {
    bytesKept += bytes - (keptById.get(eventId)?.bytes ?? 0)
    keptById.set(eventId, { atMs, bytes })
  }

  const forget = (eventId: string): void => {
    bytesKept -= keptById.get(eventId)?.bytes ?? 0
    keptById.delete(eventId)
  }

  const drop = async (eventId: string): Promise<void> => {
    const written = writing.get(eventId)
    if (written) written.isTakenBack = true
    if (!keptById.has(eventId)) return
    await folder.remove(eventId)
    forget(eventId)
  }

  /** The oldest go until all are within the bound. */
  const makeRoom = async (): Promise<void> => {
    for (const eventId of [...keptById.keys()]) {
      if (bytesKept <= mostBytes) return
      await drop(eventId)
    }
  }

  return {
    drop,
    atMsOf: (eventId) => keptById.get(eventId)?.atMs ?? null,
    has: (eventId) => keptById.has(eventId) || writing.has(eventId),
    totals: () => ({
      kept: keptById.size,
      bytes: bytesKept,
      oldestAtMs: keptById.values().next().value?.atMs ?? null,
    }),
    store: async (eventId, jpeg) => {
      const own = { isTakenBack: false }
      writing.set(eventId, own)
      try {
        if ((await folder.freeBytes()) < reservedBytes) return 'disk-full'
        note(eventId, await folder.write(eventId, jpeg), jpeg.length)
        // Taken back while it was being written.
        if (own.isTakenBack) await drop(eventId)
        await makeRoom()
        return null
      } catch {
        return 'not-stored'
      } finally {
        writing.delete(eventId)
      }
    },
    sweep: async () => {
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
    },
  }
}
