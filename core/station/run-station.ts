/** Composes a running station out of a data folder: lock, settings, database, sync, the station itself, and its doors. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import module from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import packageJson from '../../package.json' with { type: 'json' }
import { openBrowserDoor } from '../door/browser-door.ts'
import { type DoorFile, removeDoorFile, writeDoorFile } from '../door/hand-over.ts'
import { openPortDoors } from '../door/port-door.ts'
import { describeError } from '../door/serve-rpc.ts'
import { createPhotoFolder, photoFolderName } from '../photo/photo-folder.ts'
import { backUpNow, listBackups } from '../store/backups.ts'
import type { Store } from '../store/database.ts'
import { describeOwner, type FolderLock } from '../store/folder-lock.ts'
import { openStationFile } from '../store/station-file.ts'
import { toStorageFault } from '../store/storage-fault.ts'
import { upstreams } from '../upstream/connector.ts'
import { createExchange } from '../upstream/http.ts'
import { createClosing } from './closing.ts'
import { composeSync, startStationSync } from './compose-sync.ts'
import { describeDoor } from './describe-door.ts'
import { judgeFolder } from './judge-folder.ts'
import { keepSamples } from './keep-samples.ts'
import { openReaders } from './open-readers.ts'
import { createPullLog } from './pull-log.ts'
import { readSettings } from './read-settings.ts'
import type { CannotStart, RunOptions, RunOutcome } from './run-options.ts'
import { startTimer } from './start-timer.ts'
import { openStation, type Station } from './station.ts'
import { createLog, type Log, readLogTail } from './station-log.ts'
import { takeFolder } from './take-folder.ts'
import { watchLock } from './watch-lock.ts'

const backupEveryMs = 6 * 3_600_000
const backupsKept = 8
const sweepEveryMs = 3_600_000

/** Starts the station of a data folder, or a demonstration. Expected faults come back in a sentence; nothing is left open. */
export async function runStation(options: RunOptions): Promise<RunOutcome> {
  // Whose station this is stands in its settings.
  let log = createLog('start')
  const closing = createClosing((error) =>
    log.error({ error: describeError(error) }, 'something could not be let go of'),
  )
  const cannotStart: CannotStart = async (why) => {
    await closing.close()
    return { type: 'cannot-start', why }
  }
  const { choice } = options
  const isDemo = choice.type === 'demo'
  const dataDir = choice.dataDir ?? mkdtempSync(join(tmpdir(), 'foyer-demo-'))
  if (isDemo && choice.dataDir === null) closing.add(() => rmSync(dataDir, { recursive: true, force: true }))

  const locking = await takeFolder(dataDir, 'station')
  if (locking.type === 'failed') return cannotStart(locking.fault.message)
  if (locking.type === 'taken')
    return cannotStart(`${describeOwner(dataDir, locking.owner)}; a data folder has one owner at a time.`)
  closing.add(() => locking.lock.release())

  if (!isDemo) {
    const state = judgeFolder(dataDir)
    // A station is set up once, and starts for years.
    if (state === 'unfinished') {
      const fault = (await import('./finish-setup.ts')).completeSetup(dataDir)
      if (fault) return cannotStart(fault.message)
    } else if (state === 'fresh') {
      const { runSetup } = await import('./run-setup.ts')
      return runSetup({ ...options, lock: locking.lock, closing, cannotStart })
    }
  }

  // A real station does not wait for the central service's code to be read.
  const demonstration = isDemo ? await import('./demo.ts') : null
  const central = demonstration ? await demonstration.startDemoService(dataDir, options.resourcesDir, demoZone()) : null
  if (central) closing.add(central.close)

  const reading = readSettings(dataDir, options.env)
  if (reading.type === 'wrong') return cannotStart(reading.message)
  const { settings } = reading

  const opening = openStationFile(locking.lock, Date.now())
  if (opening.type === 'failed') return cannotStart(opening.fault.message)
  const { store, notice } = opening.stationFile
  const startedAtMs = Date.now()
  closing.add(store.close)

  log = createLog(settings.station.id)
  if (notice !== null) log.warn({ notice }, 'the database was recovered')
  const demo = demonstration ? await demonstration.fillDemo(store, options.resourcesDir, Date.now()) : null
  // The sync tells the station how things stand, and the station wakes the sync.
  const told: { station: Station | null; readers: ReturnType<typeof openReaders> | null } = {
    station: null,
    readers: null,
  }
  const sync = startStationSync(
    composeSync(store, settings, log, { onServerTime: (trueMs) => told.station?.confirmTime(trueMs) }),
    () => told.station?.publishStatus(),
  )
  closing.add(sync.stop)
  const exchange = createExchange()
  closing.add(exchange.close)
  const tellOfPull = createPullLog(log)
  // Most stations pull nothing, and what it takes is much to read.
  const pull = settings.pull
    ? (await import('./pull.ts')).startPullLoop(
        { store, settings, exchange, now: Date.now, runId: randomUUID() },
        (counts) => {
          tellOfPull(counts)
          told.station?.recount()
          // A punch of another station can set free what was kept back.
          sync.wake()
        },
      )
    : null
  if (pull) closing.add(pull.stop)
  const station = openStation({
    store,
    settings,
    demo,
    notice,
    sync,
    ...(pull && { pullOnce: pull.once }),
    version: packageJson.version,
    wallMs: Date.now,
    monotonicMs: () => performance.now(),
    machine: {
      dir: dataDir,
      startedAtMs,
      file: opening.stationFile,
      backUp: (nowMs) => backUpNow(store, dataDir, backupsKept, nowMs),
      readLog: readLogTail,
    },
    photoFolder: createPhotoFolder(dataDir),
    onPhotoFault: ({ error, ...fault }) => {
      const why = toStorageFault(error, join(dataDir, photoFolderName))?.message ?? String(error)
      log.error({ ...fault, why }, 'photos of taps could not be stored or deleted')
    },
    deviceOf: (reader) => told.readers?.deviceOf(reader) ?? null,
    onStorageFault: (fault) => log.error({ fault }, 'a tap could not be stored'),
  })
  told.station = station
  closing.add(station.close)

  const ports = openPortDoors(station, log)
  closing.add(ports.close)
  const door = await openBrowserDoor({ ...options, usesCamera: settings.photo.on, api: station, log })
  if (door.type !== 'open') return cannotStart(describeDoor(door))
  closing.add(door.close)
  const { ownerToken } = options
  const leaveAddress = (): void => leaveDoorFile(dataDir, { url: door.url, ownerToken, pid: process.pid }, log)
  leaveAddress()
  closing.add(() => removeDoorFile(dataDir, ownerToken))
  const losing = Promise.withResolvers<string>()
  // Whoever takes away the one file takes the other along.
  closing.add(watchLock({ lock: locking.lock, log, onTakenAgain: leaveAddress, onLost: losing.resolve }))
  closing.add(sweepPhotos(station))
  closing.add(keepBackups(store, locking.lock, log))
  const configured = upstreams.filter((upstream) => upstream in settings.upstreams)
  const onStorageFault = (fault: string): void => log.error({ fault }, 'what waits for upstreams could not be noted')
  closing.add(keepSamples({ store, configured, nowMs: Date.now, onStorageFault }))
  if (!isDemo) {
    told.readers = openReaders({ settings, station, log, ...(options.openHid && { openHid: options.openHid }) })
    closing.add(told.readers.close)
  }

  // After whoever waits for this station has heard that it serves.
  closing.add(startTimer(() => void readTheRest(station, log), 0))
  return {
    type: 'running',
    station: {
      url: door.url,
      usesCamera: settings.photo.on,
      setUp: null,
      lost: losing.promise,
      openPort: ports.open,
      close: closing.close,
    },
  }
}

