import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createContext, runInContext } from 'node:vm'
import type { WindowReader } from '../../core/contract/contract.ts'
import { createKeyReader, type Deed } from '../../renderer/keyboard/key-reader.ts'
import { createRandom } from '../ordeal/random.ts'
import { type KeyEvent, makeScene, readerMakes, type Scene } from '../renderer/key-streams.ts'
import { readReports } from '../renderer/run-key-reader.ts'
import { atMost, type BenchRow, exactly } from './bench-row.ts'

const scenes = 200
const badgesPerScene = 50
const windowReader: WindowReader = {
  id: 'front',
  prefix: '',
  suffix: null,
  minLength: 10,
  maxLength: 10,
  charMs: 50,
  gapMs: 120,
}
/** As fair as its options allow: the length, and a pace that leaves the slowest reader in. */
const peerOptions = { minLength: 10, avgTimeByChar: 50, timeBeforeScanTest: 120 }

type Heard = { badges: { text: string; atMs: number }[]; typed: string }
type Tally = { right: number; misread: number; merged: number; missed: number; swallowed: number; leaked: number }

/** The same keys for both, in a clock that the streams drive; a person types into a field the whole time. */
export const decodeRow: BenchRow = {
  name: 'decode',
  work: '10,000 badges of seven readers’ makes typed into the window while a person types into a field there',
  against: 'onscan.js with the same length and pace, on the same keys',
  run: async () => {
    const streams = Array.from({ length: scenes }, (_, index) =>
      makeScene(createRandom(index, 'decode'), {
        makes: readerMakes,
        badges: badgesPerScene,
        pauseMs: [50, 2000],
        isPersonTyping: true,
      }),
    )
    const [ours, peer] = [emptyTally(), emptyTally()]
    let [oursMs, peerMs] = [0, 0]
    for (const scene of streams) {
      const startedMs = performance.now()
      const heard = hearWithOurs(scene.events)
      const turnMs = performance.now()
      const peerHeard = hearWithPeer(scene.events)
      peerMs += performance.now() - turnMs
      oursMs += turnMs - startedMs
      count(ours, scene, heard)
      count(peer, scene, peerHeard)
    }
    const keys = streams.reduce((sum, { events }) => sum + events.length, 0)
    return {
      checks: [
        exactly('misread', ours.misread, 0),
        exactly('merged', ours.merged, 0),
        exactly('missed', ours.missed, 0),
        exactly("person's keys swallowed", ours.swallowed, 0),
        exactly("readers' keys in the field", ours.leaked, 0),
        atMost('time for a key, against onscan.js', oursMs / peerMs, 10),
      ],
      details: {
        badges: scenes * badgesPerScene,
        keys,
        oursRight: ours.right,
        onscanRight: peer.right,
        onscanMisread: peer.misread,
        onscanMerged: peer.merged,
        onscanMissed: peer.missed,
        onscanSwallowed: peer.swallowed,
        onscanLeaked: peer.leaked,
        oursMicrosecondsPerKey: (oursMs * 1000) / keys,
        onscanMicrosecondsPerKey: (peerMs * 1000) / keys,
      },
    }
  },
}

function emptyTally(): Tally {
  return { right: 0, misread: 0, merged: 0, missed: 0, swallowed: 0, leaked: 0 }
}

/** What is presented counts for the badge whose Enter came last: as it is, with more in it, or as another number. */
function count(tally: Tally, { badges, typed }: Scene, heard: Heard): void {
  const presented = badges.map((): string[] => [])
  for (const { text, atMs } of heard.badges) {
    const index = badges.findLastIndex(({ enterMs }) => enterMs <= atMs)
    if (index < 0) tally.misread += 1
    else presented[index]?.push(text)
  }
  for (const [index, { text }] of badges.entries()) {
    const texts = presented[index] ?? []
    const longest = Math.max(0, ...texts.map(({ length }) => length))
    if (texts.includes(text)) tally.right += 1
    else if (texts.every((each) => each === 'garbled')) tally.missed += 1
    else if (longest > text.length) tally.merged += 1
    else tally.misread += 1
    if (texts.includes(text)) tally.misread += texts.length - 1
  }
  const common = longestCommon(typed, heard.typed)
  tally.swallowed += typed.length - common
  tally.leaked += heard.typed.length - common
}

