/**
 * One archive for whoever helps a station from afar: how it stands, what it runs by without secrets, and the end of its log. Of
 * people it holds nothing but how many there are.
 */
import { strToU8, zipSync } from 'fflate'
import { readAuditHead } from '../audit/audit-store.ts'
import type { DeviceFacts } from '../badge/choose-kind.ts'
import type { Answer } from '../contract/contract.ts'
import { recognize } from '../contract/sentences.ts'
import type { StationSettings } from '../contract/settings.ts'
import { findAdvice } from '../outbox/advise-on-row.ts'
import { countOpen, listRows } from '../outbox/outbox-report-store.ts'
import { readLastAnswer } from '../outbox/sync-history-store.ts'
import { stampFileName } from '../store/backups.ts'
import { findFaultInTurns } from '../store/check-in-turns.ts'
import { countRowsInTurns } from '../store/count-rows.ts'
import type { ReadableDb } from '../store/database.ts'
import { upstreams } from '../upstream/connector.ts'
import { diagnosticsReadme } from './diagnostics-readme.ts'
import { createHiding, hideInLine, leftOut } from './hide-people.ts'
import { hiddenSecret } from './list-settings.ts'
import { listStationSecrets } from './list-station-secrets.ts'
import { pullTopics, readPullState } from './pull-state-store.ts'

/** As far as is known: where no station runs, that is what lies in the folder. */
export type DiagnosedReport = Omit<Answer<'getStationReport'>, 'storage' | 'photo'> & {
  storage: ({ folder: string; notice?: string | null } & Record<string, unknown>) | null
  /** Null: none are taken. A figure that is null is not known. */
  photo: Record<'kept' | 'bytes' | 'taps' | 'photographed', number | null> | null
}

export type DiagnosticsParts = {
  db: ReadableDb
  settings: StationSettings
  /** To be left out as well: such as may stand in a `station.json` that cannot be read as one. */
  moreSecrets?: readonly string[]
  /** Where `env:NAME` of the settings is read; absent: they hold the secrets themselves. */
  env?: Record<string, string | undefined>
  report: DiagnosedReport
  heldUp: readonly ({ why: string } & Record<string, unknown>)[]
  /** Null: none is plugged in, or nobody can know. */
  deviceOf: (reader: string) => DeviceFacts | null
  /** The newest lines, the oldest first; null: no station runs, and none are kept. */
  log: readonly string[] | null
}

/** An archive knows no earlier time; a station's clock may stand at 1970. */
const earliestMs = Date.UTC(1981, 0)
/** Of refused rows so many are listed one by one. */
const mostRows = 500

export async function composeDiagnostics(parts: DiagnosticsParts): Promise<Answer<'getDiagnostics'>> {
  const { db, settings, report, log } = parts
  const pull = pullTopics.map((topic) => ({ topic, ...readPullState(db, topic) }))
  const words = [
    ...(log ?? []),
    ...parts.heldUp.map(({ why }) => why),
    ...report.readers.map(({ why }) => why ?? ''),
    ...pull.flatMap(({ fault, warning }) => [fault ?? '', warning ?? '']),
    report.storage?.notice ?? '',
  ]
  const { secrets, isComplete } = listStationSecrets(settings, parts.env ?? null)
  const hide = await createHiding(db, words, [
    ...secrets,
    ...(parts.moreSecrets ?? []),
    ...listLogins(settings),
    report.storage?.folder ?? '',
  ])
  // An earlier version kept what services said as it came, and what is not known cannot be taken out of it.
  const hideSaid = isComplete && parts.moreSecrets === undefined ? hide : () => leftOut
  const hideOrNull = (text: string | null) => text && hide(text)
  const {
    clock,
    readers,
    storage,
    settings: lines,
    photo,
    photosLeft,
    counts: _,
    type: __,
    cardSystemId: ___,
    ...versions
  } = report
  const { folder: ____, ...disk } = storage ?? { folder: null }
  const written: Record<string, unknown> = {
    'versions.json': { format: 'foyer-diagnostics-2', madeAt: sayInstant(report.atMs), ...versions },
    'settings.json': Object.fromEntries(lines.map(({ path, value }) => [path, hideSetting(path, value)])),
    'database.json': {
      fault: await findFaultInTurns(db),
      rows: await countRowsInTurns(db),
      audit: readAuditHead(db),
      photos: photo && { kept: photo.kept, bytes: photo.bytes, taps: photo.taps, photographed: photo.photographed },
      photosLeft,
      storage: storage && { ...disk, notice: hideOrNull(storage.notice ?? null) },
    },
    'clock.json': clock,
    'readers.json': readers.map(({ id, name, state, why }) => {
      const device = parts.deviceOf(id)
      return { id, name, state, why: hideOrNull(why), device: device && sayDevice(device) }
    }),
    'sync.json': {
      heldUp: parts.heldUp.map((held) => ({ ...held, why: hideSaid(held.why) })),
      upstreams: readUpstreams(db),
      pull: pull.map(({ topic, workedAtMs, fault, warning }) => ({
        ...{ topic, workedAtMs },
        ...{ fault: fault && hideSaid(fault), warning: hideOrNull(warning) },
      })),
    },
    'refused-rows.json': listRefused(db),
  }
  const files = [
    { name: 'README.txt', text: diagnosticsReadme(log !== null) },
    ...Object.entries(written).map(([name, content]) => ({ name, text: `${JSON.stringify(content, null, 2)}\n` })),
    { name: 'log.jsonl', text: (log ?? []).map((line) => `${hideInLine(line, hide)}\n`).join('') },
  ]
  const fileName = `foyer-${report.stationId}-${stampFileName(report.atMs)}.zip`
  return { type: 'diagnostics', fileName, base64: zip(files, Math.max(report.atMs, earliestMs)), files }
}

function zip(files: readonly { name: string; text: string }[], mtime: number): string {
  const entries = Object.fromEntries(files.map(({ name, text }) => [name, strToU8(text)]))
  return Buffer.from(zipSync(entries, { mtime })).toString('base64')
}

/** A service's own words name whoever a row is about; the station's have a word of ours. */
function listRefused(db: ReadableDb): unknown[] {
  const rows = (['refused', 'set-aside'] as const).flatMap((state) => [
    ...listRows(db, { upstream: null, state, limit: mostRows }),
  ])
  return rows.map((row) => ({
    id: row.id,
    upstream: row.upstream,
    state: row.state,
    attempts: row.attempts,
    enqueuedAt: sayInstant(row.enqueuedAtMs),
    settledAt: row.settledAtMs === null ? null : sayInstant(row.settledAtMs),
    why: row.reason === null ? null : (recognize(row.reason)?.code ?? 'words-of-the-service'),
    toDo: findAdvice(row).type,
  }))
}

function readUpstreams(db: ReadableDb): unknown[] {
  const counts = countOpen(db)
  return upstreams.map((upstream) => {
    const last = readLastAnswer(db, upstream)
    return { upstream, ...counts[upstream], lastAnswer: last && { ...last, words: undefined } }
  })
}

/** Whose name a login has may be somebody's. */
function hideSetting(path: string, value: string): string {
  return /\.username$/.test(path) ? hiddenSecret : value
}

function listLogins({ upstreams: { authData, timeProfiles } }: StationSettings): string[] {
  return [authData?.username, timeProfiles?.username].filter((name) => name !== undefined)
}

function sayDevice({ vendorId, productId, usages }: DeviceFacts) {
  return { vendorId: sayHex(vendorId), productId: sayHex(productId), usages }
}

function sayHex(id: number): string {
  return id.toString(16).padStart(4, '0')
}

function sayInstant(atMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toString()
}