/** Without it the command line does not find this station, which is no reason to let nobody in. */
function leaveDoorFile(dataDir: string, door: DoorFile, log: Log): void {
  try {
    writeDoorFile(dataDir, door)
  } catch (error) {
    const fault = toStorageFault(error, dataDir)
    if (fault === null) throw error
    log.error({ fault: fault.message }, 'the command line will not find this station before its next start')
  }
}

/** At once, and every hour. */
function sweepPhotos(station: Station): () => void {
  void station.sweepPhotos()
  const timer = setInterval(() => void station.sweepPhotos(), sweepEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** What cannot be read now, badges are counted without, and whoever needs it makes the station try again. */
async function readTheRest(station: Station, log: Log): Promise<void> {
  try {
    await station.warmUp()
  } catch (error) {
    log.error({ error: describeError(error) }, 'code of the console, or of PINs, could not be read')
  }
  // Node does so only at an orderly end, and many a station is switched off with the lights.
  module.flushCompileCache()
}

/** A demonstration happens where it is shown. */
function demoZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

function keepBackups(store: Store, lock: FolderLock, log: Log): () => void {
  const backUp = async (): Promise<void> => {
    const outcome = await backUpNow(store, lock.dir, backupsKept, Date.now())
    if (outcome.type === 'failed') log.error({ fault: outcome.fault.message }, 'no backup could be made')
  }
  const newest = listBackups(lock.dir)[0]
  const isDue = newest === undefined || Date.now() - newest.atMs > backupEveryMs
  const callOff = isDue ? startTimer(() => void backUp(), 0) : () => {}
  const timer = setInterval(() => void backUp(), backupEveryMs)
  timer.unref()
  return () => {
    callOff()
    clearInterval(timer)
  }
}
