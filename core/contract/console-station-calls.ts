/** What the console shows of the station itself, and what it has it do for whoever looks after it. */
import { z } from 'zod'
import { photoReport } from './console-photo-calls.ts'
import { seenReport } from './reader-calls.ts'
import { readerView } from './reader-views.ts'
import { refused } from './refused.ts'

const role = 'supervisor' as const
const by = z.string().max(1024).optional()

export const consoleStationCalls = {
  getStationReport: {
    role,
    request: z.strictObject({}),
    answer: z.object({
      type: z.literal('station-report'),
      atMs: z.int(),
      version: z.string(),
      /** Of what it runs in, such as `v26.1.0` and `linux x64`. */
      runtime: z.string(),
      platform: z.string(),
      startedAtMs: z.int(),
      stationId: z.string(),
      cardSystemId: z.string().nullable(),
      zone: z.string(),
      clock: z.object({
        isTrusted: z.boolean(),
        /** How far the wall clock has gone from the one that nobody can set. */
        driftMs: z.int(),
        /** The last source that is right, and how far ahead of it the wall clock was; null: none yet. */
        confirmed: z.object({ atMs: z.int(), aheadMs: z.int() }).nullable(),
      }),
      counts: z.object({ people: z.int(), cards: z.int(), events: z.int(), openPeriods: z.int() }),
      /** Null: a station without a folder of its own, as in a test. */
      storage: z
        .object({
          folder: z.string(),
          schemaVersion: z.int(),
          fileBytes: z.int(),
          logBytes: z.int(),
          freeBytes: z.number(),
          /** What the check at the start found; `restored` and `emptied` lost taps, or may have. */
          condition: z.enum(['new', 'good', 'restored', 'emptied']),
          check: z.object({ depth: z.enum(['full', 'light']), durationMs: z.number() }),
          notice: z.string().nullable(),
          /** The newest first. */
          backups: z.array(z.object({ atMs: z.int(), bytes: z.int() })),
        })
        .nullable(),
      readers: z.array(readerView),
      /** Null: no photos are taken. */
      photo: photoReport.nullable(),
      /** Photos that lie there although none are taken, for they could not be deleted; null: nobody knows. */
      photosLeft: z.int().nullable(),
      /** As it runs by, defaults included; a secret is said to be there, and no more. */
      settings: z.array(z.object({ path: z.string(), value: z.string() })),
    }),
  },
  /** Reads every page of the database while taps go on. */
  checkDatabase: {
    role,
    request: z.strictObject({}),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('good'), durationMs: z.number() }),
      /** `why`: in SQLite's words. */
      z.object({ type: z.literal('damaged'), why: z.string() }),
    ]),
  },
  backUpNow: {
    role,
    request: z.strictObject({ by }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('backed-up'), atMs: z.int(), bytes: z.int() }),
      /** One was made just now, and a further one would push an older one out. */
      z.object({ type: z.literal('too-soon'), newestAtMs: z.int() }),
      refused,
    ]),
  },
  /**
   * What one reader (null: any) sends, raw and decoded. For a few seconds after each such call its badges clock nobody, or
   * until `isOver`. `after` as for `listReports`.
   */
  testReader: {
    role,
    request: z.strictObject({
      reader: z.string().max(200).nullable(),
      after: z.int().min(0).optional(),
      isOver: z.literal(true).optional(),
    }),
    answer: z.object({ type: z.literal('reports'), last: z.int(), reports: z.array(seenReport) }),
  },
  /** One archive (zip) for whoever helps from afar, and what is in it: no secret, and of people nothing but how many. */
  getDiagnostics: {
    role,
    request: z.strictObject({}),
    answer: z.object({
      type: z.literal('diagnostics'),
      fileName: z.string(),
      base64: z.base64(),
      files: z.array(z.object({ name: z.string(), text: z.string() })),
    }),
  },
} as const
