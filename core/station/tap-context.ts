/** What a tap needs besides its badge, and what comes of it. */
import type { EventCause } from '../attendance/attendance-store.ts'
import type { DayAndWeek } from '../attendance/hours.ts'
import type { Presented } from '../badge/presented.ts'
import type { Decision } from '../contract/decision.ts'
import type { StationSettings } from '../contract/settings.ts'
import type { PersonSchedules } from '../schedule/schedule-store.ts'
import type { Store } from '../store/database.ts'
import type { ClockReading } from './clock.ts'
import type { CountedTap } from './decide-tap.ts'

export type Presentation = {
  reader: string
  presented: Presented
  clock: ClockReading
  cause: Extract<EventCause, 'tap' | 'replay'>
}

export type TapContext = {
  store: Store
  settings: StationSettings
  /** UUIDv7 of an instant. */
  newEventId: (atMs: number) => string
  dayAndWeek: (atMs: number) => DayAndWeek
  /** Taps that counted, by card, on the clock that nobody can set: the guard holds while the wall clock is being moved. */
  countedByCard: Map<number, { monotonicMs: number; tap: CountedTap }>
  schedules: PersonSchedules
}

/** `cardId`: the known card; null where there is none. */
export type DecidedTap = { decision: Decision; cardId: number | null }
