/** Answers the calls of `console-station-calls.ts`: how the station stands, and what keeps it in order. */
import { statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { countEvents, countOpenPeriods } from '../attendance/attendance-store.ts'
import { appendAudit } from '../audit/audit-store.ts'
import type { DeviceFacts } from '../badge/choose-kind.ts'
import type { consoleStationCalls } from '../contract/console-station-calls.ts'
import type { Answer, Request, StatusView } from '../contract/contract.ts'
import { countCards, countPeople } from '../people/people-store.ts'
import { type BackupOutcome, listBackups } from '../store/backups.ts'
import { findFaultInTurns } from '../store/check-in-turns.ts'
import type { ReadableDb } from '../store/database.ts'
import { type StationFile, stationFileName } from '../store/station-file.ts'
import { actAs } from './authority.ts'
import type { ClockFacts, ClockReading } from './clock.ts'
import { composeDiagnostics } from './compose-diagnostics.ts'
import { listSettings } from './list-settings.ts'
import type { Photos } from './photos.ts'
import type { ReaderTest } from './reader-test.ts'
import { refuse, refuseInWords } from './refuse.ts'
import type { TapContext } from './tap-context.ts'

export type ConsoleStationHandlers = {
  [N in keyof typeof consoleStationCalls]: (request: Request<N>) => Promise<Answer<N>>
}

/** What only the process around a station knows. */
export type StationMachine = {
  dir: string
  startedAtMs: number
  file: Pick<StationFile, 'condition' | 'check' | 'schemaVersion' | 'notice'>
  /** Keeps a bounded number: a further one may push the oldest out. */
  backUp: (nowMs: number) => Promise<BackupOutcome>
  /** The newest lines of the log, the oldest first. */
  readLog: () => string[]
}

export type ConsoleStationParts = {
  context: Pick<TapContext, 'store' | 'settings'>
  readClock: () => ClockReading
  clockFacts: () => ClockFacts
  version: string
  sync: { heldUp: () => StatusView['heldUp'] }
  readers: () => StatusView['readers']
  deviceOf?: (reader: string) => DeviceFacts | null
  readerTest: ReaderTest
  machine: StationMachine | null
  photos: Pick<Photos, 'has' | 'read' | 'report' | 'left'>
}

export type StationReport = Answer<'getStationReport'>

/** Between two backups by hand, so that a hand that presses again and again does not push yesterday's out (ours). */
const backupPauseMs = 5 * 60_000

export function createConsoleStationHandlers(parts: ConsoleStationParts): ConsoleStationHandlers {
  const { context, readClock, machine } = parts
  const { store } = context
  return {
    getStationReport: () => reportStation(parts),
    checkDatabase: async () => {
      const startedMs = performance.now()
      const why = await findFaultInTurns(store.read)
      return why === null ? { type: 'good', durationMs: performance.now() - startedMs } : { type: 'damaged', why }
    },
    backUpNow: ({ by }) =>
      actAs(store.read, by, async (actor): Promise<Answer<'backUpNow'>> => {
        if (machine === null) return refuse('no-folder')
        const { atMs } = readClock()
        const newest = listBackups(machine.dir)[0]
        if (newest && Math.abs(atMs - newest.atMs) < backupPauseMs) {
          return { type: 'too-soon', newestAtMs: newest.atMs }
        }
        const outcome = await machine.backUp(atMs)
        switch (outcome.type) {
          case 'backed-up':
            store.transact((db) => ({
              ok: true,
              value: appendAudit(db, { atMs, actor, action: 'backup.make', subject: null, content: {} }),
            }))
            return { type: 'backed-up', atMs, bytes: sizeOf(outcome.file) }
          case 'interrupted':
            return refuse('backup-stopped')
          case 'failed':
            return refuseInWords(outcome.fault.message)
          default:
            return outcome satisfies never
        }
      }),
    testReader: async ({ reader, after, isOver }) => {
      const seen = parts.readerTest.look(reader, after ?? null)
      if (isOver) parts.readerTest.end(reader)
      return { type: 'reports', ...seen }
    },
    getDiagnostics: async () =>
      composeDiagnostics({
        db: store.read,
        settings: context.settings,
        report: await reportStation(parts),
        heldUp: parts.sync.heldUp(),
        deviceOf: parts.deviceOf ?? (() => null),
        log: machine?.readLog() ?? [],
      }),
  }
}

export async function reportStation(
  parts: Omit<ConsoleStationParts, 'readerTest' | 'sync' | 'context' | 'photos'> & {
    photos: Pick<Photos, 'report' | 'left'>
    context: { store: { read: ReadableDb }; settings: TapContext['settings'] }
  },
): Promise<StationReport> {
  const { context, readClock, machine, version } = parts
  const { read } = context.store
  const { station } = context.settings
  const { atMs, isTrusted } = readClock()
  return {
    type: 'station-report',
    atMs,
    version,
    runtime: process.versions.electron ? `Electron ${process.versions.electron}` : `Node ${process.versions.node}`,
    platform: `${process.platform} ${process.arch}`,
    startedAtMs: machine?.startedAtMs ?? atMs,
    stationId: station.id,
    cardSystemId: station.cardSystemId ?? null,
    zone: station.zone,
    clock: { isTrusted, ...parts.clockFacts() },
    counts: {
      people: countPeople(read),
      cards: countCards(read),
      events: countEvents(read),
      openPeriods: countOpenPeriods(read),
    },
    storage: machine && (await readStorage(machine)),
    readers: parts.readers(),
    photo: parts.photos.report(),
    photosLeft: parts.photos.left(),
    settings: listSettings(context.settings),
  }
}

async function readStorage({ dir, file }: StationMachine): Promise<StationReport['storage']> {
  const { condition, check, schemaVersion, notice } = file
  return { ...(await readDisk(dir)), schemaVersion, condition, check, notice }
}

/** What lies in a data folder, whether its station runs or not. */
export async function readDisk(dir: string) {
  const main = join(dir, stationFileName)
  const { bavail, bsize } = await statfs(dir)
  return {
    folder: dir,
    fileBytes: sizeOf(main),
    logBytes: sizeOf(`${main}-wal`),
    freeBytes: bavail * bsize,
    backups: listBackups(dir).map((backup) => ({ atMs: backup.atMs, bytes: sizeOf(backup.file) })),
  }
}

/** 0 where it has just gone. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
