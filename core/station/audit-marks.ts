/** Where the audit trail had come to when each backup was made: what a trail that was written anew does not fit. */
import { rmSync, statSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { type AuditHead, type AuditVerdict, createChainCheck } from '../audit/audit-chain.ts'
import { readAuditHead, readAuditPage, verifyAudit } from '../audit/audit-store.ts'
import { listBackups } from '../store/backups.ts'
import { openDatabase, type ReadableDb } from '../store/database.ts'

export type AuditMark = { file: string; head: AuditHead }

/** One for each backup that can be read and has a trail. */
export function readBackupMarks(dir: string): AuditMark[] {
  return listBackups(dir).flatMap(({ file }) => {
    const head = readHeadOf(file)
    return head ? [{ file, head }] : []
  })
}

/** The trail against itself, every backup in the folder, and the heads that somebody kept of earlier exports. */
export function verifyStationAudit(db: ReadableDb, dir: string, exported: readonly AuditHead[]): AuditVerdict {
  return verifyAudit(db, [...readBackupMarks(dir).map(({ head }) => head), ...exported])
}

const entriesPerTurn = 500

/** The same in a running station: taps go on between the pieces. `marks`: how many backups were looked at. */
export async function verifyAuditInTurns(
  db: ReadableDb,
  dir: string,
  exported: readonly AuditHead[],
): Promise<{ verdict: AuditVerdict; marks: number }> {
  const marks = readBackupMarks(dir).map(({ head }) => head)
  const check = createChainCheck([...marks, ...exported])
  let after = 0
  for (;;) {
    const page = readAuditPage(db, after, entriesPerTurn)
    for (const entry of page) {
      const fault = check.add(entry)
      if (fault !== null) return { verdict: fault, marks: marks.length }
    }
    after = page.at(-1)?.sequence ?? after
    // The last piece and the record of the end are read in one turn: nothing is written in between.
    if (page.length < entriesPerTurn) return { verdict: check.end(readAuditHead(db)), marks: marks.length }
    await setImmediate()
  }
}

/** Null where there is none, or the file is no database. */
function readHeadOf(file: string): AuditHead | null {
  const beside = [`${file}-wal`, `${file}-shm`].filter((name) => !statSync(name, { throwIfNoEntry: false }))
  try {
    const database = openDatabase(file, 'read')
    try {
      return readAuditHead(database.read)
    } finally {
      database.close()
    }
  } catch {
    return null
  } finally {
    // What SQLite leaves behind even of a look is not part of a backup.
    for (const name of beside) rmSync(name, { force: true })
  }
}
