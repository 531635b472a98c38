import type { Migration } from '../migrate.ts'
import { first } from './0010-first.ts'
import { roster } from './0020-roster.ts'
import { schedules } from './0030-schedules.ts'
import { presence } from './0040-presence.ts'
import { enrolment } from './0050-enrolment.ts'
import { supervision } from './0060-supervision.ts'
import { cardPastStates } from './0070-card-past-states.ts'
import { outboxSetAside } from './0080-outbox-set-aside.ts'
import { pull } from './0090-pull.ts'
import { batchPreviews } from './0100-batch-previews.ts'
import { pinAttempts } from './0120-pin-attempts.ts'
import { upstreamPauses } from './0130-upstream-pauses.ts'
import { pulledCards } from './0140-pulled-cards.ts'
import { pinGuesses } from './0150-pin-guesses.ts'
import { syncHistory } from './0160-sync-history.ts'
import { unknownCardTaps } from './0190-unknown-card-taps.ts'

/** Every step of the station's own file, ascending. */
export const stationMigrations: readonly Migration[] = [
  first,
  roster,
  schedules,
  presence,
  enrolment,
  supervision,
  cardPastStates,
  outboxSetAside,
  pull,
  batchPreviews,
  pinAttempts,
  upstreamPauses,
  pulledCards,
  pinGuesses,
  syncHistory,
  unknownCardTaps,
]
