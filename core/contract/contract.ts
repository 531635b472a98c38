/**
 * The one contract between a station and whoever looks at it: for each call its request and its answer, for each event
 * its body, as one zod object that gives the type, the validator and the handler's signature. Expected outcomes are
 * answers with a `type`; nothing throws across a door.
 */
import { z } from 'zod'
import { attendanceCalls } from './attendance-calls.ts'
import { consoleCalls } from './console-calls.ts'
import { decision } from './decision.ts'
import { enrolmentCalls } from './enrolment-calls.ts'
import { outboxCalls } from './outbox-calls.ts'
import { sessionCalls, sessionEvents } from './session-calls.ts'
import { supervisorCalls } from './supervisor-calls.ts'

/** Who calls: the screen's token, or the owner of the data folder (the command line, handing over a request). */
export type Role = 'screen' | 'owner'

/** Who may call: any screen, a screen at which a supervisor is signed in, or the owner alone. The owner may call all. */
export type Right = 'screen' | 'supervisor' | 'owner'

/** One conversation at a door, such as one window. */
export type Caller = { id: string; role: Role }

const empty = z.strictObject({})

/** A device's input report as upper- or lower-case hex, as it came from the device. */
export const reportHex = z
  .string()
  .max(1024)
  .regex(/^([0-9A-Fa-f]{2})*$/, 'expected pairs of hex digits')

export const stationView = z.object({
  station: z.object({
    id: z.string(),
    name: z.string(),
    location: z.string(),
    zone: z.string(),
    languages: z.array(z.string()),
  }),
  rules: z.object({ resultSeconds: z.number(), undoSeconds: z.number() }),
  screen: z.object({ hideNames: z.boolean(), hideHours: z.boolean(), isSoundOn: z.boolean() }),
  /** The tray of sample badges of a demonstration; null at a real station. */
  demo: z
    .object({
      badges: z.array(
        z.object({ id: z.string(), label: z.string(), note: z.string().nullable(), printed: z.string() }),
      ),
    })
    .nullable(),
  version: z.string(),
})

export const statusView = z.object({
  readers: z.array(z.object({ id: z.string(), name: z.string(), state: z.enum(['ready', 'absent', 'failed']) })),
  /** `off`: no upstream is configured. */
  network: z.enum(['online', 'offline', 'off']),
  /** Facts that wait to be told, all upstreams together. */
  waiting: z.int(),
  oldestWaitingAtMs: z.int().nullable(),
  refused: z.int(),
  /** One per upstream that failed last and is left alone for a while; the others go on. */
  heldUp: z.array(
    z.object({
      upstream: z.string(),
      cause: z.enum(['unreachable', 'lost', 'busy', 'configuration']),
      why: z.string(),
      /** Failures one after the other. */
      failures: z.int(),
      nextTryAtMs: z.int(),
    }),
  ),
  /** When people and cards were last brought up to date; null where they never were. */
  rosterAtMs: z.int().nullable(),
  people: z.int(),
  isClockTrusted: z.boolean(),
  /** Something that an operator must read, such as a database that was restored at start. */
  notice: z.string().nullable(),
})

const importTotals = z.object({
  totalRecords: z.int(),
  totalNew: z.int(),
  totalUpdates: z.int(),
  totalErrors: z.int(),
  totalNoChange: z.int(),
  totalDuplicates: z.int(),
})

export const importReport = z.object({
  ...importTotals.shape,
  isApplied: z.boolean(),
  errors: z.array(z.object({ line: z.int(), reason: z.string() })),
  people: z.array(z.object({ employeeNumber: z.string(), change: z.string() })),
  /** People who are active, and are not afterwards. */
  becomeInactive: z.int(),
  /** Cards that can be used, and cannot afterwards. */
  cardsDie: z.int(),
  /** People who may badge at any time afterwards, because their time profiles are taken away. */
  loseTimeProfiles: z.int(),
  /** What is no error and probably not meant; `line` is null where it is about the whole file. */
  warnings: z.array(z.object({ line: z.int().nullable(), reason: z.string() })),
  /** Present where a threshold is exceeded: approving it would cancel it. */
  thresholdExceptions: z.array(z.string()).optional(),
})

export const upstreamCounts = z.object({
  delivered: z.int(),
  retry: z.int(),
  refused: z.int(),
  unknown: z.int(),
  waiting: z.int(),
})

const wrong = z.object({ type: z.literal('wrong'), message: z.string() })

