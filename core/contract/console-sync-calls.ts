/** What the console shows of telling the upstreams, and of pulling. What it changes are the calls of `outbox-calls.ts`. */
import { z } from 'zod'
import { upstreamName } from './outbox-calls.ts'

const role = 'supervisor' as const

/** What is delivered and withdrawn is for the command line: nobody has to look at it, and there may be millions. */
const outboxState = z.enum(['waiting', 'in-flight', 'refused', 'set-aside'])

const upstreamView = z.object({
  upstream: upstreamName,
  /** Off: `station.json` has no such upstream. */
  isConfigured: z.boolean(),
  /** What is on its way is among it. Of a long backlog some seconds old. */
  waiting: z.int(),
  oldestWaitingAtMs: z.int().nullable(),
  /** Refused, and nobody has dealt with it yet. */
  refused: z.int(),
  /** What keeps it from being told; null: nothing. */
  heldUp: z
    .object({
      /** Null: only rows wait, and not for the upstream as a whole. `configuration`: an operator is needed. */
      cause: z.enum(['unreachable', 'lost', 'busy', 'configuration']).nullable(),
      why: z.string(),
      failures: z.int().nullable(),
      nextTryAtMs: z.int(),
    })
    .nullable(),
  /** Of the last batch of rows that it answered for. */
  lastAnswer: z
    .object({
      atMs: z.int(),
      outcome: z.enum(['delivered', 'refused']),
      words: z.string().nullable(),
      delivered: z.int(),
      refused: z.int(),
    })
    .nullable(),
})

const pulledList = z.object({
  topic: z.enum(['people', 'timeProfiles', 'clock']),
  isOn: z.boolean(),
  workedAtMs: z.int().nullable(),
  fault: z.string().nullable(),
  warning: z.string().nullable(),
})

const advice = z.discriminatedUnion('type', [
  z.object({ type: z.literal('mend-configuration'), why: z.string() }),
  z.object({ type: z.literal('retry-followed'), row: z.int() }),
  z.object({
    type: z.enum([
      'in-doubt',
      'goes-out',
      'on-its-way',
      'nothing',
      'set-aside',
      'delete-by-hand',
      'enter-by-hand',
      'correct',
      'make-known',
      'put-right',
    ]),
  }),
])

const rowView = z.object({
  id: z.int(),
  upstream: upstreamName,
  state: outboxState,
  employeeNumber: z.string().nullable(),
  displayName: z.string().nullable(),
  /** What it says; null where that is secret (`authData`). */
  says: z.json().nullable(),
  attempts: z.int(),
  enqueuedAtMs: z.int(),
  /** When it goes out by itself; null for what is settled. */
  dueAtMs: z.int().nullable(),
  settledAtMs: z.int().nullable(),
  reason: z.string().nullable(),
  /** The server's own words. */
  answer: z.string().nullable(),
  setAsideBecause: z.string().nullable(),
  advice,
})

export const consoleSyncCalls = {
  getSync: {
    role,
    request: z.strictObject({}),
    answer: z.object({
      type: z.literal('sync'),
      atMs: z.int(),
      network: z.enum(['online', 'offline', 'off']),
      upstreams: z.array(upstreamView),
      pull: z.array(pulledList),
    }),
  },
  /** Rows of one state, the oldest first; `after`: the id of the last row that is there already. */
  listOutbox: {
    role,
    request: z.strictObject({
      upstream: upstreamName.optional(),
      state: outboxState,
      after: z.int().min(0).optional(),
      limit: z.int().min(1).max(500),
    }),
    answer: z.object({
      type: z.literal('rows'),
      rows: z.array(rowView),
      hasMore: z.boolean(),
      /** How many there are in all; counted of refused ones alone. */
      total: z.int().nullable(),
    }),
  },
  /** How much waited at each instant that the station looked, and now, the oldest first. */
  getBacklog: {
    role,
    request: z.strictObject({ hours: z.int().min(1).max(168) }),
    answer: z.object({
      type: z.literal('backlog'),
      fromMs: z.int(),
      atMs: z.int(),
      upstreams: z.array(upstreamName),
      samples: z.array(z.object({ atMs: z.int(), waiting: z.record(z.string(), z.int()) })),
    }),
  },
} as const
