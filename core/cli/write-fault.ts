/**
 * Where the details of a fault are written down: into the data folder, or where that takes nothing, into the system's folder for such
 * files. Others may write there too, and the command may run as root: no link is followed, and nothing is appended to another's file.
 */
import { randomUUID } from 'node:crypto'
import { closeSync, constants, fchmodSync, fstatSync, openSync, statSync, writeSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { ownerOnlyFile } from '../store/owner-only.ts'

/** Neither a link nor a pipe that somebody put there is waited for; Windows has neither flag. */
const appending =
  constants.O_WRONLY |
  constants.O_APPEND |
  constants.O_CREAT |
  (constants.O_NOFOLLOW ?? 0) |
  (constants.O_NONBLOCK ?? 0)

/** @returns The file that the entry stands in; null: none takes it. */
export function writeFault(dataDir: string | null, entry: string): string | null {
  const shared = join(tmpdir(), `foyer-faults-${nameOfUser()}`)
  const own = process.getuid?.() ?? null
  const places = [
    // The folder's owner may have begun it, and a root who helps out goes on with it.
    ...(dataDir === null ? [] : [{ file: join(dataDir, 'foyer-faults.log'), owners: [own, ownerOf(dataDir)] }]),
    { file: `${shared}.log`, owners: [own] },
    // Whoever has taken that name keeps nothing from being written.
    { file: `${shared}-${randomUUID()}.log`, owners: [own] },
  ]
  return places.find(({ file, owners }) => append(file, entry, owners))?.file ?? null
}

function append(file: string, entry: string, owners: readonly (number | null)[]): boolean {
  let handle: number | null = null
  try {
    handle = openSync(file, appending, ownerOnlyFile)
    const stat = fstatSync(handle)
    const isOurs = process.getuid === undefined || owners.includes(stat.uid)
    if (!stat.isFile() || stat.nlink !== 1 || !isOurs) return false
    if (process.getuid?.() === stat.uid && (stat.mode & 0o077) !== 0) fchmodSync(handle, ownerOnlyFile)
    writeSync(handle, entry)
    return true
  } catch {
    return false
  } finally {
    if (handle !== null) closeSync(handle)
  }
}

function ownerOf(dir: string): number | null {
  try {
    return statSync(dir).uid
  } catch {
    return null
  }
}

/** A number where the system has them: a name may hold what no file's name does. */
function nameOfUser(): string {
  return String(process.getuid?.() ?? userInfo().username.replaceAll(/[^\w-]/g, '_'))
}
