import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { centralFileName } from '../../core/central/central-folder.ts'
import { openDatabase } from '../../core/store/database.ts'
import type { BacklogFigures } from './backlog-station.ts'
import { atMost, type BenchRow, exactly } from './bench-row.ts'
import { fillCentral } from './fill-central.ts'
import { fillStation } from './fill-station.ts'
import { openPeer } from './open-peer.ts'

const people = 50_000
const rowsAtAll = 1_000_000
const heapMiB = 64
const seconds = 30

/** A station that has been alone for long: it must not need the more memory, nor time for its status, the more waits. */
export const backlogRow: BenchRow = {
  name: 'backlog',
  work: `a station with ${heapMiB} MiB of heap tells the reference service for ${seconds} s what waits: 1,000,000 rows of clock and presence`,
  against: 'its own first half, and the time that passed',
  run: async ({ folder, say }) => {
    const file = join(folder, 'station.sqlite')
    fillStation(file, { people, events: 0 })
    fillBacklog(file)
    say(`  ${rowsAtAll.toLocaleString('en')} rows wait`)
    const dataDir = join(folder, 'central')
    mkdirSync(dataDir)
    fillCentral(join(dataDir, centralFileName), { people, pastDates: 0 })
    const central = await openPeer(['central', dataDir])
    try {
      const station = join(import.meta.dirname, 'backlog-station.ts')
      const args = [`--max-old-space-size=${heapMiB}`, station, file, central.url, String(seconds)]
      const { stdout } = await promisify(execFile)(process.execPath, args)
      const figures: BacklogFigures = JSON.parse(stdout)
      return {
        checks: [
          atMost(
            'memory, most of the second half against the first',
            figures.secondHalfBytes / figures.firstHalfBytes,
            1.25,
          ),
          exactly('rows refused', figures.refused, 0),
          atMost('share of the time that reading the status takes', figures.statusShare * 100, 5, ' %'),
        ],
        details: {
          delivered: figures.delivered,
          mostHeapMiB: figures.mostHeapBytes / 1_048_576,
          mostMemoryMiB: Math.max(figures.firstHalfBytes, figures.secondHalfBytes) / 1_048_576,
          slowestStatusMs: figures.slowestStatusMs,
          'ms to count what waits': figures.countMs,
        },
      }
    } finally {
      await central.close()
    }
  },
}

/** Half of it for each upstream, ten rows of each for everybody, oldest first. */
function fillBacklog(file: string): void {
  const database = openDatabase(file, 'write')
  const { raw } = database
  const atMs = Date.now() - 86_400_000
  raw.pragma('synchronous = OFF')
  raw.exec(`BEGIN;
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${rowsAtAll / 2}),
      row AS (SELECT i, i % ${people} + 1 AS person, i / ${people} AS turn, column1 AS upstream
        FROM n, (VALUES ('clock'), ('presence')))
    INSERT INTO outbox (upstream, fence, key, person_id, payload, state, is_first, enqueued_at_ms, due_at_ms, scheduled_at_ms)
    SELECT upstream, 'person:' || person, printf('019c9f4e-7d2a-7c31-9a55-%012x', i), person,
      iif(upstream = 'clock',
        json_object('want', iif(turn % 2 = 0, 'in', 'out'), 'occurredAtMs', ${atMs} + i),
        json_object('localDate', date('2026-01-05', turn || ' days'), 'location', 'HQ', 'state', 'at_location')),
      'waiting', turn = 0, ${atMs} + i, ${atMs} + i, ${atMs} + i
    FROM row;
    COMMIT;`)
  database.close()
}
