/** A station that is being set up: it shows what is plugged in, reads cards for whoever tries a reader, and clocks nobody. */

import type { Presented } from '../badge/presented.ts'
import { readPresented } from '../badge/read-badge.ts'
import type { EventBody, Listener, Request, SetupHandlers } from '../contract/contract.ts'
import { readerSettings } from '../contract/reader-settings.ts'
import type { DeviceState } from '../reader/device-readers.ts'
import type { HidSource } from '../reader/hid-source.ts'
import { createReaderInput } from '../reader/reader-input.ts'
import type { FolderLock } from '../store/folder-lock.ts'
import { feedWindowReports } from './feed-window-reports.ts'
import { finishSetup } from './finish-setup.ts'
import { hearReaders } from './hear-readers.ts'
import { listSetupDevices } from './list-setup-devices.ts'
import { mayOpen } from './may-open.ts'
import { hasDevice, setupDriver } from './open-readers.ts'
import { readSettings } from './read-settings.ts'
import { refuse } from './refuse.ts'
import type { AfterSetup } from './run-options.ts'
import { startTimer } from './start-timer.ts'
import { tryUpstream } from './try-upstream.ts'
import { viewReaders } from './view-readers.ts'
import { listWindowReaders } from './window-readers.ts'

export type SetupStation = {
  handlers: SetupHandlers
  subscribe: (listener: Listener) => () => void
  whoIsSignedIn: () => null
  leave: (callerId: string) => void
  /** Resolves when there is a station. */
  finished: Promise<AfterSetup>
  close: () => Promise<void>
}

export type SetupStationParts = {
  lock: FolderLock
  env: Record<string, string | undefined>
  version: string
  nowMs: () => number
  /** Of this machine, or a test's. */
  source: HidSource
}

export function openSetupStation({ lock, env, version, nowMs, source }: SetupStationParts): SetupStation {
  const listeners = new Set<Listener>()
  const finished = Promise.withResolvers<AfterSetup>()
  const tellRead = (read: Omit<EventBody<'badgeRead'>, 'atMs' | 'isAsked' | 'holder'>): void => {
    for (const listener of listeners) listener('badgeRead', { atMs: nowMs(), isAsked: true, holder: null, ...read })
  }
  const windowReaders = listWindowReaders([])
  const window = readWindow(windowReaders[0].id, tellRead)
  const devices = createDeviceHearing(source, tellRead)
  let isFinishing = false
  /** Who asked last for readers: when they go, the readers are let go of. */
  let hearerId: string | null = null

  const handlers: SetupHandlers = {
    getStation: async () => ({
      type: 'in-setup',
      view: {
        ...listZones(),
        windowReaders,
        version,
      },
    }),
    presentReports: async (request) => {
      window.present(request)
      return { type: 'accepted' }
    },
    listSetupDevices: async () => {
      const listing = await source.list()
      const readers = devices.view()
      if (listing.type === 'listed')
        return { type: 'devices', devices: listSetupDevices(listing.devices, mayOpen), readers, fault: null }
      const { fault } = listing
      const why = 'why' in fault ? fault.why : 'The devices of this machine cannot be listed.'
      return { type: 'devices', devices: [], readers, fault: why }
    },
    hearSetupReaders: async ({ readers }, caller) => {
      hearerId = caller.id
      await devices.hear(readers)
      return { type: 'heard' }
    },
    trySetupUpstream: ({ url }) => tryUpstream(url),
    finishSetup: async ({ settings, supervisor }) => {
      if (isFinishing) return refuse('setup-elsewhere')
      isFinishing = true
      try {
        const answer = await finishSetup(lock, { settings, supervisor, env, nowMs: nowMs() })
        // The answer leaves first.
        if (answer.type === 'finished') setImmediate(() => finished.resolve(judgeProcess(lock.dir, env)))
        return answer
      } finally {
        isFinishing = false
      }
    },
  }
  return {
    handlers,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    whoIsSignedIn: () => null,
    leave: (callerId) => {
      if (callerId !== hearerId) return
      hearerId = null
      // Nobody is left who could be told that it failed.
      void devices.hear([]).catch(() => {})
    },
    finished: finished.promise,
    close: async () => {
      listeners.clear()
      window.close()
      await devices.hear([])
    },
  }
}

/** A process that has looked at devices with one driver opens none with another. */
function judgeProcess(dir: string, env: Record<string, string | undefined>): AfterSetup {
  const reading = readSettings(dir, env)
  return reading.type === 'read' && reading.settings.readerDriver !== setupDriver ? 'new-process' : 'same-process'
}

/** UTC and what this computer is set to are zones too, and not always among those that are listed. */
function listZones(): { zone: string; zones: string[] } {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return { zone, zones: [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', zone])].sort() }
}

type TellRead = (read: Omit<EventBody<'badgeRead'>, 'atMs' | 'isAsked' | 'holder'>) => void

/** What is typed into the window, by a reader as it is sold or by a person. */
function readWindow(id: string, tellRead: TellRead) {
  const settings = readerSettings.parse({ id })
  const take = (presented: Presented): void => {
    const reading = readPresented(presented, settings)
    if (reading.type === 'read') tellRead({ reader: id, candidates: reading.candidates, why: null })
    else tellRead({ reader: id, candidates: [], why: reading.why })
  }
  const input = createReaderInput({ setTimer: startTimer, onPresented: (_id, presented) => take(presented) })
  return {
    present: (request: Request<'presentReports'>): void =>
      feedWindowReports(request, {
        feed: (report) => input.feed(id, report, Date.now()),
        flush: () => input.flush(id),
        take,
      }),
    close: input.close,
  }
}

/** Opens those readers that somebody tries, one set after the other. */
function createDeviceHearing(source: HidSource, tellRead: TellRead) {
  const states = new Map<string, DeviceState>()
  let heard: Parameters<typeof viewReaders>[0] = []
  let close = async (): Promise<void> => {}
  let turn = Promise.resolve()

  const open = (readers: typeof heard): void => {
    states.clear()
    heard = readers
    const named = readers.filter(hasDevice)
    if (named.length === 0) {
      close = async () => {}
      return
    }
    close = hearReaders({
      readers: named,
      driver: setupDriver,
      source,
      onSeen: ({ reader, what }) => {
        if (what.type === 'presented') tellRead({ reader, candidates: what.candidates, why: what.why })
      },
      onState: (reader, state) => void states.set(reader, state),
    })
  }
  return {
    view: () => (heard.length === 0 ? [] : viewReaders(heard, states, '')),
    /** One after the other: a device is let go of before it is opened again. */
    hear: (readers: typeof heard): Promise<void> => {
      const done = turn.then(async () => {
        if (JSON.stringify(readers) === JSON.stringify(heard)) return
        const closeBefore = close
        heard = []
        close = async () => {}
        await closeBefore()
        open(readers)
      })
      // Whoever comes next does not wait for ever because this one failed.
      turn = done.catch(() => {})
      return done
    },
  }
}
