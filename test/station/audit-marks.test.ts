import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { appendAudit, readAuditHead } from '../../core/audit/audit-store.ts'
import { readBackupMarks, verifyStationAudit } from '../../core/station/audit-marks.ts'
import { backUpNow } from '../../core/store/backups.ts'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'

test('every backup remembers where the trail had come to, and a trail written anew does not fit', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-marks-'))
  const store = openDatabase(join(dir, 'foyer.sqlite'), 'write')
  t.after(() => {
    store.close()
    rmSync(dir, { recursive: true })
  })
  migrate(store, stationMigrations, () => {})
  const append = (action: string) =>
    store.transact((db) => {
      appendAudit(db, { atMs: 1, actor: { type: 'owner' }, action, subject: null, content: {} })
      return { ok: true, value: null }
    })
  await backUpNow(store, dir, 9, 1000)
  append('first')
  append('second')
  await backUpNow(store, dir, 9, 2000)
  append('third')
  writeFileSync(join(dir, 'backups', 'foyer-20260101T000000000Z.sqlite'), 'no database')
  const files = readdirSync(join(dir, 'backups')).toSorted()
  assert.deepEqual(
    readBackupMarks(dir).map(({ head }) => head.count),
    [2],
  )
  assert.deepEqual(readdirSync(join(dir, 'backups')).toSorted(), files, 'a look leaves nothing behind')
  const verdict = verifyStationAudit(store.read, dir, [])
  assert.equal(verdict.type === 'intact' && verdict.head.count, 3)

  store.raw.exec(`
    DROP TRIGGER audit_is_never_deleted;
    DELETE FROM audit;
    DELETE FROM station_fact WHERE name = 'audit_head';
  `)
  append('forged')
  append('forged')
  append('forged')
  assert.equal(readAuditHead(store.read)?.count, 3)
  assert.deepEqual(verifyStationAudit(store.read, dir, []), { type: 'broken', fault: 'another-chain', sequence: 2 })
})