export const calls = {
  getStation: {
    role: 'screen',
    request: empty,
    answer: z.object({ type: z.literal('station'), view: stationView }),
  },
  getStatus: {
    role: 'screen',
    request: empty,
    answer: z.object({ type: z.literal('status'), view: statusView }),
  },
  /** Input reports of a keyboard that typed into the window, the keyboard fallback of a reader. */
  presentReports: {
    role: 'screen',
    request: z.strictObject({ reports: z.array(reportHex).max(256) }),
    answer: z.object({ type: z.literal('accepted') }),
  },
  tapDemoBadge: {
    role: 'screen',
    request: z.strictObject({ badge: z.string() }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('tapped') }),
      z.object({ type: z.literal('unknown-badge') }),
      z.object({ type: z.literal('not-a-demo') }),
    ]),
  },
  /** Undo while the result is still on screen. */
  undoTap: {
    role: 'screen',
    request: z.strictObject({ eventId: z.string() }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('undone') }),
      z.object({
        type: z.literal('not-undone'),
        why: z.enum(['too-late', 'already-undone', 'not-a-tap', 'superseded']),
      }),
    ]),
  },
  /** Undo from Ready: the next presentation of the card of the last tap undoes it. */
  armUndo: {
    role: 'screen',
    request: empty,
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('armed'), untilMs: z.int() }),
      z.object({ type: z.literal('nothing-to-undo') }),
    ]),
  },
  /** The command line's `import`, handed to the running station. `file` is an absolute path on this machine. */
  importRoster: {
    role: 'owner',
    request: z.strictObject({ file: z.string(), isApproved: z.boolean(), by: z.string().max(1024).optional() }),
    answer: z.discriminatedUnion('type', [
      /**
       * `batch`: the id under which it waits for approval, or was approved, and `preview` what it comes to; null: the file
       * holds nobody, and nothing waits.
       */
      z.object({
        type: z.literal('imported'),
        report: importReport,
        batch: z.string().nullable(),
        preview: z.string().nullable(),
      }),
      /** Thresholds are exceeded; the batch is settled, and nothing was applied. */
      z.object({ type: z.literal('cancelled'), report: importReport, batch: z.string() }),
      z.object({ type: z.literal('refused'), message: z.string() }),
      wrong,
    ]),
  },
  /** One line of the command line's `replay`; the decisions come back in order. */
  replayLine: {
    role: 'owner',
    request: z.strictObject({ line: z.string() }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('decided'), decisions: z.array(decision) }),
      wrong,
    ]),
  },
  syncOnce: {
    role: 'owner',
    request: empty,
    answer: z.object({ type: z.literal('synced'), counts: z.record(z.string(), upstreamCounts) }),
  },
  /** Pulls once from the central service; empty where `station.json` has no `pull`. */
  pullOnce: {
    role: 'owner',
    request: empty,
    answer: z.object({
      type: z.literal('pulled'),
      counts: z.record(z.string(), z.object({ items: z.int(), fault: z.string().nullable() })),
    }),
  },
  ...sessionCalls,
  ...consoleCalls,
  ...supervisorCalls,
  ...attendanceCalls,
  ...enrolmentCalls,
  ...outboxCalls,
} as const satisfies Record<string, { role: Right; request: z.ZodType; answer: z.ZodType }>

export const events = {
  /** A presentation was decided, and what was decided is durable. */
  decided: decision,
  /** A tap was taken back, on screen or by the same badge. */
  undone: z.object({ eventId: z.string(), displayName: z.string().nullable() }),
  statusChanged: statusView,
  ...sessionEvents,
} as const satisfies Record<string, z.ZodType>

export type Calls = typeof calls
export type CallName = keyof Calls
export type Request<N extends CallName> = z.output<Calls[N]['request']>
export type Answer<N extends CallName> = z.output<Calls[N]['answer']>
export type Events = typeof events
export type EventName = keyof Events
export type EventBody<N extends EventName> = z.output<Events[N]>

/** Whoever hears events: each by its name. */
export type Listener = <N extends EventName>(name: N, body: EventBody<N>) => void

/** What a station provides; a missing call does not compile. */
export type Handlers = { [N in CallName]: (request: Request<N>, caller: Caller) => Promise<Answer<N>> }

/** What every call may answer besides its own answer: the request did not fit, or the caller may not ask it. */
export const rejection = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('invalid-request'),
    issues: z.array(z.object({ path: z.string(), expected: z.string() })),
  }),
  z.object({ type: z.literal('not-allowed') }),
  /** A fault of ours; `reference` finds it in the log. */
  z.object({ type: z.literal('failed'), reference: z.string() }),
])
export type Rejection = z.output<typeof rejection>

export type StationView = z.output<typeof stationView>
export type StatusView = z.output<typeof statusView>
export type ImportReport = z.output<typeof importReport>
export type UpstreamCounts = z.output<typeof upstreamCounts>
