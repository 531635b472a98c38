/**
 * A station that is made to be killed: it enqueues a morning, one event a transaction, and drains now and then. Started
 * again on the same file it goes on where the file says it was. Run as a program it takes one argument, JSON.
 */

import type { ClockSettings } from '../../core/contract/settings.ts'
import { enqueue, summarise } from '../../core/outbox/outbox-store.ts'
import { type AttendanceFact, tellAttendance } from '../../core/outbox/tell.ts'
import { drainOnce } from '../../core/station/sync.ts'
import { resumeOutbox } from '../../core/station/sync-lane.ts'
import { createLanes } from '../../core/station/upstream-lanes.ts'
import { createExchange } from '../../core/upstream/http.ts'
import { openStoreFile, write } from './station-store.ts'

export type MorningEvent = {
  eventId: string
  personId: number
  kind: 'in' | 'out'
  atMs: number
  startedBy: string | null
}

/** Five people who come and go in turn, a second apart. */
export function morning(count: number): MorningEvent[] {
  const openByPerson = new Map<number, string>()
  const startMs = Date.parse('2026-03-02T07:00:00Z')
  return Array.from({ length: count }, (_, index) => {
    const personId = (index % 5) + 1
    const eventId = `e${index}`
    const startedBy = openByPerson.get(personId) ?? null
    if (startedBy === null) openByPerson.set(personId, eventId)
    else openByPerson.delete(personId)
    return { eventId, personId, kind: startedBy === null ? 'in' : 'out', atMs: startMs + index * 1000, startedBy }
  })
}

export function toFact(event: MorningEvent): AttendanceFact {
  return { ...event, firstPresence: null }
}

type Request = ClockSettings & { file: string; events: number; stopAtStep: number }

async function run(request: Request): Promise<void> {
  let steps = 0
  /** A moment between two steps. */
  const step = (): void => {
    steps += 1
    if (steps === request.stopAtStep) process.kill(process.pid, 'SIGKILL')
  }
  const opened = openStoreFile(request.file)
  const store: Pick<typeof opened, 'read' | 'transact'> = {
    read: opened.read,
    transact: (work) => {
      step()
      const result = opened.transact((db) => {
        const made = work(db)
        step()
        return made
      })
      step()
      return result
    },
  }
  const exchange = createExchange()
  const parts = {
    store,
    exchange: {
      send: async (...sent: Parameters<typeof exchange.send>) => {
        step()
        const outcome = await exchange.send(...sent)
        step()
        return outcome
      },
    },
    now: Date.now,
    random: () => 0,
    report: () => {},
    sleep: async () => {},
  }
  resumeOutbox(store)
  const lanes = createLanes({ clock: request }, parts, 'UTC')
  const drain = (): Promise<unknown> => drainOnce({ ...parts, lanes, configured: ['clock'] })
  process.stdout.write('at work\n')
  for (const [index, event] of morning(request.events).entries()) {
    const rules = { undoSeconds: 0, upstreams: { clock: true, presence: false } }
    const isKnown = store.read.prepare('SELECT 1 FROM outbox WHERE key = @key').get({ key: event.eventId })
    if (!isKnown) write(store, (db) => enqueue(db, tellAttendance(toFact(event), rules)))
    if (index % 7 === 6) await drain()
  }
  while (summarise(store.read).waiting > 0) await drain()
  await exchange.close()
  opened.close()
}

if (import.meta.main) await run(JSON.parse(process.argv[2] ?? ''))
