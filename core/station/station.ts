/** The station: taps in, decisions out, and the contract's calls answered. Owns nothing that outlives its process. */

import { newestEventAtMs } from '../attendance/attendance-store.ts'
import { createDayAndWeek } from '../attendance/hours.ts'
import type { DeviceFacts } from '../badge/choose-kind.ts'
import type { Presented } from '../badge/presented.ts'
import { attendanceCalls } from '../contract/attendance-calls.ts'
import { consoleCalls } from '../contract/console-calls.ts'
import type { EventBody, Handlers, Listener, StationCallName, StatusView } from '../contract/contract.ts'
import type { Decision } from '../contract/decision.ts'
import { enrolmentCalls } from '../contract/enrolment-calls.ts'
import { outboxCalls } from '../contract/outbox-calls.ts'
import type { StationSettings } from '../contract/settings.ts'
import { supervisorCalls } from '../contract/supervisor-calls.ts'
import { createUploads } from '../files/uploads.ts'
import { createOutboxGauge } from '../outbox/outbox-gauge-store.ts'
import { warmLookups } from '../people/held-card-store.ts'
import { countPeople } from '../people/people-store.ts'
import type { PhotoFault } from '../photo/kept-photos.ts'
import type { PhotoFolder } from '../photo/photo-folder.ts'
import type { DeviceState } from '../reader/device-readers.ts'
import { createPersonSchedules } from '../schedule/schedule-store.ts'
import type { Store } from '../store/database.ts'
import { createTimeOrderedIds } from '../store/time-ordered-id.ts'
import { answerLater } from './answer-later.ts'
import { createCardDesk } from './card-desk.ts'
import { createStationClock } from './clock.ts'
import { coalesce } from './coalesce.ts'
import type { StationMachine } from './console-station-handlers.ts'
import { decideOrExplain, explainNotStored } from './decide-or-explain.ts'
import { loadHashing } from './hash-pin.ts'
import { createMyTimes } from './my-times.ts'
import { createPhotos } from './photos.ts'
import { createPinTaps } from './pin-taps.ts'
import type { PullCounts } from './pull.ts'
import { readForEnrolment } from './read-for-enrolment.ts'
import { createReaderWay } from './reader-way.ts'
import { replay } from './replay.ts'
import { createSessions } from './sessions.ts'
import { startTimer } from './start-timer.ts'
import { type DemoTray, readStatus, viewOf } from './station-view.ts'
import type { SyncLoop } from './sync.ts'
import { clocksPeople, decidePinTap, decideTap, findReader, pinReader } from './tap.ts'
import type { DecidedTap, Presentation, TapContext } from './tap-context.ts'
import { turnTap } from './turn-tap.ts'
import { createUndoOffer } from './undo-offer.ts'

export type StationOptions = {
  store: Store
  settings: StationSettings
  demo: DemoTray | null
  version: string
  /** Something that an operator must read, such as a database that was restored at start. */
  notice: string | null
  wallMs: () => number
  monotonicMs: () => number
  sync: Pick<SyncLoop, 'wake' | 'state' | 'fault' | 'drainOnce'> & Partial<Pick<SyncLoop, 'heldUp'>>
  /** Absent: nothing is pulled. */
  pullOnce?: () => Promise<PullCounts>
  /** What is known of the device that a reader's reports come from; null, or absent: none is plugged in. */
  deviceOf?: (reader: string) => DeviceFacts | null
  /** What only the process around it knows; absent in a station without a folder of its own. */
  machine?: StationMachine
  /** Where photos of taps lie; absent: a station without a folder of its own, which keeps none. */
  photoFolder?: PhotoFolder
  /** A photo could not be stored, or some not be deleted; for the log. */
  onPhotoFault?: (fault: PhotoFault) => void
  /** A tap could not be stored; the reason in words, for the log. */
  onStorageFault: (fault: string) => void
}

