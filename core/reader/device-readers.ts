/**
 * All readers that the station opens itself: found, opened, and opened again whenever one comes back. Each is absent →
 * opening → ready → absent, or waits with a reason. One listing runs at a time; opening one reader never waits for another.
 */
import { chooseKind, type DeviceFacts } from '../badge/choose-kind.ts'
import { createPcproxProtocol } from '../badge/pcprox.ts'
import type { Presented } from '../badge/presented.ts'
import { listStartReports } from '../badge/start-reports.ts'
import { describeFault, describeMissingNode } from './describe-device-fault.ts'
import { factsOfDevice } from './device-facts.ts'
import { openSession, type Session } from './device-session.ts'
import type { HidDevice, HidFault, HidSource } from './hid-source.ts'
import { type Assignment, assignDevices, type DeviceReader, fitsDevice } from './match-devices.ts'
import type { Timers } from './timers.ts'

export type DeviceState =
  | { type: 'absent' }
  | { type: 'opening' }
  /** `doubt`: it works, but may be another reader's device; in words. */
  | { type: 'ready'; doubt: string | null }
  | { type: 'no-permission'; why: string }
  | { type: 'failed'; why: string }

export type DeviceReadersParts = Timers & {
  readers: readonly DeviceReader[]
  source: HidSource
  platform: NodeJS.Platform
  /** Calls back when a device may have come or gone; null where the system gives no such hint. */
  watchDevices: (onHint: () => void) => (() => void) | null
  /** Also opens what nobody knows how to read: for whoever looks at its reports to describe them. Absent: no. */
  opensUnknown?: boolean
  onReport: (readerId: string, report: Uint8Array) => void
  /** What a reader answered that is asked for its card, and what it came to. */
  onAnswer: (readerId: string, answer: Uint8Array) => void
  onPresented: (readerId: string, presented: Presented) => void
  /** The reader went away: what it has half sent will not be completed. */
  onGone: (readerId: string) => void
  onState: (readerId: string, state: DeviceState) => void
}

export type DeviceReaders = {
  states: () => ReadonlyMap<string, DeviceState>
  /** Of the device that the reader has open; null: none. */
  deviceOf: (readerId: string) => DeviceFacts | null
  /** Looks now, also where nothing is missing. */
  look: () => void
  /** Lets go of every device. Nothing is told afterwards. */
  close: () => Promise<void>
}

/** While a reader is missing, or after any fault. */
const lookEveryMs = 500
/** While all are there and the system gives no hint of its own. */
const calmLookEveryMs = 10_000
/** Nodes come several at a time, and a rule opens them to us a moment later. */
const hintPauseMs = 40
const firstBackOffMs = 250
const longestBackOffMs = 5000
/** A device may be pulled out between its listing and its opening; not as often in a row. */
const failuresUntilTold = 3
/** A reader that worked for so long begins anew with the first delay. */
const soundAfterMs = 10_000

type Slot = {
  reader: DeviceReader
  state: DeviceState
  session: Session | null
  /** Of the session; null: none, or it is being closed. */
  path: string | null
  facts: DeviceFacts | null
  readyAtMs: number
  failures: number
  retryAtMs: number
  /** An open device that the last listing did not name, or named as what it is not. */
  isUnlisted: boolean
}