function hearWithOurs(events: readonly KeyEvent[]): Heard {
  const reader = createKeyReader<'field'>()
  reader.configure([windowReader])
  const heard: Heard = { badges: [], typed: '' }
  const carryOut = (deeds: readonly Deed<'field'>[], atMs: number): void => {
    for (const deed of deeds) {
      if (deed.type === 'type') heard.typed += deed.key.key
      else if (deed.type === 'present') {
        heard.badges.push({ text: deed.end === 'garbled' ? 'garbled' : readReports(deed.reports), atMs })
      }
    }
  }
  const passTime = (untilMs: number): void => {
    for (let wakeMs = reader.wakeAtMs(); wakeMs !== null && wakeMs + 1 <= untilMs; wakeMs = reader.wakeAtMs()) {
      carryOut(reader.wake(wakeMs + 1), wakeMs + 1)
    }
  }
  for (const { type, code, key, atMs } of events) {
    passTime(atMs)
    if (type === 'up') {
      carryOut(reader.release(code, atMs).deeds, atMs)
      continue
    }
    const canHold = key.length === 1
    const pressed = reader.press({ code, key, atMs, isRepeat: false, hasCommandKey: false, field: 'field', canHold })
    carryOut(pressed.deeds, atMs)
    if (!pressed.isTaken) heard.typed += asTyped(key)
  }
  passTime(Number.MAX_SAFE_INTEGER)
  return heard
}

/** A page's own words for what reached a field: an Enter or Tab there counts as a key as well. */
function asTyped(key: string): string {
  return key === 'Shift' ? '' : key.length === 1 ? key : '\n'
}

const peerSource = readFileSync(createRequire(import.meta.url).resolve('onscan.js'), 'utf8')

type PeerEvent = { key: string; which: number; preventDefault: () => void; stopImmediatePropagation: () => void }
type PeerDocument = {
  addEventListener: (name: string, listener: (event: PeerEvent) => void) => void
  dispatchEvent: () => boolean
}

/** The peer in a world of its own: a document that takes a listener, and a clock that stands where the stream is. */
function hearWithPeer(events: readonly KeyEvent[]): Heard {
  const heard: Heard = { badges: [], typed: '' }
  let nowMs = 0
  let timers: { id: number; atMs: number; run: () => void }[] = []
  let lastTimer = 0
  const listeners: ((event: PeerEvent) => void)[] = []
  const page: PeerDocument = {
    addEventListener: (_name, listener) => {
      listeners.push(listener.bind(page))
    },
    dispatchEvent: () => true,
  }
  const world = createContext({
    document: page,
    CustomEvent: class {},
    Date: { now: () => nowMs },
    setTimeout: (run: (...parameters: unknown[]) => void, delayMs: number, ...parameters: unknown[]) => {
      lastTimer += 1
      timers.push({ id: lastTimer, atMs: nowMs + delayMs, run: () => run(...parameters) })
      return lastTimer
    },
    clearTimeout: (id: number) => {
      timers = timers.filter((timer) => timer.id !== id)
    },
    heard: (text: string) => heard.badges.push({ text, atMs: nowMs }),
    options: peerOptions,
  })
  runInContext(peerSource, world)
  runInContext('onScan.attachTo(document, { ...options, onScan: heard })', world)
  const passTime = (untilMs: number): void => {
    for (const timer of timers.filter(({ atMs }) => atMs <= untilMs)) {
      timers = timers.filter(({ id }) => id !== timer.id)
      nowMs = timer.atMs
      timer.run()
    }
    nowMs = untilMs
  }
  for (const { type, code, key, atMs } of events) {
    passTime(atMs)
    if (type === 'up') continue
    let isTaken = false
    const take = (): void => {
      isTaken = true
    }
    const event = { key, which: legacyCode(code, key), preventDefault: take, stopImmediatePropagation: take }
    for (const press of listeners) press(event)
    if (!isTaken) heard.typed += asTyped(key)
  }
  passTime(nowMs + 10_000)
  return heard
}

/** The numbers by which browsers called keys (W3C, “UI Events”, legacy key models). */
function legacyCode(code: string, key: string): number {
  const named: Record<string, number> = { Enter: 13, NumpadEnter: 13, Tab: 9, ShiftLeft: 16, Space: 32 }
  const punctuation: Record<string, number> = { '-': 189, '.': 190, ',': 188 }
  const keypad = /^Numpad(\d)$/.exec(code)?.[1]
  if (keypad !== undefined) return 96 + Number(keypad)
  return named[code] ?? punctuation[key] ?? key.toUpperCase().charCodeAt(0)
}

/** Length of the longest text that both contain in its order, by the usual table, one row at a time. */
function longestCommon(one: string, other: string): number {
  if (one === other) return one.length
  let row = new Uint32Array(other.length + 1)
  for (const character of one) {
    const next = new Uint32Array(other.length + 1)
    for (let index = 0; index < other.length; index += 1) {
      next[index + 1] =
        character === other[index] ? (row[index] ?? 0) + 1 : Math.max(next[index] ?? 0, row[index + 1] ?? 0)
    }
    row = next
  }
  return row[other.length] ?? 0
}