export type Station = {
  handlers: Handlers
  subscribe: (listener: Listener) => () => void
  /** In whose name a screen may ask now, an employee number; null: nobody is signed in there. */
  whoIsSignedIn: (callerId: string) => string | null
  leave: (callerId: string) => void
  /** Input reports of a reader, as they come from the device. */
  feed: (reader: string, report: Uint8Array) => void
  /** A reader has gone, or another device has taken its place: what it left half sent is dropped. */
  forget: (reader: string) => void
  /** What a reader presented that is not heard but asked, such as a pcProx. */
  take: (reader: string, presented: Presented) => void
  /** What such a reader answered, for whoever looks on; `take` says what it means. */
  noteAnswer: (reader: string, answer: Uint8Array) => void
  /** How a reader is that the station opens itself. */
  setReader: (reader: string, state: DeviceState) => void
  /** A presentation whose text is known already. */
  present: (presentation: Presentation) => Decision
  status: () => StatusView
  /** Tells the screens how things stand; call it when something outside a tap has changed. */
  publishStatus: () => void
  /** People may have changed behind the station's back. */
  recount: () => void
  /** Reads what a station needs that serves, and did not need to begin: rows that every tap looks up, code of the console. */
  warmUp: () => Promise<void>
  confirmTime: (trueMs: number) => void
  /** Deletes the photos that are due; at the start, and every hour. */
  sweepPhotos: () => Promise<void>
  close: () => void
}

/** The strip at the edge of the screen is told no more often than this, so that a rush at the door costs no tap. */
const statusPauseMs = 250

/** What is answered in `console-answers.ts`. */
const supervisedCalls = namesOf({
  ...consoleCalls,
  ...supervisorCalls,
  ...attendanceCalls,
  ...enrolmentCalls,
  ...outboxCalls,
})

const demoReader = 'demo'