export function openDeviceReaders(parts: DeviceReadersParts): DeviceReaders {
  const slots = parts.readers.map((reader) => createSlot(reader))
  let isClosed = false
  let isLooking = false
  let isLookWanted = false
  let stopTimer = (): void => {}

  const become = (slot: Slot, state: DeviceState): void => {
    const isSame = JSON.stringify(slot.state) === JSON.stringify(state)
    slot.state = state
    if (!isSame && !isClosed) parts.onState(slot.reader.id, state)
  }

  const look = async (): Promise<void> => {
    stopTimer()
    if (isLooking || isClosed) {
      isLookWanted = true
      return
    }
    isLooking = true
    isLookWanted = false
    const listing = await parts.source.list()
    isLooking = false
    if (isClosed) return
    if (listing.type === 'failed') {
      for (const slot of slots) if (slot.path === null) become(slot, describeState(slot, listing.fault))
    } else settle(listing.devices)
    if (isLookWanted) void look()
    else lookLater()
  }

  const settle = (devices: readonly HidDevice[]): void => {
    const held = new Map(slots.flatMap(({ reader, path }) => (path === null ? [] : [[reader.id, path] as const])))
    const assigned = assignDevices(parts.readers, devices, held)
    for (const slot of slots) {
      if (slot.path === null) {
        // Until the last handle is let go of, a device cannot be had again everywhere.
        if (slot.session === null) take(slot, assigned.get(slot.reader.id) ?? { type: 'absent' })
      } else confirm(slot, devices, assigned.get(slot.reader.id))
    }
  }

  const take = (slot: Slot, assignment: Assignment): void => {
    switch (assignment.type) {
      case 'absent':
        slot.failures = 0
        slot.retryAtMs = 0
        become(slot, { type: 'absent' })
        return
      case 'fault':
        become(slot, { type: 'failed', why: assignment.why })
        return
      case 'device':
        if (parts.nowMs() >= slot.retryAtMs) open(slot, assignment.device, assignment.doubt)
        return
      default:
        assignment satisfies never
    }
  }

  /**
   * node-hid tells of an unplugged device by itself; should it not, two listings without it do. Another reader's device under the
   * same path was plugged in between the listing and the opening.
   */
  const confirm = (slot: Slot, devices: readonly HidDevice[], assignment: Assignment | undefined): void => {
    const isListed = devices.some((device) => device.path === slot.path && fitsDevice(slot.reader.device, device))
    if (!isListed && slot.isUnlisted) lose(slot, { type: 'gone' })
    else slot.isUnlisted = !isListed
    const isReady = slot.state.type === 'ready'
    if (isReady && assignment?.type === 'device') become(slot, { type: 'ready', doubt: assignment.doubt })
  }

  const open = (slot: Slot, device: HidDevice, doubt: string | null): void => {
    const { id, kind, pcprox } = slot.reader
    // What the last attempt came to stays to be read until this one succeeds.
    if (slot.failures === 0) become(slot, { type: 'opening' })
    const facts = factsOfDevice(device)
    const chosen = kind === 'auto' ? chooseKind(facts) : { type: 'chosen' as const, kind }
    if (chosen.type === 'unknown' && !parts.opensUnknown) {
      // Opened, each of its reports would be a badge that cannot be read.
      slot.retryAtMs = parts.nowMs() + longestBackOffMs
      become(slot, { type: 'failed', why: chosen.why })
      return
    }
    slot.path = device.path
    slot.isUnlisted = false
    slot.facts = facts
    const isPolled = chosen.type === 'chosen' && chosen.kind === 'pcprox'
    slot.session = openSession({
      source: parts.source,
      path: device.path,
      startReports: chosen.type === 'chosen' ? listStartReports(chosen.kind, slot.facts) : [],
      protocol: isPolled ? createPcproxProtocol({ isParityStripped: pcprox?.isParityStripped ?? true }) : null,
      nowMs: parts.nowMs,
      setTimer: parts.setTimer,
      onReady: () => {
        slot.readyAtMs = parts.nowMs()
        become(slot, { type: 'ready', doubt })
      },
      onReport: (report) => parts.onReport(id, report),
      onAnswer: (answer) => parts.onAnswer(id, answer),
      onPresented: (presented) => parts.onPresented(id, presented),
      onLost: (fault) => lose(slot, fault),
    })
  }

  const lose = (slot: Slot, fault: HidFault): void => {
    const { session, state, reader } = slot
    const wasReady = state.type === 'ready'
    slot.path = null
    slot.facts = null
    if (wasReady && parts.nowMs() - slot.readyAtMs >= soundAfterMs) slot.failures = 0
    const isPulledOut = fault.type === 'gone' && wasReady
    if (!isPulledOut) slot.failures += 1
    const backOffMs = Math.min(firstBackOffMs * 2 ** Math.min(slot.failures - 1, 16), longestBackOffMs)
    // One that is listed and not there is looked for as one that is missing: it may be plugged in again any moment.
    const waitMs = isPulledOut ? 0 : fault.type === 'gone' ? lookEveryMs : backOffMs
    slot.retryAtMs = parts.nowMs() + waitMs
    become(slot, describeState(slot, fault))
    if (wasReady) parts.onGone(reader.id)
    const finish = (): void => {
      if (slot.session !== session) return
      slot.session = null
      if (!isClosed) void look()
    }
    void (session?.close() ?? Promise.resolve()).then(finish)
  }

  const describeState = ({ reader, failures }: Slot, fault: HidFault): DeviceState => {
    if (fault.type !== 'gone') return describeFault(fault, reader, parts.platform)
    return failures < failuresUntilTold ? { type: 'absent' } : { type: 'failed', why: describeMissingNode(reader) }
  }

  const lookLater = (): void => {
    stopTimer()
    if (isClosed) return
    const nowMs = parts.nowMs()
    const isCalm = slots.every(({ path, isUnlisted }) => path !== null && !isUnlisted)
    if (isCalm && stopWatching !== null) return
    const waits = slots.map(({ path, retryAtMs }) =>
      path === null && retryAtMs > nowMs ? retryAtMs - nowMs : lookEveryMs,
    )
    const delayMs = isCalm ? calmLookEveryMs : Math.min(lookEveryMs, ...waits)
    stopTimer = parts.setTimer(() => void look(), delayMs)
  }

  let stopHint = (): void => {}
  const stopWatching = parts.watchDevices(() => {
    stopHint()
    stopHint = parts.setTimer(() => void look(), hintPauseMs)
  })
  void look()

  return {
    states: () => new Map(slots.map(({ reader, state }) => [reader.id, state])),
    deviceOf: (readerId) => slots.find(({ reader }) => reader.id === readerId)?.facts ?? null,
    look: () => void look(),
    close: async () => {
      isClosed = true
      stopTimer()
      stopHint()
      stopWatching?.()
      await Promise.all(slots.map(({ session }) => session?.close()))
    },
  }
}

function createSlot(reader: DeviceReader): Slot {
  return {
    reader,
    state: { type: 'opening' },
    session: null,
    path: null,
    facts: null,
    readyAtMs: 0,
    failures: 0,
    retryAtMs: 0,
    isUnlisted: false,
  }
}
