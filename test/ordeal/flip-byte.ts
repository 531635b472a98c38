/** A station's folder as its death left it, copied, with one byte turned: opening it must come to an end in words. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../core/store/database.ts'
import { lockFolder } from '../../core/store/folder-lock.ts'
import { openStationFile, stationFileName } from '../../core/store/station-file.ts'
import type { Random } from './random.ts'

/** `said`: refused or restored, in words. `open`: nothing was noticed; the byte was free space, or within a row. */
export type FlipOutcome = 'said' | 'open'

export function flipByte(dataDir: string, copyDir: string, random: Random): FlipOutcome {
  mkdirSync(copyDir, { recursive: true })
  try {
    for (const ending of ['', '-wal']) {
      const file = join(dataDir, stationFileName + ending)
      if (existsSync(file)) copyFileSync(file, join(copyDir, stationFileName + ending))
    }
    // Else most of what is turned is what the write-ahead log has anew.
    const whole = openDatabase(join(copyDir, stationFileName), 'write')
    whole.checkpoint()
    whole.close()
    turn(join(copyDir, stationFileName), random)
    const locking = lockFolder(copyDir, 'ordeal')
    if (locking.type !== 'locked') throw new Error('a copy that nobody knows is locked')
    try {
      const opening = openStationFile(locking.lock, Date.now())
      if (opening.type === 'failed') return 'said'
      opening.stationFile.store.close()
      return opening.stationFile.notice === null ? 'open' : 'said'
    } finally {
      locking.lock.release()
    }
  } finally {
    rmSync(copyDir, { recursive: true, force: true })
  }
}

function turn(file: string, random: Random): void {
  const handle = openSync(file, 'r+')
  const at = random.between(0, Math.max(0, fstatSync(handle).size - 1))
  const byte = Buffer.alloc(1)
  if (readSync(handle, byte, 0, 1, at) === 1) {
    byte.writeUInt8(byte.readUInt8(0) ^ (1 << random.between(0, 7)))
    writeSync(handle, byte, 0, 1, at)
  }
  closeSync(handle)
}
