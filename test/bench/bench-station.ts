/** A real station on a file of its own, with a door that leads nowhere and a clock that the benchmark moves. */
import { textToReports } from '../../core/badge/keyboard-report.ts'
import { stationSettings } from '../../core/contract/settings.ts'
import { serveRpc } from '../../core/door/serve-rpc.ts'
import { openStation } from '../../core/station/station.ts'
import { openDatabase } from '../../core/store/database.ts'
import { cardDigits, location, today, zone } from './fill-station.ts'

/** Rows of a tap that comes in for the first time on a day: event, period, presence entry, and one per upstream. */
export const rowsPerTap = 5

export type BenchStation = {
  /** The whole way, report bytes to the text at the door. Answers how long it took, in milliseconds. */
  tap: (person: number) => number
  /** One report of a badge on a reader, without waiting. */
  feed: (reader: string, report: Uint8Array) => void
  /** Lets the station's clock go on. */
  passTime: (ms: number) => void
  /** What has been posted at the door so far. */
  posted: string[]
  /** How many rows the five tables of a tap hold. */
  countRows: () => { event: number; period: number; presence: number; outbox: number }
  close: () => void
}

const settings = stationSettings.parse({
  station: { id: 'front-door', zone, location },
  readers: ['front', 'back', 'left', 'right'].map((id) => ({ id })),
  // Nobody listens there, and nothing is sent: what is measured ends with the rows in the outbox.
  upstreams: {
    clock: { url: 'http://127.0.0.1:9', communityId: 'foyer', key: 'k' },
    presence: { url: 'http://127.0.0.1:9', token: 't' },
  },
})

export const readerIds = settings.readers.map(({ id }) => id)

/** What a reader types for a person's card, Enter included. */
export function badgeReports(person: number): Uint8Array[] {
  return textToReports(`${cardDigits(person)}\n`)
}

export function openBenchStation(file: string): BenchStation {
  const store = openDatabase(file, 'write')
  const posted: string[] = []
  let passedMs = 0
  const startMs = Temporal.PlainDateTime.from(`${today}T07:30`).toZonedDateTime(zone).epochMilliseconds
  const station = openStation({
    store,
    settings,
    demo: null,
    version: 'bench',
    notice: null,
    wallMs: () => startMs + passedMs,
    monotonicMs: () => passedMs,
    sync: { wake: () => {}, state: () => 'online', fault: () => null, drainOnce: async () => ({}) },
    onStorageFault: (fault) => {
      throw new Error(fault)
    },
  })
  const door = serveRpc({
    api: station,
    role: 'screen',
    channel: { post: (text) => posted.push(text), listen: () => () => {} },
    log: { warn: () => {}, error: () => {} },
  })

  const tap = (person: number): number => {
    const reports = badgeReports(person)
    const before = posted.length
    const startedMs = performance.now()
    for (const report of reports) station.feed('front', report)
    const endedMs = performance.now()
    if (posted.length !== before + 1)
      throw new Error(`the door was handed ${posted.length - before} answers to one tap`)
    return endedMs - startedMs
  }
  const count = (sql: string) => store.read.prepare<{ n: number }>(sql).get()?.n ?? 0

  return {
    tap,
    posted,
    feed: station.feed,
    passTime: (ms) => {
      passedMs += ms
    },
    countRows: () => ({
      event: count('SELECT count(*) AS n FROM event'),
      period: count('SELECT count(*) AS n FROM period'),
      presence: count('SELECT count(*) AS n FROM presence_entry'),
      outbox: count('SELECT count(*) AS n FROM outbox'),
    }),
    close: () => {
      door.close()
      station.close()
      store.close()
    },
  }
}
