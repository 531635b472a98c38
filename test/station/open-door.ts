/** A station on a folder of its own, which tells a central service and pulls from it. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import { replayedReading } from '../../core/station/clock.ts'
import { composeSync } from '../../core/station/compose-sync.ts'
import { pullOnce } from '../../core/station/pull.ts'
import { createTapContext } from '../../core/station/station.ts'
import { drainOnce } from '../../core/station/sync.ts'
import { decideTap } from '../../core/station/tap.ts'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'
import { createExchange } from '../../core/upstream/http.ts'
import { person, secret } from '../central/open-central.ts'

export const hour = 3_600_000
export const monday = Temporal.Instant.from('2026-03-02T08:00:00+01:00').epochMilliseconds

export const card = (internalNumber: number) => ({
  systemId: null,
  facilityCode: null,
  internalNumber,
  externalNumber: null,
  format: 'em4100',
  cardType: null,
})
export const people = [
  { ...person('E1'), cards: [card(1)] },
  { ...person('E2'), cards: [card(2)] },
]

const silent = { info: () => {}, warn: () => {}, error: () => {} }

/**
 * A station on a folder of its own that tells and pulls.
 *
 * @param prepare May put a file into the folder before it is opened.
 */
export function openDoor(
  t: TestContext,
  id: string,
  url: string,
  more: Record<string, unknown> = {},
  prepare: (dir: string) => void = () => {},
) {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-door-'))
  prepare(dir)
  const store = openDatabase(join(dir, 'foyer.sqlite'), 'write')
  migrate(store, stationMigrations, () => {})
  const settings = stationSettings.parse({
    station: { id, zone: 'Europe/Berlin' },
    readers: [
      { id: 'front', use: 'toggle' },
      { id: 'gate-in', use: 'in' },
      { id: 'gate-out', use: 'out' },
    ],
    upstreams: { clock: { url, communityId: 'foyer', key: secret } },
    pull: { url, token: secret, ...more },
  })
  const exchange = createExchange()
  const sync = composeSync(store, settings, silent)
  let isOpen = true
  const close = async (): Promise<void> => {
    if (!isOpen) return
    isOpen = false
    await exchange.close()
    await sync.close()
    store.close()
    rmSync(dir, { recursive: true, force: true })
  }
  t.after(close)
  const rows = (sql: string) => store.read.prepare<Record<string, unknown>>(sql).all()
  const parts = { store, settings, exchange, now: Date.now, runId: randomUUID() }
  return {
    store,
    settings,
    parts,
    close,
    rows,
    pull: (isAsked = false) => pullOnce(parts, isAsked),
    tell: () => drainOnce(sync),
    tap: (number: number, atMs: number, reader = 'front', cause: 'tap' | 'replay' = 'tap') =>
      decideTap(createTapContext(store, settings), {
        reader,
        presented: { type: 'text', text: String(number).padStart(10, '0') },
        clock: replayedReading(atMs),
        cause,
      }).decision,
    periods: (employeeNumber = 'E1') =>
      rows(
        `SELECT (started_ms - ${monday}) / 3600000.0 AS a, (ended_ms - ${monday}) / 3600000.0 AS b, state FROM period
         JOIN person ON person.id = person_id WHERE employee_number = '${employeeNumber}' ORDER BY anchor_ms`,
      ).map(({ a, b, state }) => [a, b, state]),
  }
}

export type Door = ReturnType<typeof openDoor>

export async function meet(...doors: Door[]): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    for (const door of doors) await door.tell()
    for (const door of doors) await door.pull()
  }
}
