/**
 * Takes a folder for whoever wants to write in it. A lock on a file that somebody deleted by hand keeps nobody out, so that the
 * station that `door.json` names is asked too: where there is no such file, which is so wherever none runs, it costs nothing.
 */
import { reachStation, readDoorFile } from '../door/hand-over.ts'
import { type FolderLocking, type FolderOwner, lockFolder } from '../store/folder-lock.ts'

export async function takeFolder(dir: string, purpose: string): Promise<FolderLocking> {
  const locking = lockFolder(dir, purpose)
  if (locking.type !== 'locked') return locking
  const station = await findStationByDoor(dir)
  if (station === null) return locking
  locking.lock.release()
  return { type: 'taken', owner: station.owner }
}

/** The station that answers at the folder's door, or that lives and is too busy to answer; null: there is none. */
export async function findStationByDoor(dir: string): Promise<{ owner: FolderOwner } | null> {
  const door = readDoorFile(dir)
  if (door === null) return null
  const owner = door.pid === undefined ? null : { pid: door.pid, purpose: 'station' }
  const reached = await reachStation(dir)
  if (reached.type === 'reached') {
    reached.close()
    return { owner }
  }
  return reached.isSilent && owner !== null && isAlive(owner.pid) ? { owner } : null
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