export function openStation(options: StationOptions): Station {
  const { store, settings, demo } = options
  const context = createTapContext(store, settings)
  const clock = createStationClock({ ...options, newestEventAtMs: newestEventAtMs(store.read) })
  const listeners = new Set<Listener>()
  const publish: Listener = (name, body) => {
    for (const listener of listeners) listener(name, body)
  }
  let people: number | null = null
  const countedPeople = (): number => {
    people ??= countPeople(store.read)
    return people
  }
  const readOutbox = createOutboxGauge(options.monotonicMs)
  const status = (): StatusView => ({
    ...readStatus(options, readOutbox(options.store.read), countedPeople(), clock.read().isTrusted),
    readers: demo ? [] : way.view(),
  })
  const publishStatus = coalesce(() => publish('statusChanged', status()), statusPauseMs)
  const photos = createPhotos({
    settings: settings.photo,
    folder: options.photoFolder ?? null,
    readClock: () => clock.read(),
    onFault: (fault) => options.onPhotoFault?.(fault),
  })
  listeners.add((name, body) => {
    if (name === 'undone') void photos.drop((body as EventBody<'undone'>).eventId)
  })
  const undo = createUndoOffer(context, () => clock.read(), publish)
  const myTimes = createMyTimes(context, () => clock.read())
  const sessions = createSessions(context, () => clock.read(), publish)
  const isSignedIn = (callerId: string): boolean => sessions.whoIsSignedIn(callerId) !== null
  const uploads = createUploads(store.folder, startTimer)
  const cardDesk = createCardDesk(context, () => clock.read(), publish, isSignedIn)

  const tellChanged = (): void => {
    publishStatus()
    options.sync.wake()
  }
  const tellDecided = (decided: DecidedTap, isLive: boolean): Decision => {
    if (isLive) {
      undo.remember(decided)
      myTimes.remember(decided)
      photos.remember(decided)
    }
    publish('decided', decided.decision)
    tellChanged()
    return decided.decision
  }
  const explain = (tap: Pick<Presentation, 'clock' | 'reader'>, decide: () => DecidedTap): DecidedTap =>
    decideOrExplain(settings, tap, decide, options.onStorageFault)

  const present = (presentation: Presentation): Decision =>
    tellDecided(
      explain(presentation, () => decideTap(context, presentation)),
      presentation.cause === 'tap',
    )
  const tapByPin = createPinTaps(store, clock.read, (person, reading) => {
    const tap = { reader: pinReader, clock: reading }
    tellDecided(
      explain(tap, () => decidePinTap(context, person, reading)),
      true,
    )
  })

  const takeBadge = (presentation: Presentation): void => {
    if (sessions.takeBadge(presentation) || cardDesk.takeBadge(presentation)) return
    if (!clocksPeople(findReader(settings, presentation.reader)))
      publish('badgeRead', readForEnrolment(context, presentation, false))
    else if (undo.takeArmed(presentation)) {
      myTimes.forget()
      tellChanged()
    } else present(presentation)
  }
  /** A badge that takes its tap back is stored too. */
  const onBadge = (presentation: Presentation): void => {
    try {
      takeBadge(presentation)
    } catch (error) {
      tellDecided(explainNotStored(settings, presentation, error, options.onStorageFault), false)
    }
  }
  const deviceOf = options.deviceOf ?? (() => null)
  const way = createReaderWay({
    settings,
    readClock: () => clock.read(),
    monotonicMs: options.monotonicMs,
    deviceOf,
    onBadge,
  })
  const recount = (): void => {
    people = null
    publishStatus()
  }
  const consoleAnswers = answerLater(supervisedCalls, async () => {
    const { createConsoleAnswers } = await import('./console-answers.ts')
    return createConsoleAnswers({
      context,
      readClock: clock.read,
      desks: { cards: cardDesk, uploads },
      console: {
        monotonicMs: options.monotonicMs,
        version: options.version,
        clockFacts: clock.facts,
        sync: { network: options.sync.state, heldUp: () => options.sync.heldUp?.() ?? [] },
        readers: () => status().readers,
        deviceOf,
        readerTest: way.test,
        machine: options.machine ?? null,
        photos,
      },
      onAnswered: () => {
        recount()
        options.sync.wake()
      },
    })
  })
  const handlers: Handlers = {
    getStation: async () => ({ type: 'station', view: viewOf(options) }),
    getStatus: async () => ({ type: 'status', view: status() }),
    presentReports: async (request) => way.presentReports(request),
    tapDemoBadge: async ({ badge }) => {
      if (demo === null) return { type: 'not-a-demo' }
      const tapped = demo.badges.find(({ id }) => id === badge)
      if (tapped === undefined) return { type: 'unknown-badge' }
      for (const report of tapped.reports) way.feed(demoReader, report)
      return { type: 'tapped' }
    },
    undoTap: async ({ eventId }) => {
      const answer = undo.fromScreen(eventId)
      if (answer.type === 'undone') myTimes.forget()
      return answer
    },
    turnTap: async ({ eventId }) => {
      const outcome = turnTap(context, { eventId, clock: clock.read() })
      if (outcome.type === 'not-turned') return outcome
      void photos.drop(eventId)
      undo.forget(eventId)
      tellDecided(outcome.decided, true)
      return { type: 'turned' }
    },
    tapByPin,
    keepPhoto: photos.keep,
    tellCamera: async (request, caller) => photos.tellCamera(caller, request),
    listMyTimes: async ({ eventId }) => myTimes.list(eventId),
    armUndo: async () => undo.arm(),
    beginSignIn: async (_request, { id }) => sessions.begin(id),
    cancelSignIn: async (_request, { id }) => sessions.cancel(id),
    signIn: (request, { id }) => sessions.signIn(id, request),
    signOut: async (_request, { id }) => sessions.signOut(id),
    stayAwake: async (_request, { id }) => sessions.stayAwake(id),
    importRoster: async (request) => {
      const { answerImportRoster } = await import('./answer-import-roster.ts')
      return answerImportRoster({ store, settings, nowMs: clock.read().atMs }, request).finally(recount)
    },
    replayLine: async ({ line }) => replay(present, settings.readers, line),
    listReports: async ({ after }) => ({ type: 'reports', ...way.listReports(after ?? null) }),
    syncOnce: async () => {
      const counts = await options.sync.drainOnce()
      publishStatus()
      return { type: 'synced', counts }
    },
    ...consoleAnswers.handlers,
    pullOnce: async () => ({ type: 'pulled', counts: (await options.pullOnce?.()) ?? {} }),
  }

  return {
    handlers,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    whoIsSignedIn: sessions.whoIsSignedIn,
    leave: (callerId) => {
      sessions.leave(callerId)
      cardDesk.leave(callerId)
      uploads.leave(callerId)
      photos.leave(callerId)
    },
    feed: way.feed,
    forget: way.forget,
    take: way.take,
    noteAnswer: way.noteAnswer,
    setReader: (reader, state) => {
      way.setState(reader, state)
      // At once: whoever has just pulled a plug looks at the screen, and readers come and go far less often than taps.
      publish('statusChanged', status())
    },
    present,
    status,
    publishStatus,
    recount,
    warmUp: async () => {
      warmLookups(store.read)
      await consoleAnswers.load()
      await loadHashing()
    },
    confirmTime: clock.confirm,
    sweepPhotos: photos.sweep,
    close: () => {
      publishStatus.stop()
      listeners.clear()
      way.close()
      uploads.close()
    },
  }
}

export function createTapContext(store: Store, settings: StationSettings): TapContext {
  return {
    store,
    settings,
    newEventId: createTimeOrderedIds(),
    dayAndWeek: createDayAndWeek(settings.station.zone),
    countedByCard: new Map(),
    countedByPerson: new Map(),
    schedules: createPersonSchedules(settings.station.zone),
  }
}

function namesOf<N extends StationCallName>(some: Record<N, unknown>): N[] {
  return Object.keys(some) as N[]
}
