/** A station's store with two people and a supervisor, and everything that they can do to attendance. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import { settle } from '../../core/outbox/settle-store.ts'
import { takeBatch } from '../../core/outbox/take-batch-store.ts'
import { giveCard } from '../../core/people/give-card-store.ts'
import { findPersonByEmployeeNumber, upsertPerson } from '../../core/people/people-store.ts'
import { setRole } from '../../core/people/role-store.ts'
import { replayedReading } from '../../core/station/clock.ts'
import { createTapContext } from '../../core/station/station.ts'
import {
  addPeriod,
  correctEvent,
  forceIn,
  forceOut,
  removePeriod,
  settleEvent,
  undoEvent,
} from '../../core/station/supervise.ts'
import type { SuperviseOutcome } from '../../core/station/supervised-change.ts'
import { decideTap } from '../../core/station/tap.ts'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'

export const minute = 60_000
export const hour = 60 * minute
export const monday = Temporal.Instant.from('2026-03-02T08:00:00+01:00').epochMilliseconds

const settings = stationSettings.parse({
  station: { id: 'door', zone: 'Europe/Berlin' },
  readers: [
    { id: 'front', use: 'toggle' },
    { id: 'gate-in', use: 'in' },
    { id: 'gate-out', use: 'out' },
  ],
  upstreams: {
    clock: { url: 'http://127.0.0.1:9', communityId: 'foyer', key: 'k' },
    presence: { url: 'http://127.0.0.1:9', token: 't' },
  },
})

export type Folder = { dir: string; discard: () => void }

export function makeFolder(): Folder {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-supervise-'))
  return { dir, discard: () => rmSync(dir, { recursive: true, force: true }) }
}

export function openDesk({ dir }: Folder) {
  const store = openDatabase(join(dir, 'foyer.sqlite'), 'write')
  migrate(store, stationMigrations, () => {})
  store.transact((db) => {
    if (findPersonByEmployeeNumber(db, 'E1')) return { ok: false, refusal: null }
    for (const [index, employeeNumber] of ['E1', 'E2', 'BOSS'].entries()) {
      const person = { displayName: employeeNumber, email: null, userId: null, apiId: null, username: null }
      const more = {
        accId: null,
        discord: null,
        uniqueId: null,
        isActive: true,
        occupancySystemId: null,
        timeProfiles: [],
      }
      const personId = upsertPerson(db, { employeeNumber, ...person, ...more }, 0)
      const card = { systemId: null, facilityCode: null, externalNumber: null, format: 'em4100', cardType: null }
      giveCard(db, { ...card, internalNumber: index + 1 }, personId, 0)
      if (employeeNumber === 'BOSS') setRole(db, personId, 'supervisor', 0)
    }
    return { ok: true, value: null }
  })
  const context = createTapContext(store, settings)
  const by = { type: 'supervisor', employeeNumber: 'BOSS' } as const
  const ask = (atMs: number) => ({ by, reason: 'because', clock: replayedReading(atMs) })
  const rows = (sql: string) => store.read.prepare<Record<string, unknown>>(sql).all()
  return {
    store,
    context,
    by,
    ask,
    rows,
    tap: (number: number, atMs: number, reader = 'front') =>
      decideTap(context, {
        reader,
        presented: { type: 'text', text: String(number).padStart(10, '0') },
        clock: replayedReading(atMs),
        cause: 'tap',
      }).decision,
    undo: (eventId: string, atMs: number) => undoEvent(context, { ...ask(atMs), eventId }),
    settle: (eventId: string, atMs: number, nowMs: number) => settleEvent(context, { ...ask(nowMs), eventId, atMs }),
    correct: (eventId: string, atMs: number, nowMs: number) => correctEvent(context, { ...ask(nowMs), eventId, atMs }),
    add: (fromMs: number, untilMs: number, nowMs: number) =>
      addPeriod(context, { ...ask(nowMs), employeeNumber: 'E1', fromMs, untilMs }),
    remove: (eventId: string, atMs: number) => removePeriod(context, { ...ask(atMs), eventId }),
    forceIn: (atMs: number, employeeNumber = 'E1', isAnew = true) =>
      forceIn(context, { ...ask(atMs), employeeNumber, isAnew }),
    forceOut: (atMs: number, employeeNumber = 'E1') => forceOut(context, { ...ask(atMs), employeeNumber }),
    /** Start, end and state of every period, in hours since Monday at eight. */
    periods: () =>
      rows('SELECT started_ms, ended_ms, state FROM period ORDER BY anchor_ms').map(
        ({ started_ms, ended_ms, state }) => [toHours(started_ms), toHours(ended_ms), state],
      ),
    clockRows: () =>
      rows(`SELECT payload, state, reason FROM outbox WHERE upstream = 'clock' ORDER BY id`).map(
        ({ payload, state, reason }) => [JSON.parse(String(payload)).want, state, reason],
      ),
    /** Sends everything that waits. */
    deliver: (nowMs: number) => {
      for (;;) {
        const sent = store.transact((db) => {
          const taken = (['clock', 'presence'] as const).flatMap((upstream) =>
            takeBatch(db, upstream, { rows: 100, bytes: 1e6 }, nowMs),
          )
          const outcome = { type: 'delivered', answer: 'ok' } as const
          settle(
            db,
            taken.map(({ id }) => ({ rowId: id, outcome })),
            nowMs,
          )
          return { ok: true, value: taken.length }
        })
        if (!sent.ok || sent.value === 0) return
      }
    },
  }
}

function toHours(ms: unknown): number | null {
  return ms === null ? null : (Number(ms) - monday) / hour
}

export function open(t: TestContext) {
  const folder = makeFolder()
  const desk = openDesk(folder)
  t.after(() => {
    desk.store.close()
    folder.discard()
  })
  return desk
}

export function done(outcome: SuperviseOutcome): string {
  assert.equal(outcome.type, 'done', JSON.stringify(outcome))
  return outcome.events[0] ?? ''
}

export const why = (outcome: SuperviseOutcome) => (outcome.type === 'done' ? 'done' : outcome.why)

export function makeFolderFor(t: TestContext): Folder {
  const folder = makeFolder()
  t.after(folder.discard)
  return folder
}
