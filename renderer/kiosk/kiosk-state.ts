/** What the kiosk shows, and for how long. The station decides; this only remembers what it last said. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Answer, EventBody, Request, SetupView, StationView, StatusView } from '../../core/contract/contract.ts'
import type { Decision } from '../../core/contract/decision.ts'
import type { ScreenLanguages } from '../language.ts'
import type { StationLink } from '../link/station-link.ts'
import { type Call, type Connection, createStationClient } from '../station-client.ts'
import type { Times } from './describe-times.ts'
import { createDesk, type Desk, type DeskActions } from './desk-state.ts'
import { createPinTap, type PinTap, type PinTapActions } from './pin-tap-state.ts'
import { createSetUpWait } from './set-up-wait.ts'

export type NotUndone = Extract<Answer<'undoTap'>, { type: 'not-undone' }>['why'] | 'failed'

/** One result; `key` is new for each, so that the same words twice are still two results. */
export type Shown = { key: number } & (
  | {
      type: 'decision'
      decision: Decision
      undo: 'none' | 'offered' | 'asking' | 'turning' | NotUndone
      /** Own times in the place of the result, once whoever badged has asked for them. */
      times: 'none' | 'asking' | 'failed' | Times
    }
  | { type: 'undone'; displayName: string | null; language: string | null }
)

export type KioskState = {
  connection: Connection
  station: StationView | null
  status: StatusView | null
  /** There is no station yet: it is asked what it shall be. */
  setup: SetupView | null
  /** It has been said, and the station that it becomes is about to come: it is away for a moment, and nothing is broken. */
  isSetUp: boolean
  /** Null on Ready. */
  shown: Shown | null
  /** The last tap, as long as Ready offers to undo it. */
  lastTap: { eventId: string; untilMs: number; language: string | null; isByBadge: boolean } | null
  /** The next tap of the last badge undoes it. */
  armedUntilMs: number | null
  isNothingToUndo: boolean
  /** Its words are there; null as long as nobody knows which one it will be. */
  language: string | null
  /** What was last read for the console; `key` is new for each. Null: nothing since the screen was opened. */
  lastRead: { key: number; read: EventBody<'badgeRead'> } | null
  /** Whether a supervisor is signing in, or signed in, at this screen. */
  desk: Desk
  /** Whether somebody without a badge is typing number and PIN. */
  pinTap: PinTap
  /** Grows by one a minute: Ready stands a little elsewhere then, so that it burns itself into no screen. */
  driftStep: number
}

export type Kiosk = DeskActions &
  PinTapActions & {
    store: StoreApi<KioskState>
    call: Call
    undoShown: () => void
    /** The tap on screen was meant the other way round. */
    turnShown: () => void
    showTimes: () => void
    /** Away with what is on screen. */
    closeShown: () => void
    armUndo: () => void
    tapDemoBadge: (badge: string) => void
    presentKeys: (presented: Request<'presentReports'>) => void
    chooseLanguage: (language: string) => void
    /** Hears every decision from now on, once what is to be shown of it is set. */
    hearDecisions: (listener: (decision: Decision) => void) => void
    /** For as long as this page is open. */
    keepLanguage: (language: string) => void
    endSetup: () => void
  }

/** After so long without a choice the kiosk speaks its first language again (ours). */
const languageKeptMs = 60_000
/** How long a result stays after an undo could not be done, so that the reason can be read (ours). */
const reasonSeconds = 6
/** How long own times can be read, by whoever stands there and by whoever stands behind (ours). */
const timesSeconds = 15
const driftEveryMs = 60_000
/** A result does not wait longer for the words of a person's own language: then it speaks that of the screen (ours). */
const ownWordsWithinMs = 300
/** When the words did not come, as while the station restarts. */
const wordsAgainMs = 1000
/** The languages that the station offers are fetched when the screen has been quiet for so long. */
const offeredAfterMs = 3000

