/** Looks every now and then whether the station's folder is still its own; a file that was deleted by hand is no lock any more. */
import { describeOwner, type FolderLock } from '../store/folder-lock.ts'
import type { Log } from './station-log.ts'

/** (Ours.) Short, because another program may write meanwhile; a look takes microseconds. */
const lookEveryMs = 2000
/** Whoever only looks whether a folder is free has its lock for a moment. */
const mostMisses = 2

export type LockWatch = {
  lock: FolderLock
  log: Log
  /** The folder is its own again: nobody had come, and the station went on meanwhile. */
  onTakenAgain: () => void
  /** Another program has the folder; `why` is a sentence. Told once. */
  onLost: (why: string) => void
}

/** @returns Ends the watch. */
export function watchLock({ lock, log, onTakenAgain, onLost }: LockWatch): () => void {
  let misses = 0
  let isFailing = false
  const look = (): void => {
    const sight = lock.look()
    if (sight.type === 'failing' && !isFailing) {
      log.error({ fault: sight.fault.message }, 'the lock of the data folder was taken away, and cannot be made again')
    }
    isFailing = sight.type === 'failing'
    if (sight.type === 'taken-again') {
      log.warn({ dir: lock.dir }, 'the lock of the data folder was taken away or replaced; it was taken again')
      onTakenAgain()
    }
    misses = sight.type === 'lost' ? misses + 1 : 0
    if (sight.type !== 'lost' || misses < mostMisses) return
    clearInterval(timer)
    const why = `The lock of the data folder was taken away, and ${describeOwner(lock.dir, sight.owner)} now; this station has ended.`
    log.error({ why }, 'the data folder was lost')
    onLost(why)
  }
  const timer = setInterval(look, lookEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}
