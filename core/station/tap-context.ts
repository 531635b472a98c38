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

/** Where and when somebody clocks in or out. `screen`: whoever just tapped turned the tap round. */
export type TapOrigin = {
  reader: string
  clock: ClockReading
  cause: Extract<EventCause, 'tap' | 'replay' | 'screen'>
  /** The tap that was turned round. */
  refersTo?: string
}

export type Presentation = TapOrigin & { presented: Presented; cause: Extract<EventCause, 'tap' | 'replay'> }

/** A tap that counted, on the clock that nobody can set: the guard holds while the wall clock is being moved. */
export type GuardedTap = { monotonicMs: number; tap: CountedTap }

export type TapContext = {
  store: Store
  settings: StationSettings
  /** UUIDv7 of an instant. */
  newEventId: (atMs: number) => string
  dayAndWeek: (atMs: number) => DayAndWeek
  countedByCard: Map<number, GuardedTap>
  /** Of taps without a card, by number and PIN. */
  countedByPerson: Map<number, GuardedTap>
  schedules: PersonSchedules
}

/** `cardId`: the known card; null where there is none. `personId`: whom the decision names. */
export type DecidedTap = { decision: Decision; cardId: number | null; personId: number | null }
