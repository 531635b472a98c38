/** A station without a store: the contract answered from memory, with each outcome at hand. For doors and screens alone. */

import { initialKeyState, pressKeys } from '../../core/badge/boot-keyboard.ts'
import { hexToReport } from '../../core/badge/keyboard-report.ts'
import { readBadgeText } from '../../core/badge/read-badge.ts'
import { attendanceCalls } from '../../core/contract/attendance-calls.ts'
import { consoleCalls } from '../../core/contract/console-calls.ts'
import type { EventBody, EventName, Handlers, Listener, StationView, StatusView } from '../../core/contract/contract.ts'
import type { Decision } from '../../core/contract/decision.ts'
import { enrolmentCalls } from '../../core/contract/enrolment-calls.ts'
import { supervisorCalls } from '../../core/contract/supervisor-calls.ts'
import type { DoorLog, StationApi } from '../../core/door/serve-rpc.ts'
import type { SupervisorHandlers } from '../../core/station/supervisor-handlers.ts'

const hourMs = 3_600_000

export const fakeStationView: StationView = {
  station: { id: 'front-door', name: 'Front door', location: 'HQ', zone: 'Europe/Berlin', languages: ['en', 'de'] },
  rules: { resultSeconds: 4, undoSeconds: 10 },
  screen: { hideNames: false, hideHours: false, isSoundOn: true, isSpoken: false, theme: 'auto' },
  photo: null,
  windowReaders: [{ id: 'front', prefix: '', suffix: null, minLength: 6, maxLength: 64, charMs: 50, gapMs: 120 }],
  demo: {
    badges: [
      { id: 'ada', label: 'Ada Marlow', note: null, printed: '0001000001' },
      { id: 'unknown', label: 'Unknown card', note: 'nobody holds it', printed: '0009999999' },
    ],
  },
  version: '0.1.0',
}

export const fakeStatusView: StatusView = {
  readers: [{ id: 'front', name: 'Front reader', state: 'ready', why: null }],
  network: 'online',
  waiting: 0,
  oldestWaitingAtMs: null,
  refused: 0,
  rosterAtMs: null,
  people: 2,
  isClockTrusted: true,
  heldUp: [],
  notice: null,
}

/** For a test that is not about what a door says to its operator. */
export const deafLog: DoorLog = { warn: () => {}, error: () => {} }

export type FakeStation = StationApi & {
  publish: <N extends EventName>(name: N, body: EventBody<N>) => void
  listenerCount: () => number
}

/** `overrides` replaces single calls, to make one fail or wait. */
export function createFakeStation(overrides: Partial<Handlers> = {}, view = fakeStationView): FakeStation {
  const listeners = new Set<Listener>()
  const publish: FakeStation['publish'] = (name, body) => {
    for (const listener of listeners) listener(name, body)
  }
  let keys = initialKeyState
  let last: Decision | null = null
  const present = (text: string): Decision => {
    last = decideAlone(text, last)
    publish('decided', last)
    return last
  }
  const handlers: Handlers = {
    getStation: async () => ({ type: 'station', view }),
    getStatus: async () => ({ type: 'status', view: fakeStatusView }),
    presentReports: async ({ reports }) => {
      for (const report of reports) {
        const pressed = pressKeys(keys, hexToReport(report) ?? new Uint8Array())
        keys = pressed.state
        for (const presented of pressed.presented) if (presented.type === 'text') present(presented.text)
      }
      return { type: 'accepted' }
    },
    tapDemoBadge: async ({ badge }) => {
      const tapped = view.demo?.badges.find(({ id }) => id === badge)
      if (tapped === undefined) return { type: 'unknown-badge' }
      present(tapped.printed)
      return { type: 'tapped' }
    },
    undoTap: async ({ eventId }) => {
      if (last?.eventId !== eventId) return { type: 'not-undone', why: 'superseded' }
      publish('undone', { eventId, displayName: last.person?.displayName ?? null })
      return { type: 'undone' }
    },
    turnTap: async () => ({ type: 'not-turned', why: 'too-late' }),
    armUndo: async () => ({ type: 'nothing-to-undo' }),
    tapByPin: async () => ({ type: 'not-right', nextTryAtMs: Date.now(), triesLeft: 7 }),
    keepPhoto: async () => ({ type: 'not-kept', why: 'off' }),
    tellCamera: async () => ({ type: 'noted' }),
    listMyTimes: async () => ({ type: 'too-late' }),
    beginSignIn: async () => ({ type: 'waiting', attempt: 'attempt', untilMs: Date.now() + 20_000 }),
    cancelSignIn: async () => ({ type: 'cancelled' }),
    signIn: async () => ({ type: 'expired' }),
    signOut: async () => ({ type: 'signed-out' }),
    stayAwake: async () => ({ type: 'signed-out' }),
    importRoster: async () => ({ type: 'wrong', message: 'a fake imports nothing' }),
    replayLine: async ({ line }) => ({ type: 'decided', decisions: [present(line)] }),
    syncOnce: async () => ({ type: 'synced', counts: {} }),
    pullOnce: async () => ({ type: 'pulled', counts: {} }),
    listReports: async () => ({ type: 'reports', last: 0, reports: [] }),
    ...refuseSupervision(),
    ...answerNoConsole(),
    ...overrides,
  }
  return {
    handlers,
    publish,
    listenerCount: () => listeners.size,
    whoIsSignedIn: () => null,
    leave: () => {},
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Nobody is ever signed in at a fake, so nobody gets so far. */
function answerNoConsole(): Pick<Handlers, keyof typeof consoleCalls> {
  const refuse = () => Promise.reject(new Error('a fake has no console'))
  return Object.fromEntries(Object.keys(consoleCalls).map((name) => [name, refuse])) as never
}

/** A fake has nobody's folder. */
function refuseSupervision(): SupervisorHandlers {
  const refuse = async () => ({ type: 'refused', message: 'a fake changes nothing' })
  return Object.fromEntries(
    Object.keys({ ...supervisorCalls, ...attendanceCalls, ...enrolmentCalls }).map((name) => [name, refuse]),
  ) as never
}

function decideAlone(text: string, last: Decision | null): Decision {
  const reading = readBadgeText(text, 'em4100')
  const badge = reading.type === 'read' ? reading.candidates[0] : null
  const isKnown = badge !== null && badge.cardNumber !== 9_999_999
  const atMs = Date.now()
  return {
    atMs,
    zone: 'Europe/Berlin',
    reader: 'front',
    outcome: isKnown ? (last?.outcome === 'in' ? 'out' : 'in') : 'refused',
    reason: isKnown ? null : badge === null ? 'unreadable' : 'unknown-card',
    eventId: crypto.randomUUID(),
    badge,
    person: isKnown ? { employeeNumber: '1', displayName: 'Ada Marlow', language: null } : null,
    hours: isKnown ? { todayMs: 3 * hourMs, weekMs: 21 * hourMs } : null,
    counted: null,
    undoUntilMs: isKnown ? atMs + 10_000 : null,
    detail: reading.type === 'unreadable' ? reading.why : null,
  }
}
