/**
 * The one contract between a station and whoever looks at it: for each call its request and its answer, for each event
 * its body, as one zod object that gives the type, the validator and the handler's signature. Expected outcomes are
 * answers with a `type`; nothing throws across a door.
 */
import type { z } from 'zod'
import { attendanceCalls } from './attendance-calls.ts'
import { consoleCalls } from './console-calls.ts'
import { enrolmentCalls } from './enrolment-calls.ts'
import { folderCalls, type importReport, type upstreamCounts } from './folder-calls.ts'
import { outboxCalls } from './outbox-calls.ts'
import { readerCalls, type seenReport } from './reader-calls.ts'
import type { readerView } from './reader-views.ts'
import {
  type events,
  type rejection,
  screenCalls,
  type setupView,
  type stationView,
  type statusView,
} from './screen-calls.ts'
import { setupCalls } from './setup-calls.ts'
import { supervisorCalls } from './supervisor-calls.ts'

/** Who calls: the screen's token, or the owner of the data folder (the command line, handing over a request). */
export type Role = 'screen' | 'owner'

/** Who may call: any screen, a screen at which a supervisor is signed in, or the owner alone. The owner may call all. */
export type Right = 'screen' | 'supervisor' | 'owner'

/** One conversation at a door, such as one window. */
export type Caller = { id: string; role: Role }

/** A kiosk loads `screenCalls` alone; the others come with the console. */
export const calls = {
  ...screenCalls,
  ...consoleCalls,
  ...folderCalls,
  ...readerCalls,
  ...supervisorCalls,
  ...attendanceCalls,
  ...enrolmentCalls,
  ...outboxCalls,
  ...setupCalls,
} as const satisfies Record<string, { role: Right; request: z.ZodType; answer: z.ZodType }>

export type Calls = typeof calls
export type CallName = keyof Calls
export type Request<N extends CallName> = z.output<Calls[N]['request']>
export type Answer<N extends CallName> = z.output<Calls[N]['answer']>
export type Events = typeof events
export type EventName = keyof Events
export type EventBody<N extends EventName> = z.output<Events[N]>

/** Whoever hears events: each by its name. */
export type Listener = <N extends EventName>(name: N, body: EventBody<N>) => void

export type Handle<N extends CallName> = (request: Request<N>, caller: Caller) => Promise<Answer<N>>
type SetupCallName = keyof typeof setupCalls
/** Of a station that is set up. */
export type StationCallName = Exclude<CallName, SetupCallName>

/** What a configured station provides; a missing call does not compile, and one of the setup's has no place. */
export type Handlers = { [N in StationCallName]: Handle<N> } & { [N in SetupCallName]?: never }

/** What a station provides as long as it is being set up. */
export type SetupHandlers = { [N in SetupCallName | 'getStation' | 'presentReports']: Handle<N> } & {
  [N in Exclude<keyof Handlers, SetupCallName | 'getStation' | 'presentReports'>]?: never
}

export type Rejection = z.output<typeof rejection>

export type SetupView = z.output<typeof setupView>
export type StationView = z.output<typeof stationView>
export type WindowReader = StationView['windowReaders'][number]
export type StatusView = z.output<typeof statusView>
export type ReaderView = z.output<typeof readerView>
export type SeenReport = z.output<typeof seenReport>
export type ImportReport = z.output<typeof importReport>
export type UpstreamCounts = z.output<typeof upstreamCounts>
