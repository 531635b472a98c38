/** What a disk can do to a station, in words for whoever stands in front of it. */

export type StorageFault = {
  type: 'full' | 'read-only' | 'damaged' | 'busy' | 'missing' | 'from-the-future' | 'failing'
  message: string
}

/** Null where `error` has nothing to do with storage: a bug, which stays thrown. `place`: the folder or file in words. */
export function toStorageFault(error: unknown, place: string): StorageFault | null {
  if (!(error instanceof Error)) return null
  const code = 'code' in error ? String(error.code) : ''
  // The last: what SQLite says where there is no room for the file that readers share (SQLite, “Result and Error Codes”).
  if (['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'].includes(code)) {
    return { type: 'full', message: `The disk is full: nothing more can be stored in ${place}.` }
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code.startsWith('SQLITE_READONLY')) {
    return {
      type: 'read-only',
      message: `${place} cannot be read or cannot be written by this user, or lies on a read-only disk.`,
    }
  }
  if (isDamage(code)) return { type: 'damaged', message: `The database in ${place} is damaged.` }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return { type: 'busy', message: `Another program is using the database in ${place}.` }
  }
  if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR') {
    return { type: 'failing', message: `In ${place} a file stands where a folder belongs, or the reverse.` }
  }
  if (code === 'ENOENT') return { type: 'missing', message: `${place} does not exist.` }
  if (code === 'SQLITE_CANTOPEN' || code.startsWith('SQLITE_CANTOPEN_')) {
    return { type: 'failing', message: `The database in ${place} cannot be opened, or its folder cannot be written.` }
  }
  if (code === 'EIO' || code.startsWith('SQLITE_IOERR')) {
    return { type: 'failing', message: `The disk does not read or write ${place} (${code}).` }
  }
  return null
}

/** What SQLite says of a file whose bytes are not what it wrote. */
export function isDamage(code: string): boolean {
  return (
    code === 'SQLITE_NOTADB' ||
    code.startsWith('SQLITE_CORRUPT') ||
    code === 'SQLITE_IOERR_SHORT_READ' ||
    code === 'SQLITE_IOERR_DATA' ||
    code === 'SQLITE_IOERR_CORRUPTFS'
  )
}
