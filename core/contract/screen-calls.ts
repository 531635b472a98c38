/** What any screen may ask and hear: the part of the contract that a kiosk loads. */
import { z } from 'zod'
import { decision } from './decision.ts'
import { photoCalls } from './photo-calls.ts'
import { badgeRead, readerView } from './reader-views.ts'
import { sessionCalls, sessionEvents } from './session-calls.ts'
import { screenThemes } from './settings.ts'
import { tapCalls } from './tap-calls.ts'

const empty = z.strictObject({})

/** A device's input report as upper- or lower-case hex, as it came from the device. */
export const reportHex = z
  .string()
  .max(1024)
  .regex(/^([0-9A-Fa-f]{2})*$/, 'expected pairs of hex digits')

/**
 * Readers that type into the window, the first of them also for what a person types there; `suffix` null: Enter or Tab.
 */
const windowReaders = z
  .array(
    z.object({
      id: z.string(),
      prefix: z.string(),
      suffix: z.string().nullable(),
      minLength: z.int(),
      maxLength: z.int(),
      charMs: z.number(),
      gapMs: z.number(),
    }),
  )
  .min(1)

/** Of a station that has no `station.json` yet (`setup-calls.ts`). */
export const setupView = z.object({
  /** The time zone of this machine, and all that it knows. */
  zone: z.string(),
  zones: z.array(z.string()),
  windowReaders,
  version: z.string(),
})

export const stationView = z.object({
  station: z.object({
    id: z.string(),
    name: z.string(),
    location: z.string(),
    zone: z.string(),
    languages: z.array(z.string()),
  }),
  rules: z.object({ resultSeconds: z.number(), undoSeconds: z.number() }),
  screen: z.object({
    hideNames: z.boolean(),
    hideHours: z.boolean(),
    isSoundOn: z.boolean(),
    isSpoken: z.boolean(),
    theme: z.enum(screenThemes),
  }),
  /** A photo is taken at every tap that counts, of at most so many bytes; null: none. */
  photo: z.object({ maxBytes: z.int() }).nullable(),
  windowReaders,
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
  readers: z.array(readerView),
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

export const screenCalls = {
  getStation: {
    role: 'screen',
    request: empty,
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('station'), view: stationView }),
      z.object({ type: z.literal('in-setup'), view: setupView }),
    ]),
  },
  getStatus: {
    role: 'screen',
    request: empty,
    answer: z.object({ type: z.literal('status'), view: statusView }),
  },
  /** Input reports of a keyboard that typed into the window, the keyboard fallback of a reader. */
  presentReports: {
    role: 'screen',
    request: z.strictObject({
      reports: z.array(reportHex).max(256),
      /** One of `windowReaders`; absent: the first. */
      reader: z.string().max(64).optional(),
      /**
       * Absent: more may follow. `whole`: this is all of one presentation, and what has no Enter is given up. `garbled`: keys came
       * as fast as a reader's and as nobody's badge; there are no reports, and the presentation is unreadable.
       */
      end: z.enum(['whole', 'garbled']).optional(),
    }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('accepted') }),
      z.object({ type: z.literal('unknown-reader') }),
    ]),
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
  ...tapCalls,
  ...photoCalls,
  ...sessionCalls,
} as const

export const events = {
  /** A presentation was decided, and what was decided is durable. */
  decided: decision,
  /** A tap was taken back, on screen or by the same badge. */
  undone: z.object({ eventId: z.string(), displayName: z.string().nullable() }),
  statusChanged: statusView,
  badgeRead,
  ...sessionEvents,
} as const satisfies Record<string, z.ZodType>

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
