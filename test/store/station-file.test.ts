import assert from 'node:assert/strict'
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import fc from 'fast-check'
import { backUpNow, listBackups } from '../../core/store/backups.ts'
import { openDatabase, type Store } from '../../core/store/database.ts'
import { lockFolder } from '../../core/store/folder-lock.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'
import {
  openStationFile,
  openStationFileToRead,
  type StationFile,
  type StationFileOpening,
} from '../../core/store/station-file.ts'
import { makeFolder } from './temporary-folder.ts'

const dayMs = 86_400_000
const nowMs = Date.parse('2026-03-02T08:00:00Z')

describe('opening the file of a station', () => {
  it('makes a new one with every table', (test) => {
    const folder = openFolder(test)
    folder.use((file) => {
      assert.equal(file.condition, 'new')
      assert.equal(file.notice, null)
      assert.equal(file.schemaVersion, stationMigrations.at(-1)?.version)
      assert.equal(countPeople(file.store), 0)
    })
  })

  it('keeps what was stored', (test) => {
    const folder = openFolder(test)
    folder.use(({ store }) => addPeople(store, 3))
    folder.use(({ store, condition }) => {
      assert.equal(condition, 'good')
      assert.equal(countPeople(store), 3)
    })
  })

  it('reads every page after a process that could not close it', (test) => {
    const folder = openFolder(test)
    folder.crash(({ store }) => addPeople(store, 3))
    folder.use(({ store, check }) => {
      assert.equal(check.depth, 'full')
      assert.equal(countPeople(store), 3)
    })
  })

  it('does not read every page again where it was closed in order a moment ago', (test) => {
    const folder = openFolder(test)
    folder.use(({ store }) => addPeople(store, 3))
    folder.use(({ check }) => assert.equal(check.depth, 'light'))
    folder.use(({ check }) => assert.equal(check.depth, 'light'))
  })

  it('reads every page once a day, and where the clock went back', (test) => {
    const folder = openFolder(test)
    folder.use(({ store }) => addPeople(store, 3))
    folder.use(({ check }) => assert.equal(check.depth, 'full'), nowMs + dayMs + 1)
    folder.use(({ check }) => assert.equal(check.depth, 'full'), nowMs)
  })

  it('reads every page where somebody has touched the file', (test) => {
    const folder = openFolder(test)
    folder.use(({ store }) => addPeople(store, 3))
    utimesSync(folder.file, 1, 1)
    folder.use(({ check }) => assert.equal(check.depth, 'full'))
  })

  it('refuses a file of a newer version and touches nothing', (test) => {
    const folder = openFolder(test)
    folder.use(({ store }) => addPeople(store, 3))
    const raw = openDatabase(folder.file, 'write')
    raw.raw.pragma('user_version = 99990')
    raw.close()
    const before = readFileSync(folder.file)
    const opening = folder.open()
    assert.equal(opening.type === 'failed' && opening.fault.type, 'from-the-future')
    assert.match(opening.type === 'failed' ? opening.fault.message : '', /newer Foyer \(schema 99990/)
    assert.deepEqual(readFileSync(folder.file), before)
  })

  it('backs a file up before it is brought to a new schema', (test) => {
    const folder = openFolder(test)
    folder.use(({ store }) => addPeople(store, 3))
    const next = { version: 99_990, name: 'next', sql: 'CREATE TABLE next (id INTEGER PRIMARY KEY) STRICT' }
    const opening = openStationFile(folder.lock, nowMs, [...stationMigrations, next])
    assert.equal(opening.type === 'opened' && opening.stationFile.schemaVersion, 99_990)
    if (opening.type === 'opened') opening.stationFile.store.close()
    const [backup, ...more] = listBackups(folder.dir)
    assert.equal(more.length, 0)
    assert.match(backup?.file ?? '', /-before-migration\.sqlite$/)
    const copy = openDatabase(backup?.file ?? '', 'write')
    assert.equal(countPeople(copy), 3)
    copy.close()
  })
})

describe('a station whose file is damaged', () => {
  it('moves it aside with its date and brings back the newest good backup', async (test) => {
    const folder = openFolder(test)
    await folder.useAndWait(async ({ store }) => {
      addPeople(store, 5)
      await backUpNow(store, folder.dir, 3, nowMs)
      addPeople(store, 2)
    })
    overwrite(folder.file, 4096 * 2, 4096 * 3)
    const damaged = readFileSync(folder.file)
    folder.use(({ store, condition, notice }) => {
      assert.equal(condition, 'restored')
      assert.match(notice ?? '', /damaged .* moved to foyer-damaged-20260302T080000000Z\.sqlite/)
      assert.match(notice ?? '', /backup of 2026-03-02 08:00 UTC was restored/)
      assert.equal(countPeople(store), 5)
    })
    assert.deepEqual(readFileSync(join(folder.dir, 'foyer-damaged-20260302T080000000Z.sqlite')), damaged)
    folder.use(({ condition, notice }) => {
      assert.equal(condition, 'good')
      assert.equal(notice, null)
    })
  })

  it('passes over a backup that is damaged itself, and one of a newer version', async (test) => {
    const folder = openFolder(test)
    await folder.useAndWait(async ({ store }) => {
      for (const [index, backupMs] of [nowMs, nowMs + 1000, nowMs + 2000].entries()) {
        addPeople(store, index + 1)
        await backUpNow(store, folder.dir, 3, backupMs)
      }
    })
    const [newest, middle] = listBackups(folder.dir)
    writeFileSync(newest?.file ?? '', 'no database at all')
    const future = openDatabase(middle?.file ?? '', 'write')
    future.raw.pragma('user_version = 99990')
    future.close()
    writeFileSync(folder.file, 'no database either')
    folder.use(({ store, condition }) => {
      assert.equal(condition, 'restored')
      assert.equal(countPeople(store), 1)
    })
  })

  it('starts empty where there is no good backup, and says so', (test) => {
    const folder = openFolder(test)
    folder.use(({ store }) => addPeople(store, 5))
    mkdirSync(join(folder.dir, 'backups'))
    writeFileSync(join(folder.dir, 'backups', 'foyer-20260301T080000000Z.sqlite'), 'rubbish')
    truncateSync(folder.file, 5000)
    folder.use(({ store, condition, notice }) => {
      assert.equal(condition, 'emptied')
      assert.match(notice ?? '', /started empty\. Import the roster again\./)
      assert.equal(countPeople(store), 0)
      addPeople(store, 1)
    })
  })

  it('takes an empty or missing file beside backups for a loss', async (test) => {
    const folder = openFolder(test)
    await folder.useAndWait(async ({ store }) => {
      addPeople(store, 5)
      await backUpNow(store, folder.dir, 3, nowMs)
    })
    for (const lose of [() => truncateSync(folder.file, 0), () => rmSync(folder.file)]) {
      lose()
      folder.use(({ store, condition, notice }) => {
        assert.equal(condition, 'restored')
        assert.match(notice ?? '', /The database was missing\./)
        assert.equal(countPeople(store), 5)
      })
    }
  })

  it('never throws and always opens, whichever bytes were flipped', (test) => {
    const folder = openFolder(test)
    folder.use(({ store }) => addPeople(store, 300))
    const good = join(folder.dir, 'good-copy')
    copyFileSync(folder.file, good)
    const sizeBytes = statSync(good).size
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(sizeBytes - 1), to: fc.nat(255) }), { minLength: 1, maxLength: 40 }),
        (flips) => {
          copyFileSync(good, folder.file)
          for (const { at, to } of flips) writeAt(folder.file, at, Buffer.from([to]))
          const opening = folder.open()
          // A flipped schema version may make it a file of the future: refused, with everything kept.
          if (opening.type === 'failed') {
            assert.equal(opening.fault.type, 'from-the-future')
            return
          }
          const { store, condition } = opening.stationFile
          if (condition === 'good') countPeople(store)
          else assert.ok(readdirSync(folder.dir).some((name) => name.startsWith('foyer-damaged-')))
          store.close()
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('opening a file only to read', () => {
  it('shows what a running station has just committed', (test) => {
    const folder = openFolder(test)
    folder.use(({ store }) => {
      addPeople(store, 2)
      const reading = openStationFileToRead(folder.dir)
      assert.equal(reading.type, 'opened')
      if (reading.type !== 'opened') return
      assert.equal(countPeople(reading.store), 2)
      assert.equal(reading.findFault(), null)
      addPeople(store, 1)
      assert.equal(countPeople(reading.store), 3)
      reading.store.close()
    })
  })

  it('cannot write', (test) => {
    const folder = openFolder(test)
    folder.use(() => {})
    const reading = openStationFileToRead(folder.dir)
    assert.equal(reading.type, 'opened')
    if (reading.type !== 'opened') return
    assert.throws(() => reading.store.read.prepare('DELETE FROM person').run(), /readonly/)
    reading.store.close()
  })

  it('names the fault of a damaged file and repairs nothing', (test) => {
    const folder = openFolder(test)
    folder.use(({ store }) => addPeople(store, 300))
    overwrite(folder.file, 4096 * 2, 4096 * 3)
    const before = readFileSync(folder.file)
    const reading = openStationFileToRead(folder.dir)
    assert.equal(reading.type, 'opened')
    if (reading.type !== 'opened') return
    assert.match(reading.findFault() ?? '', /page|tree|malformed/i)
    reading.store.close()
    assert.deepEqual(readFileSync(folder.file), before)
  })

  it('says so where there is no file, no database, or one of a newer version', (test) => {
    const dir = makeFolder(test)
    const faultOf = () => {
      const reading = openStationFileToRead(dir)
      return reading.type === 'failed' ? reading.fault.type : null
    }
    assert.equal(faultOf(), 'missing')
    writeFileSync(join(dir, 'foyer.sqlite'), 'no database at all, but long enough to look at for anybody')
    assert.equal(faultOf(), 'damaged')
    rmSync(join(dir, 'foyer.sqlite'))
    const future = openDatabase(join(dir, 'foyer.sqlite'), 'write')
    future.raw.pragma('user_version = 99990')
    future.close()
    assert.equal(faultOf(), 'from-the-future')
  })
})

function openFolder(test: TestContext) {
  const dir = makeFolder(test)
  const locking = lockFolder(dir, 'test')
  assert.equal(locking.type, 'locked')
  if (locking.type !== 'locked') throw new Error('unreachable')
  const { lock } = locking
  test.after(() => lock.release())
  const open = (atMs = nowMs): StationFileOpening => openStationFile(lock, atMs)
  const opened = (atMs?: number): StationFile => {
    const opening = open(atMs)
    if (opening.type === 'failed') assert.fail(opening.fault.message)
    return opening.stationFile
  }
  return {
    dir,
    lock,
    open,
    file: join(dir, 'foyer.sqlite'),
    use: (work: (file: StationFile) => void, atMs?: number): void => {
      const file = opened(atMs)
      work(file)
      file.store.close()
    },
    useAndWait: async (work: (file: StationFile) => Promise<void>): Promise<void> => {
      const file = opened()
      await work(file)
      file.store.close()
    },
    /** What a folder looks like after its process was killed: copied while it was open, log and all. */
    crash: (work: (file: StationFile) => void): void => {
      const file = opened()
      work(file)
      const names = readdirSync(dir).filter((name) => name.startsWith('foyer.'))
      const copies = names.map((name) => [name, readFileSync(join(dir, name))] as const)
      file.store.close()
      for (const [name, bytes] of copies) writeFileSync(join(dir, name), bytes)
    },
  }
}

let people = 0

function addPeople(store: Store, count: number): void {
  store.transact((db) => {
    const sql = `INSERT INTO person (employee_number, display_name, is_active, changed_at_ms) VALUES (@number, @name, 1, 0)`
    for (let index = 0; index < count; index++) {
      db.prepare(sql).run({ number: `E${people++}`, name: 'Somebody with a rather long name, to fill some pages' })
    }
    return { ok: true, value: null }
  })
}

function countPeople({ read }: Pick<Store, 'read'>): number {
  return read.prepare<{ n: number }>('SELECT count(*) AS n FROM person').get()?.n ?? 0
}

function overwrite(file: string, from: number, to: number): void {
  writeAt(file, from, Buffer.alloc(to - from, 0xa5))
}

function writeAt(file: string, at: number, bytes: Buffer): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, bytes, 0, bytes.length, at)
  closeSync(handle)
}
