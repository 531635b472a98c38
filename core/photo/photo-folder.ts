/**
 * Photos as files of a folder, each named by its event: so none is in a backup of the database, and one that was deleted
 * comes back with no backup. The name says when the tap was (an event's id is a UUIDv7, RFC 9562), so age needs no database.
 */
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { ownerOnlyFile, ownerOnlyFolder } from '../store/owner-only.ts'

export const photoFolderName = 'photos'

export type KeptPhoto = { eventId: string; atMs: number; bytes: number }

export type PhotoFolder = {
  /** Those that are there, the oldest tap first. What was left half written is removed, unless it is being written. */
  list: (writing: Pick<ReadonlySet<string>, 'has'>) => Promise<KeptPhoto[]>
  /** Gives the instant of its tap. Rejects with what the disk says, and leaves nothing behind then. */
  write: (eventId: string, jpeg: Uint8Array) => Promise<number>
  /** Null where there is none. */
  read: (eventId: string) => Promise<Uint8Array | null>
  remove: (eventId: string) => Promise<void>
  /** Every photo, and the folder unless something else lies in it. */
  removeAll: () => Promise<void>
  freeBytes: () => Promise<number>
}

const namePattern = /^([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\.jpg(\.part)?$/

/** @param dir The data folder; the photos lie in a folder of their own there, the owner's alone. */
export function createPhotoFolder(dir: string): PhotoFolder {
  const folder = join(dir, photoFolderName)
  const fileOf = (eventId: string): string => join(folder, `${eventId}.jpg`)

  const remove = (eventId: string): Promise<void> => rm(fileOf(eventId), { force: true })

  async function list(writing: Pick<ReadonlySet<string>, 'has'>): Promise<KeptPhoto[]> {
    const kept: KeptPhoto[] = []
    for (const name of await readNames(folder)) {
      const [, eventId, part] = namePattern.exec(name) ?? []
      if (eventId === undefined || writing.has(eventId)) continue
      const bytes = part === undefined ? await sizeOf(join(folder, name)) : 0
      // Cut short by a power cut, or by a full disk.
      if (bytes === 0) await rm(join(folder, name), { force: true })
      else kept.push({ eventId, atMs: readInstant(eventId), bytes })
    }
    return kept.sort((left, right) => left.atMs - right.atMs)
  }

  return {
    list,
    remove,
    write: async (eventId, jpeg) => {
      await mkdir(folder, { recursive: true, mode: ownerOnlyFolder })
      const part = `${fileOf(eventId)}.part`
      try {
        const handle = await open(part, 'wx', ownerOnlyFile)
        try {
          await handle.writeFile(jpeg)
        } finally {
          await handle.close()
        }
        await rename(part, fileOf(eventId))
        return readInstant(eventId)
      } catch (error) {
        await rm(part, { force: true }).catch(() => {})
        throw error
      }
    },
    read: async (eventId) => {
      if (!namePattern.test(`${eventId}.jpg`)) return null
      try {
        return await readFile(fileOf(eventId))
      } catch {
        return null
      }
    },
    removeAll: async () => {
      for (const { eventId } of await list(new Set())) await remove(eventId)
      // Not empty, or never there.
      await rmdir(folder).catch(() => {})
    },
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(dir)
      return bavail * bsize
    },
  }
}

/** The instant of a UUIDv7, in milliseconds since the epoch. */
function readInstant(eventId: string): number {
  return Number.parseInt(eventId.slice(0, 8) + eventId.slice(9, 13), 16)
}

async function readNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch {
    return 0
  }
}