export function createKiosk(link: StationLink, languages: ScreenLanguages): Kiosk {
  const store = createStore<KioskState>(() => ({
    connection: { type: 'connecting' },
    station: null,
    status: null,
    setup: null,
    isSetUp: false,
    shown: null,
    lastTap: null,
    armedUntilMs: null,
    isNothingToUndo: false,
    language: null,
    lastRead: null,
    desk: { type: 'closed' },
    pinTap: { type: 'closed' },
    driftStep: 0,
  }))
  const { getState, setState } = store
  const timers = createTimers()
  /** Of the results; what is read for the console counts by itself, so that it holds up none. */
  let lastKey = 0
  let lastReadKey = 0
  const setUpWait = createSetUpWait(
    () => getState().isSetUp,
    (isSetUp) => setState({ isSetUp }),
    (callback, delayMs) => {
      timers.set('setUp', delayMs, callback)
      return () => timers.clear('setUp')
    },
  )
  const decisionListeners: ((decision: Decision) => void)[] = []

  const firstLanguage = (station: StationView | null): string =>
    station?.station.languages.find((language) => languages.known.includes(language)) ?? languages.preferred

  /** Nothing is shown in a language before its words are there; the latest wish counts. */
  let wished: string | null = null
  async function speak(language: string): Promise<void> {
    wished = language
    const isThere = await languages.load(language)
    if (wished !== language) return
    if (isThere) {
      languages.use(language)
      setState({ language })
    } else timers.set('words', wordsAgainMs, () => void speak(language))
  }

  /** At once where the words are there, and nearly always they are. */
  function showInOwnLanguage(shown: Shown, language: string | null): void {
    if (language === null || !languages.known.includes(language) || languages.isLoaded(language)) {
      show(shown)
      return
    }
    const late = new Promise((resolve) => setTimeout(resolve, ownWordsWithinMs))
    void Promise.race([late, languages.load(language)]).then(() => {
      if (shown.key === lastKey) show(shown)
    })
  }

  function show(shown: Shown, seconds = getState().station?.rules.resultSeconds ?? 4): void {
    setState({ shown })
    timers.set('shown', seconds * 1000, leaveShown)
  }

  function leaveShown(): void {
    setState({ shown: null })
    pinTap.onResultGone()
  }

  function onDecided(decision: Decision): void {
    const { eventId, undoUntilMs } = decision
    const canUndo = eventId !== null && undoUntilMs !== null && undoUntilMs > Date.now()
    lastKey++
    pinTap.onDecided(decision.badge === null && decision.person !== null)
    const undo = canUndo ? 'offered' : 'none'
    const shown = { key: lastKey, type: 'decision', decision, undo, times: 'none' } as const
    showInOwnLanguage(shown, decision.person?.language ?? null)
    for (const hear of decisionListeners) hear(decision)
    // An out was turned back into the in that it had ended.
    if (decision.outcome === 'in' && decision.counted !== null) setState({ lastTap: null, armedUntilMs: null })
    // A refusal or a repeat in between leaves the last tap that counted where it was.
    if (!canUndo) return
    setState({
      lastTap: {
        eventId,
        untilMs: undoUntilMs,
        language: decision.person?.language ?? null,
        isByBadge: decision.badge !== null,
      },
      isNothingToUndo: false,
      armedUntilMs: null,
    })
    timers.set('lastTap', undoUntilMs - Date.now(), () => setState({ lastTap: null }))
  }

  function onUndone({ eventId, displayName }: EventBody<'undone'>): void {
    const { lastTap } = getState()
    const isLast = lastTap?.eventId === eventId
    lastKey++
    show({ key: lastKey, type: 'undone', displayName, language: isLast ? lastTap.language : null })
    setState(isLast ? { lastTap: null, armedUntilMs: null } : { armedUntilMs: null })
  }

  /** Whether a page may use the camera is said once, when it is loaded. */
  let hasCamera: boolean | null = null
  function noteCamera(usesCamera: boolean): void {
    if (hasCamera !== null && hasCamera !== usesCamera) location.reload()
    hasCamera = usesCamera
  }

  const client = createStationClient(link, {
    onConnection: (connection) => {
      setState({ connection })
      // What was on screen when the station went away says nothing about the station that comes back.
      if (connection.type === 'lost') {
        lastKey++
        setState({ shown: null, armedUntilMs: null })
        setUpWait.onLost()
        desk.onLost()
        pinTap.closePinTap()
      }
      const isBroken = connection.type === 'lost' || connection.type === 'not-let-in'
      if (isBroken && wished === null) void speak(languages.preferred)
    },
    onOpen: async (station, status) => {
      const before = getState().station
      // An updated station brings its own screens.
      if (before && before.version !== station.version) location.reload()
      noteCamera(station.photo !== null)
      if (before === null) {
        const first = firstLanguage(station)
        languages.remember(first)
        await Promise.all([speak(first), languages.loadNames(station.station.languages)])
        timers.set('offered', offeredAfterMs, () => {
          for (const language of station.station.languages) void languages.load(language)
        })
      }
      setState({ station, status, setup: null })
      setUpWait.onThere()
    },
    onSetup: async (setup) => {
      noteCamera(false)
      if (wished === null) await Promise.all([speak(languages.preferred), languages.loadNames(languages.known)])
      setState({ setup, station: null, status: null })
      setUpWait.onThere()
    },
    hear: (name, body) => {
      if (name === 'decided') onDecided(body as EventBody<'decided'>)
      else if (name === 'undone') onUndone(body as EventBody<'undone'>)
      else if (name === 'badgeRead') {
        lastReadKey++
        setState({ lastRead: { key: lastReadKey, read: body as EventBody<'badgeRead'> } })
      } else if (name === 'signInBadge') desk.onSignInBadge(body as EventBody<'signInBadge'>)
      else if (name === 'statusChanged') setState({ status: body as EventBody<'statusChanged'> })
    },
  })
  const desk = createDesk(
    client.call,
    () => getState().desk,
    (next) => setState({ desk: next }),
  )
  const pinTap = createPinTap(
    client.call,
    () => getState().pinTap,
    (next) => setState({ pinTap: next }),
  )
  setInterval(() => setState(({ driftStep }) => ({ driftStep: driftStep + 1 })), driftEveryMs)
  if (languages.remembered !== null) void speak(languages.remembered)

  return {
    ...desk,
    ...pinTap,
    store,
    undoShown: async () => {
      const { shown } = getState()
      if (shown?.type !== 'decision' || shown.undo !== 'offered' || shown.decision.eventId === null) return
      setState({ shown: { ...shown, undo: 'asking' } })
      const answer = await client.call('undoTap', { eventId: shown.decision.eventId })
      // Done is told by the event, which every screen hears; and the next badge may be on screen by now.
      if (answer.type === 'undone' || getState().shown?.key !== shown.key) return
      show({ ...shown, undo: answer.type === 'not-undone' ? answer.why : 'failed' }, reasonSeconds)
    },
    turnShown: async () => {
      const { shown } = getState()
      if (shown?.type !== 'decision' || shown.undo !== 'offered' || shown.decision.eventId === null) return
      setState({ shown: { ...shown, undo: 'turning' } })
      const answer = await client.call('turnTap', { eventId: shown.decision.eventId })
      if (answer.type === 'turned' || getState().shown?.key !== shown.key) return
      show({ ...shown, undo: answer.type === 'not-turned' ? answer.why : 'failed' }, reasonSeconds)
    },
    showTimes: async () => {
      const { shown } = getState()
      if (shown?.type !== 'decision' || shown.times !== 'none' || shown.decision.eventId === null) return
      show({ ...shown, times: 'asking' }, reasonSeconds)
      const answer = await client.call('listMyTimes', { eventId: shown.decision.eventId })
      if (getState().shown?.key !== shown.key) return
      if (answer.type === 'times') show({ ...shown, times: answer }, timesSeconds)
      else show({ ...shown, times: 'failed' }, reasonSeconds)
    },
    closeShown: () => {
      timers.clear('shown')
      leaveShown()
    },
    armUndo: async () => {
      const answer = await client.call('armUndo', {})
      if (answer.type === 'armed') {
        setState({ armedUntilMs: answer.untilMs })
        timers.set('armed', answer.untilMs - Date.now(), () => setState({ armedUntilMs: null }))
        return
      }
      setState({ lastTap: null, isNothingToUndo: true })
      timers.set('nothing', reasonSeconds * 1000, () => setState({ isNothingToUndo: false }))
    },
    tapDemoBadge: (badge) => void client.call('tapDemoBadge', { badge }),
    hearDecisions: (listener) => void decisionListeners.push(listener),
    presentKeys: (presented) => void client.call('presentReports', presented),
    keepLanguage: (language) => void speak(language),
    endSetup: setUpWait.begin,
    chooseLanguage: (language) => {
      void speak(language)
      timers.set('language', languageKeptMs, () => void speak(firstLanguage(getState().station)))
    },
  }
}

/** One timer per purpose; a new one replaces the old. */
function createTimers(): {
  set: (purpose: string, delayMs: number, run: () => void) => void
  clear: (purpose: string) => void
} {
  const byPurpose = new Map<string, ReturnType<typeof setTimeout>>()
  return {
    set: (purpose, delayMs, run) => {
      clearTimeout(byPurpose.get(purpose))
      byPurpose.set(purpose, setTimeout(run, Math.max(0, delayMs)))
    },
    clear: (purpose) => clearTimeout(byPurpose.get(purpose)),
  }
}
