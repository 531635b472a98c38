/**
 * Files that a screen sends in pieces. Each lies in the data folder, for its owner alone, under a name that nobody chose, and
 * only the window that began it may go on with it. Nothing of it stays in memory; what nobody touches any more is removed.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'

/** Ours: three times a roster of 50,000 people with every column, as JSON. */
export const longestUploadBytes = 256 * 1024 * 1024
/** So long may the next piece, or the use of the file, take (ours). */
const idleMs = 120_000
/** At one time, of all windows together (ours): what lies about is bounded. */
const mostUploads = 8

/** Named so that nobody else's folder is ever taken for it. */
const folderName = 'foyer-uploads'

export type Upload = { id: string; name: string; file: string; bytes: number }

type Held = Upload & {
  callerId: string
  receivedBytes: number
  handle: FileHandle
  /** The piece that is being written, so that two at once do not mix. */
  writing: Promise<unknown>
  stopTimer: () => void
}

type Refused = { type: 'refused'; message: string }

export type Uploads = ReturnType<typeof createUploads>

/** @param folder The data folder. @param setTimer Answers what stops it. */
export function createUploads(folder: string, setTimer: (run: () => void, delayMs: number) => () => void) {
  const dir = join(folder, folderName)
  const held = new Map<string, Held>()
  // What a process left behind that ended in the middle belongs to nobody any more.
  rmSync(dir, { recursive: true, force: true })

  const find = (callerId: string, id: string): Held | null => {
    const upload = held.get(id)
    return upload?.callerId === callerId ? upload : null
  }
  const keepAwake = (upload: Held): void => {
    upload.stopTimer()
    upload.stopTimer = setTimer(() => void remove(upload), idleMs)
  }
  const remove = async (upload: Held): Promise<void> => {
    upload.stopTimer()
    held.delete(upload.id)
    await upload.writing.catch(() => {})
    await upload.handle.close().catch(() => {})
    try {
      rmSync(upload.file, { force: true })
    } catch {
      // Nobody waits for it. What is left goes at the end of this process, or at the start of the next one.
    }
  }

  return {
    begin: async (
      callerId: string,
      name: string,
      bytes: number,
    ): Promise<{ type: 'begun'; upload: string } | Refused> => {
      if (bytes > longestUploadBytes) return refuse(`The file has more than ${longestUploadBytes / 1024 / 1024} MiB.`)
      if (bytes === 0) return refuse('The file is empty.')
      if (held.size >= mostUploads) return refuse('Too many files are being sent at once; try again in a minute.')
      mkdirSync(dir, { recursive: true, mode: 0o700 })
      const id = randomUUID()
      const file = join(dir, id)
      const handle = await open(file, 'wx', 0o600)
      const upload: Held = {
        ...{ id, callerId, name, file, bytes, handle },
        receivedBytes: 0,
        writing: Promise.resolve(),
        stopTimer: () => {},
      }
      held.set(id, upload)
      keepAwake(upload)
      return { type: 'begun', upload: id }
    },
    /** Pieces come in order, each once. */
    write: async (
      callerId: string,
      { id, fromByte, piece }: { id: string; fromByte: number; piece: Uint8Array },
    ): Promise<{ type: 'received'; bytes: number } | Refused> => {
      const upload = find(callerId, id)
      if (upload === null) return refuse(gone)
      const writing = upload.writing.then(async (): Promise<{ type: 'received'; bytes: number } | Refused> => {
        if (fromByte !== upload.receivedBytes) return refuse('A piece of the file is missing; choose it again.')
        if (fromByte + piece.length > upload.bytes) return refuse('The file grew while it was sent; choose it again.')
        await upload.handle.write(piece, 0, piece.length, fromByte)
        upload.receivedBytes += piece.length
        keepAwake(upload)
        return { type: 'received', bytes: upload.receivedBytes }
      })
      upload.writing = writing.catch(() => {})
      return writing
    },
    cancel: async (callerId: string, id: string): Promise<void> => {
      const upload = find(callerId, id)
      if (upload !== null) await remove(upload)
    },
    /** Hands the whole file to `use`, and removes it afterwards, whatever came of it. */
    use: async <Used>(
      callerId: string,
      id: string,
      use: (upload: Upload) => Promise<Used>,
    ): Promise<{ type: 'used'; value: Used } | Refused> => {
      const upload = find(callerId, id)
      if (upload === null) return refuse(gone)
      if (upload.receivedBytes !== upload.bytes) return refuse('The file has not come whole; choose it again.')
      upload.stopTimer()
      // Nobody else may take it, nor leave it behind: from here on it is this use's.
      held.delete(upload.id)
      try {
        return { type: 'used', value: await use(upload) }
      } finally {
        await remove(upload)
      }
    },
    /** The window has gone, and what it had begun with it. */
    leave: (callerId: string): void => {
      for (const upload of [...held.values()]) if (upload.callerId === callerId) void remove(upload)
    },
    close: (): void => {
      for (const upload of held.values()) {
        upload.stopTimer()
        void upload.handle.close().catch(() => {})
      }
      held.clear()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const gone = 'The file is not there any more; choose it again.'

function refuse(message: string): Refused {
  return { type: 'refused', message }
}
