/** The photos that a folder holds: how many and how large they are is known without asking the disk, and what is due goes. */
import { type PhotoFolder, removeEach } from './photo-folder.ts'

export type PhotoFault =
  | { type: 'not-stored'; error: unknown }
  /** `count`: of so many; null: the folder cannot be read, so nobody knows. */
  | { type: 'not-deleted'; count: number | null; error: unknown }

export type KeptPhotos = {
  /** The instant of its tap; null: there is no photo. */
  atMsOf: (eventId: string) => number | null
  /** It is there, or on its way there. */
  has: (eventId: string) => boolean
  /** Null: it is stored. Never rejects. */
  store: (eventId: string, jpeg: Uint8Array) => Promise<'disk-full' | 'not-stored' | null>
  /** Nobody is to see it any more. One that cannot be deleted now is tried again with every sweep. Never rejects. */
  drop: (eventId: string) => Promise<void>
  /** Since the last sweep that deleted all that was due, something could not be deleted. */
  isStuck: () => boolean
  totals: () => { kept: number; bytes: number; oldestAtMs: number | null }
  /** Looks through the folder and deletes what is due. Never rejects. */
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
  onFault: (fault: PhotoFault) => void
}): KeptPhotos {
  const { folder, mostBytes, isDue, onFault } = options
  /** Of every photo that is there; the oldest first after `putInOrder`. */
  const keptById = new Map<string, { atMs: number; bytes: number }>()
  /** Photos that are being written. */
  const writing = new Map<string, { isTakenBack: boolean }>()
  /** Photos that are to go whatever their age, and may still lie there. */
  const dropped = new Set<string>()
  /** What was dropped since the folder began to be listed, and may stand in the list. */
  const goneMeanwhile = new Set<string>()
  let isListing = false
  let sweeping: Promise<void> | null = null
  let bytesKept = 0
  let newestAtMs = -1
  let isInOrder = true
  let isStuck = false

  const note = (eventId: string, atMs: number, bytes: number): void => {
    bytesKept += bytes - (keptById.get(eventId)?.bytes ?? 0)
    keptById.set(eventId, { atMs, bytes })
    if (atMs < newestAtMs) isInOrder = false
    newestAtMs = Math.max(newestAtMs, atMs)
  }

  /** One may come late, or while the folder is still listed. */
  const putInOrder = (): void => {
    if (isInOrder) return
    const photos = [...keptById].sort(([, left], [, right]) => left.atMs - right.atMs)
    keptById.clear()
    for (const [eventId, photo] of photos) keptById.set(eventId, photo)
    newestAtMs = photos.at(-1)?.[1].atMs ?? -1
    isInOrder = true
  }

  const forget = (eventId: string): void => {
    bytesKept -= keptById.get(eventId)?.bytes ?? 0
    keptById.delete(eventId)
    dropped.delete(eventId)
    if (isListing) goneMeanwhile.add(eventId)
  }

  const remove = async (eventId: string): Promise<void> => {
    await folder.remove(eventId)
    forget(eventId)
  }

  const notDeleted = ({ count, error }: { count: number | null; error: unknown }): void => {
    isStuck = true
    onFault({ type: 'not-deleted', count, error })
  }

  const removeAllOf = async (eventIds: readonly string[]): Promise<void> => {
    const notRemoved = await removeEach(eventIds, remove)
    if (notRemoved !== null) notDeleted(notRemoved)
  }

  const drop = async (eventId: string): Promise<void> => {
    const written = writing.get(eventId)
    if (written) written.isTakenBack = true
    dropped.add(eventId)
    await removeAllOf([eventId])
  }

  /** The oldest go until all are within the bound, but for `newest`: on a clock that was set back it may look old. */
  const makeRoom = async (newest?: string): Promise<void> => {
    putInOrder()
    let bytes = bytesKept
    const tooMuch: string[] = []
    for (const [eventId, photo] of keptById) {
      if (bytes <= mostBytes) break
      if (eventId === newest) continue
      bytes -= photo.bytes
      tooMuch.push(eventId)
    }
    await removeAllOf(tooMuch)
  }

  /** By what lies there: somebody may have put back a copy of the folder. */
  const lookThrough = async (): Promise<void> => {
    const before = [...keptById.keys()]
    goneMeanwhile.clear()
    isListing = true
    try {
      const found = await folder.list(writing)
      const ids = new Set(found.map(({ eventId }) => eventId))
      for (const eventId of before) if (!ids.has(eventId)) forget(eventId)
      for (const { eventId, atMs, bytes } of found) {
        if (!goneMeanwhile.has(eventId)) note(eventId, atMs, bytes ?? keptById.get(eventId)?.bytes ?? 0)
      }
    } finally {
      isListing = false
    }
  }

  const sweep = async (): Promise<void> => {
    isStuck = false
    try {
      await lookThrough()
    } catch (error) {
      notDeleted({ count: null, error })
    }
    // Also where the folder cannot be read: of these it is known.
    const due = [...keptById].filter(([eventId, { atMs }]) => dropped.has(eventId) || isDue(atMs))
    await removeAllOf(due.map(([eventId]) => eventId))
    await makeRoom()
  }

  return {
    drop,
    isStuck: () => isStuck,
    atMsOf: (eventId) => (dropped.has(eventId) ? null : (keptById.get(eventId)?.atMs ?? null)),
    has: (eventId) => keptById.has(eventId) || writing.has(eventId),
    totals: () => {
      putInOrder()
      return { kept: keptById.size, bytes: bytesKept, oldestAtMs: keptById.values().next().value?.atMs ?? null }
    },
    store: async (eventId, jpeg) => {
      const own = { isTakenBack: false }
      writing.set(eventId, own)
      try {
        if ((await folder.freeBytes()) < reservedBytes) return 'disk-full'
        note(eventId, await folder.write(eventId, jpeg), jpeg.length)
        // Taken back while it was being written.
        if (own.isTakenBack) await drop(eventId)
        await makeRoom(eventId)
        return null
      } catch (error) {
        onFault({ type: 'not-stored', error })
        return 'not-stored'
      } finally {
        writing.delete(eventId)
      }
    },
    sweep: () => {
      sweeping ??= sweep().finally(() => {
        sweeping = null
      })
      return sweeping
    },
  }
}
