/**
 * Photos as files of a folder, each named by its event: so none is in a backup of the database, and one that was deleted
 * comes back with no backup. The name says when the tap was (an event's id is a UUIDv7, RFC 9562), so age needs no database.
 */
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { ownerOnlyFile, ownerOnlyFolder } from '../store/owner-only.ts'

export const photoFolderName = 'photos'

/** `bytes` null: it is there, and the disk does not say how large it is. */
export type FoundPhoto = { eventId: string; atMs: number; bytes: number | null }

/** What could not be done to how many files, and what the disk said of the last. */
export type NotRemoved = { count: number; error: unknown }

export type PhotoFolder = {
  /**
   * Those that are there, the oldest tap first. What was left half written is removed, unless it is being written; one such
   * that cannot be removed is left for the next time. Rejects where the folder is there and cannot be read.
   */
  list: (writing: Pick<ReadonlySet<string>, 'has'>) => Promise<FoundPhoto[]>
  /** Gives the instant of its tap. Rejects with what the disk says, and leaves nothing behind then. */
  write: (eventId: string, jpeg: Uint8Array) => Promise<number>
  /** Null where there is none. */
  read: (eventId: string) => Promise<Uint8Array | null>
  remove: (eventId: string) => Promise<void>
  /**
   * Every photo, whole or half written, and the folder unless something else lies in it. Null: none is left. Rejects where
   * the folder is there and cannot be read.
   */
  removeAll: () => Promise<NotRemoved | null>
  freeBytes: () => Promise<number>
}

const namePattern = /^([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\.jpg(\.part)?$/

/** @param dir The data folder; the photos lie in a folder of their own there, the owner's alone. */
export function createPhotoFolder(dir: string): PhotoFolder {
  const folder = join(dir, photoFolderName)
  const fileOf = (eventId: string): string => join(folder, `${eventId}.jpg`)

  const remove = (eventId: string): Promise<void> => rm(fileOf(eventId), { force: true })

  async function list(writing: Pick<ReadonlySet<string>, 'has'>): Promise<FoundPhoto[]> {
    const found: FoundPhoto[] = []
    for (const file of await listFiles(folder)) {
      const { eventId } = file
      if (writing.has(eventId)) continue
      const bytes = await sizeOf(file)
      // Cut short by a power cut, or by a full disk.
      if (bytes === 0) await rm(file.path, { force: true }).catch(() => {})
      else if (bytes !== 'gone') found.push({ eventId, atMs: readInstant(eventId), bytes })
    }
    return found.sort((left, right) => left.atMs - right.atMs)
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
      const paths = (await listFiles(folder)).map(({ path }) => path)
      const notRemoved = await removeEach(paths, (path) => rm(path, { force: true }))
      // Not empty, or never there.
      await rmdir(folder).catch(() => {})
      return notRemoved
    },
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(dir)
      return bavail * bsize
    },
  }
}

/**
 * Of a data folder whose station does not run: `kept` and `bytes` of those that a station would find, `files` of all that turning
 * photos off would remove. Changes nothing. Rejects where the folder is there and cannot be read.
 */
export async function countPhotos(dir: string): Promise<{ kept: number; bytes: number; files: number }> {
  const files = await listFiles(join(dir, photoFolderName))
  const sizes = await Promise.all(files.map(sizeOf))
  const there = sizes.filter((size) => size !== 'gone')
  const kept = there.filter((size) => size !== 0)
  const bytes = kept.reduce<number>((sum, size) => sum + (size ?? 0), 0)
  return { kept: kept.length, bytes, files: there.length }
}

/** The instant of a UUIDv7, in milliseconds since the epoch. */
function readInstant(eventId: string): number {
  return Number.parseInt(eventId.slice(0, 8) + eventId.slice(9, 13), 16)
}

/** Each by itself: one that cannot be removed keeps no other. Null: all are removed. */
export async function removeEach(
  names: readonly string[],
  remove: (name: string) => Promise<void>,
): Promise<NotRemoved | null> {
  const errors: unknown[] = []
  for (const name of names) await remove(name).catch((error: unknown) => errors.push(error))
  return errors.length === 0 ? null : { count: errors.length, error: errors.at(-1) }
}

type PhotoFile = { path: string; eventId: string; isPart: boolean }

/** Every photo, whole or half written; whatever else lies there is none of ours. A folder that is not there holds none. */
async function listFiles(folder: string): Promise<PhotoFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  return names.flatMap((name) => {
    const [, eventId, part] = namePattern.exec(name) ?? []
    return eventId === undefined ? [] : [{ path: join(folder, name), eventId, isPart: part !== undefined }]
  })
}

/** 0 of one that was cut short. Null: the disk does not say, which is no reason to delete it. */
async function sizeOf({ path, isPart }: PhotoFile): Promise<number | 'gone' | null> {
  if (isPart) return 0
  try {
    return (await stat(path)).size
  } catch (error) {
    return isMissing(error) ? 'gone' : null
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
